using HumanRights.Assessment.Integration;
using HumanRights.Contracts.Assessment;
using HumanRights.EventSourcing;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Contracts;

public sealed class Results
{
    private static readonly EventFacts Facts = new(Id(1), "attempt", Opens);

    [Fact]
    public void A_passed_attempt_that_counts_is_told() => AssessmentOutbound.Map.Map(Released, Facts)
        .ShouldBe([new ModuleTestPassed(EditionId, Ana, 1, TestId, Released.AttemptId, 66.67m, 50)]);

    [Fact]
    public void A_failed_attempt_that_counts_is_told() => AssessmentOutbound.Map.Map(Released with { Passed = false, ScorePercent = 20 }, Facts)
        .ShouldBe([new ModuleTestFailed(EditionId, Ana, 1, TestId, Released.AttemptId, 20, 50)]);

    [Fact]
    public void An_attempt_that_does_not_count_is_not_told() => AssessmentOutbound.Map.Map(Released with { Counts = false }, Facts).ShouldBeEmpty();

    [Fact]
    public void An_attempt_that_counted_before_is_put_right() =>
        AssessmentOutbound.Map.Map(Released with { Counts = false, CountedBefore = true, Passed = false, ScorePercent = 20 }, Facts)
            .ShouldBe([new ModuleTestFailed(EditionId, Ana, 1, TestId, Released.AttemptId, 20, 50)]);

    [Fact]
    public void A_decided_appeal_is_told_without_a_word_of_it()
    {
        AssessmentOutbound.Map.Map(Reversed, Facts).ShouldBe([new ResultAppealDecided(EditionId, Ana, 1, TestId, Released.AttemptId, Reversed.AppealId, "reversed")]);
        AssessmentOutbound.Map.Map(Reversed with { Outcome = Appeals.AppealOutcome.Upheld, Raised = [] }, Facts)
            .ShouldBe([new ResultAppealDecided(EditionId, Ana, 1, TestId, Released.AttemptId, Reversed.AppealId, "upheld")]);
    }

    [Fact]
    public void Nothing_else_is_told() =>
        Events.Where(e => e is not (Attempts.ResultReleased or Appeals.AppealDecided)).SelectMany(e => AssessmentOutbound.Map.Map(e, Facts)).ShouldBeEmpty();
}
