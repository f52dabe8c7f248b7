using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HumanRights.EventSourcing;
using HumanRights.Notifications.Letters;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace HumanRights.Notifications.Views;

/// <param name="Id">Of the letter, as in its Message-ID.</param>
/// <param name="PersonId">Whom it is for; name and address are Identity's.</param>
/// <param name="EditionId">Absent for letters about the account.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Happened">When the event was recorded that it tells of.</param>
/// <param name="Created">Since when it is here.</param>
/// <param name="NextTry">When it is tried next, while it waits.</param>
/// <param name="Tries">How often its sending has failed.</param>
/// <param name="Settled">When it was sent, refused for good or dropped.</param>
/// <param name="LastFailure">A code: <c>mail-server-away</c>, <c>identity-away</c>, <c>refused-550</c>, <c>recipient-erased</c> …</param>
public sealed record LetterListed(
    Guid Id, Guid PersonId, Guid? EditionId, LetterKind Kind, LetterState State, DateTimeOffset Happened, DateTimeOffset Created, DateTimeOffset? NextTry,
    int Tries, DateTimeOffset? Settled, string? LastFailure)
{
    public const string Columns = "id, person_id, edition_id, kind, state, happened, created, next_try, tries, settled, last_failure";

    public static LetterListed Read(NpgsqlDataReader row)
    {
        var state = Stored.Parse<LetterState>(row.GetString(4));
        return new(
            row.GetGuid(0), row.GetGuid(1), row[2] as Guid?, Stored.Parse<LetterKind>(row.GetString(3)), state, row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6), state == LetterState.Waiting ? row.GetFieldValue<DateTimeOffset>(7) : null, row.GetInt32(8),
            row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), row[10] as string);
    }
}

/// <summary>A state as a query names it: the same words as in JSON, where the framework's own reading would want capitals or accept numbers.</summary>
public sealed record StateFilter(LetterState State)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out StateFilter? filter)
    {
        filter = Enum.GetValues<LetterState>().Where(s => s.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Select(s => new StateFilter(s)).FirstOrDefault();
        return filter is not null;
    }
}

public static class LetterList
{
    // The newest first; an index leads to those of one person or one edition.
    private const string Query =
        $"""
        select {LetterListed.Columns}, number from letters
        where number < $1 and ($2::text is null or state = $2) and ($3::uuid is null or person_id = $3) and ($4::uuid is null or edition_id = $4)
        order by number desc limit $5
        """;

    public static async Task<Ok<Page<LetterListed>>> Handle(
        StateFilter? state, Guid? personId, Guid? editionId, long? after, int? limit, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var size = Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit);
        await using var command = database.CreateCommand(Query);
        command.Parameters.Add(new() { Value = after ?? long.MaxValue });
        command.Parameters.Add(new() { Value = state is null ? DBNull.Value : Stored.Name(state.State) });
        command.Parameters.Add(new() { Value = personId ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = editionId ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = size + 1 });

        var letters = new List<LetterListed>();
        var last = 0L;
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            if (letters.Count == size)
            {
                return TypedResults.Ok(new Page<LetterListed>(letters, last.ToString(CultureInfo.InvariantCulture)));
            }

            letters.Add(LetterListed.Read(rows));
            last = rows.GetInt64(11);
        }

        return TypedResults.Ok(new Page<LetterListed>(letters, null));
    }

    public static void MapLetters(this RouteGroupBuilder letters)
    {
        letters.RequireAuthorization(policy => policy.RequireRole(Roles.Operator, Roles.Coordinator));
        letters.MapGet("/", Handle).WithName("ListLetters")
            .WithSummary("Letters, the newest first, by state, person or edition; names and addresses are not kept here");
        letters.MapPost("/{letterId:guid}/retry", RetryLetter.Handle).WithName("RetryLetter")
            .WithSummary("Has a letter tried again now: one that failed, was dropped, or waits for its next try");
    }
}
