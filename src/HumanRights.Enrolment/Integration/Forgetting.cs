using HumanRights.Enrolment.Due;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using Marten;
using Npgsql;

namespace HumanRights.Enrolment.Integration;

/// <summary>
/// An erased person's active registrations are withdrawn, so that their seats serve others; their words and their interest go. Who has left
/// cannot leave again: however often it is done, it has one effect.
/// </summary>
public sealed class Forgetting(IDocumentStore store, NpgsqlDataSource database, RegistrationRows registrations, RosterDesk desk, EventWriter writer)
{
    /// <summary>As long as an access token issued before the erasure can be used, and a little more.</summary>
    private const string WhileTokensLive = "11 minutes";

    /// <summary>Lets it be done once more when no token of the person can be used any longer: until then one could still bring a registration in.</summary>
    public async Task RepeatLaterAsync(Guid person, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            insert into due (key, kind, subject, person, number, at) values ($1, '{DueRows.Forget}', $2, $2, 0, clock_timestamp() + interval '{WhileTokensLive}')
            on conflict (key) do nothing
            """);
        command.Parameters.Add(new() { Value = $"{DueRows.Forget}/{person:N}" });
        command.Parameters.Add(new() { Value = person });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <exception cref="TimeoutException">A record was too busy; to be done again.</exception>
    public async Task ForgetAsync(Guid person, CancellationToken cancellation)
    {
        foreach (var edition in await registrations.EditionsOfAsync(person, cancellation))
        {
            Settled(await desk.DecideAsync(edition, (roster, now) => roster.Leave(person, now), cancellation: cancellation));
        }

        foreach (var interest in await InterestsAsync(cancellation))
        {
            Settled(await writer.DecideAsync<Interest>(interest, (i, _) => i.WithdrawInterest(person), cancellation: cancellation));
        }

        await using var session = store.LightweightSession();
        session.DeleteWhere<AppealText>(t => t.PersonId == person);
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>Every programme's: one without an edition has interest too.</summary>
    private async Task<IReadOnlyList<string>> InterestsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select id from mt_streams where id like 'interest-%'");
        var streams = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            streams.Add(reader.GetString(0));
        }

        return streams;
    }

    private static void Settled<TState>(Outcome<TState> outcome)
    {
        if (outcome.Rejection is { } rejection)
        {
            throw new TimeoutException($"The record was {rejection.Code}: to be done again.");
        }
    }
}
