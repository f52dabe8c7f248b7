using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Integration;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace HumanRights.Enrolment.Due;

/// <summary>
/// What falls due is a row, written with the event it follows from, in one transaction: the opening and closing of registration, the expiry
/// of an offer, the end of a cancelled edition's registrations, the settling of a completed one's roster.
/// </summary>
public sealed class DueRows : IProjection
{
    public const string Open = "open";
    public const string Close = "close";
    public const string Expire = "expire";
    public const string End = "end";
    public const string Settle = "settle";

    /// <summary>Written by whoever hears of the erasure, not with an event of ours.</summary>
    public const string Forget = "forget";

    // A window announced again moves its instants.
    private const string Add =
        "insert into due (key, kind, subject, person, number, at) values (?, ?, ?, ?, 0, ?) on conflict (key) do update set at = excluded.at, tries = 0";

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case RegistrationAnnounced announced:
                    Row(operations, $"{Open}/{announced.EditionId:N}", Open, announced.EditionId, announced.OpensAt);
                    Row(operations, $"{Close}/{announced.EditionId:N}", Close, announced.EditionId, announced.ClosesAt);
                    break;
                case SeatOffered offered:
                    Row(operations, $"{Expire}/{offered.RegistrationId:N}", Expire, offered.EditionId, offered.ExpiresAt, offered.PersonId);
                    break;
                case EditionCompleted completed:
                    Row(operations, $"{Settle}/{completed.EditionId:N}", Settle, completed.EditionId, e.Timestamp);
                    break;
                case EditionCancelled cancelled:
                    Row(operations, $"{End}/{cancelled.EditionId:N}", End, cancelled.EditionId, e.Timestamp);
                    break;
            }
        }

        return Task.CompletedTask;
    }

    private static void Row(IDocumentOperations operations, string key, string kind, Guid edition, DateTimeOffset at, Guid person = default) =>
        operations.QueueSqlCommand(Add, key, kind, edition, person, at);
}

/// <summary>The roster's commands that due rows stand for; each looks at the clock itself, so that a row served early or twice does nothing.</summary>
public sealed class DueCommands(RosterDesk desk, Forgetting forgetting) : IDueCommands
{
    public async Task<bool> IssueAsync(DueRow row, CancellationToken cancellation)
    {
        if (row.Kind == DueRows.Forget)
        {
            await forgetting.ForgetAsync(row.Person, cancellation);
            return true;
        }

        Func<Roster, DateTimeOffset, Decision> decide = row.Kind switch
        {
            DueRows.Open => (r, now) => r.OpenWhenDue(now),
            DueRows.Close => (r, now) => r.CloseWhenDue(now),
            DueRows.Expire => (r, now) => r.Expire(now),
            DueRows.End => (r, _) => r.End(row.Subject),
            DueRows.Settle => (r, _) => r.Settle(row.Subject),
            _ => throw new InvalidOperationException($"Nobody knows what falls due as {row.Kind}."),
        };
        var outcome = await desk.DecideAsync(row.Subject, decide, cancellation: cancellation);
        var now = outcome.State;
        return outcome.Rejection is null && row.Kind switch
        {
            DueRows.Open => now.Opened || now.Closed,
            DueRows.Close => now.Closed,
            DueRows.Expire => !now.Offered.Contains(row.Person) || now.Ended,
            DueRows.Settle => now.Settled || now.Ended,
            _ => now.Ended,
        };
    }
}
