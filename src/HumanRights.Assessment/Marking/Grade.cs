using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Marking;

/// <summary>The grade of an ended attempt with its explanation; it holds keys, and so has a stream of its own.</summary>
public sealed record AttemptGraded(Guid AttemptId, Guid TestId, Guid PersonId, int Number, Marks Marks, int PassMarkPercent, bool Passed);

public sealed record Grade(AttemptGraded? Graded) : IState<Grade>
{
    public static Grade Initial { get; } = new((AttemptGraded?)null);

    public static string Stream(Guid testId, Guid personId, int number) => $"grade-{testId:N}-{personId:N}-{number}";

    public Grade Apply(object @event) => @event is AttemptGraded e ? new Grade(e) : this;
}
