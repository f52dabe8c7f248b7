using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using Marten;

namespace HumanRights.Assessment.Due;

/// <summary>The ordinary commands that due rows stand for. Each may be issued any number of times.</summary>
public sealed class DueCommands(EventWriter writer, IDocumentStore store) : IDueCommands
{
    /// <summary>Whether it is done; otherwise it is to be asked for again.</summary>
    public Task<bool> IssueAsync(DueRow row, CancellationToken cancellation) => row.Kind switch
    {
        DueRows.Deadline => CloseAsync(row, cancellation),
        DueRows.Grading => GradeAsync(row, cancellation),
        DueRows.Release => ReleaseAsync(row, cancellation),
        _ => throw new InvalidOperationException($"Nobody knows what falls due as {row.Kind}."),
    };

    private async Task<bool> CloseAsync(DueRow row, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(row.Subject), cancellation);
        var outcome = await writer.DecideAsync<Attempt>(
            Attempt.Stream(row.Subject, row.Person, row.Number), (a, now) => a.CloseWhenDue(test.ClosedAt is not null, now), cancellation: cancellation);
        return outcome.State.Status != AttemptStatus.Open;
    }

    private async Task<bool> GradeAsync(DueRow row, CancellationToken cancellation)
    {
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(row.Subject, row.Person, row.Number), cancellation);
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(row.Subject), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(row.Subject), cancellation);
        var words = await store.WordsOfAsync(attempt, cancellation);
        var forgotten = words.Count > 0 && (await writer.ReadAsync<Person>(Person.Stream(row.Person), cancellation)).State.Forgotten;
        var outcome = await writer.DecideAsync<Grade>(
            Grade.Stream(row.Subject, row.Person, row.Number), (g, _) => g.Record(attempt, test.Composition!, key, words),
            alongside: session =>
            {
                // Written after the person was erased, in an attempt that ran on to its deadline.
                if (forgotten)
                {
                    session.DeleteWhere<AnswerText>(t => t.PersonId == row.Person);
                }
            },
            cancellation: cancellation);
        return outcome.State.Graded is not null;
    }

    /// <summary>Which attempt counts is known when all of the person's are graded: the test is closed, there will be no other.</summary>
    private async Task<bool> ReleaseAsync(DueRow row, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(row.Subject), cancellation);
        var (grades, versions) = (new List<AttemptGraded>(), new Dictionary<string, long>());
        for (var number = 1; number <= test.Composition!.Attempts; number++)
        {
            var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(row.Subject, row.Person, number), cancellation);
            if (attempt.Start is null)
            {
                break;
            }

            var stream = Grade.Stream(row.Subject, row.Person, number);
            var (grade, version) = await writer.ReadAsync<Grade>(stream, cancellation);
            if (grade.Current is not { } current || current.Marks.Items.Any(i => i.NeedsMarker))
            {
                return false;
            }

            grades.Add(current);
            versions.Add(stream, version);
        }

        var own = grades.Single(g => g.Number == row.Number);
        var outcome = await writer.DecideAsync<Attempt>(
            Attempt.Stream(row.Subject, row.Person, row.Number),
            (a, _) => a.Release(own, grades, test.Composition.Rules.Counting),
            // Figures that have changed meanwhile must not stand behind those released by a later row.
            alongside: session => versions.ToList().ForEach(v => session.HoldStill(v.Key, v.Value)), cancellation: cancellation);
        return outcome.Rejection is null;
    }
}
