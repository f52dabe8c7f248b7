using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using Marten;

namespace HumanRights.Assessment.Due;

/// <summary>The ordinary commands that due rows stand for. Each may be issued any number of times.</summary>
public sealed class DueCommands(EventWriter writer, IDocumentStore store, MarkingRows markings, TimeProvider clock) : IDueCommands
{
    /// <summary>How long closing and grading a released test's attempts may take before something must be wrong.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Whether it is done; otherwise it is to be asked for again.</summary>
    public Task<bool> IssueAsync(DueRow row, CancellationToken cancellation) => row.Kind switch
    {
        DueRows.Deadline => CloseAsync(row, cancellation),
        DueRows.Grading => GradeAsync(row, cancellation),
        DueRows.Showing => ShowAsync(row, cancellation),
        DueRows.Release => ReleaseAsync(row, cancellation),
        DueRows.Correction => SpreadAsync(row, cancellation),
        DueRows.Regrading => RegradeAsync(row, cancellation),
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

    /// <summary>Nobody sees a result before everybody can: the attempts that the test's end has closed are waited for here.</summary>
    private async Task<bool> ShowAsync(DueRow row, CancellationToken cancellation)
    {
        if (await markings.NotGradedAsync(row.Subject, cancellation) is { Count: > 0 and var left })
        {
            var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(row.Subject), cancellation);
            // Each has a row of its own, which the next round finds done. If not, this one waits ever longer, and health turns red.
            return clock.GetUtcNow() - test.ReleasedAt < Patience
                ? false
                : throw new TimeoutException($"{left} attempts of the released test {row.Subject} are not graded.");
        }

        if (await AreCorrectedAsync(row.Subject, cancellation))
        {
            return false;
        }

        foreach (var gone in await markings.ErasedAsync(row.Subject, cancellation))
        {
            await writer.DecideAsync<Grade>(Grade.Stream(row.Subject, gone.PersonId, gone.Number), (g, _) => g.Erase(gone.ItemId), cancellation: cancellation);
        }

        await writer.DecideAsync<ModuleTest>(ModuleTest.Stream(row.Subject), (t, now) => t.Show(now), cancellation: cancellation);
        return true;
    }

    /// <summary>Whether attempts are still being marked again after a correction.</summary>
    private async Task<bool> AreCorrectedAsync(Guid testId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return (await session.AdvancedSql.QueryAsync<bool>(
            "select exists (select 1 from due where subject = ? and kind in ('correction', 'regrading'))", cancellation, testId)).Single();
    }

    /// <summary>
    /// Which attempt counts is known, since all are graded. A test whose results are not shown yet will ask again; one whose corrections are still
    /// being applied is waited for.
    /// </summary>
    private async Task<bool> ReleaseAsync(DueRow row, CancellationToken cancellation)
    {
        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(row.Subject), cancellation);
        if (test.ShownAt is null)
        {
            return true;
        }

        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(row.Subject), cancellation);
        var versions = await writer.GradesOfAsync(test.Composition!, row.Person, cancellation);
        IReadOnlyList<AttemptGraded> grades = [.. versions.Select(g => g.State)];
        if (grades.Any(g => g.IsBehind(key)))
        {
            return false;
        }

        var outcome = await writer.DecideAsync<Attempt>(
            Attempt.Stream(row.Subject, row.Person, row.Number),
            (a, _) => a.Release(grades.Single(g => g.Number == row.Number), grades, test.Composition!.Rules.Counting),
            // Figures that have changed meanwhile must not stand behind those released by a later row.
            alongside: session =>
            {
                foreach (var grade in versions)
                {
                    session.HoldStill(Grade.Stream(row.Subject, row.Person, grade.State.Number), grade.Version);
                }
            },
            cancellation: cancellation);
        return outcome.Rejection is null;
    }

    /// <summary>
    /// A correction is one row, and one of each attempt once it is committed: an attempt whose start is not seen here is graded later, and reads
    /// the corrected key.
    /// </summary>
    private async Task<bool> SpreadAsync(DueRow row, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.QueueSqlCommand(
            "insert into due (key, kind, subject, person, number, at) select ? || stream, 'regrading', test_id, person_id, number, clock_timestamp()"
            + " from attempt_of where test_id = ? on conflict (key) do nothing",
            $"{DueRows.Regrading}/{row.Number}/", row.Subject);
        await session.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>An attempt that is open is graded after its end, by the key as it is then; one that is being graded may have read the key before.</summary>
    private async Task<bool> RegradeAsync(DueRow row, CancellationToken cancellation)
    {
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(row.Subject, row.Person, row.Number), cancellation);
        if (attempt.EndedAt is null)
        {
            return true;
        }

        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(row.Subject), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(row.Subject), cancellation);
        var words = await store.WordsOfAsync(attempt, cancellation);
        var outcome = await writer.DecideAsync<Grade>(
            Grade.Stream(row.Subject, row.Person, row.Number), (g, _) => g.Regrade(attempt, test.Composition!, key, words), cancellation: cancellation);
        return outcome.State.Current is { } current && !current.IsBehind(key);
    }
}
