using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace HumanRights.Enrolment.Views;

/// <summary>A person in an edition as the coordination sees them. People are ids; names are asked of the vault, a page at a time.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="PersonId">The person.</param>
/// <param name="RegistrationId">Their latest registration; absent where none came about.</param>
/// <param name="Order">Place in the order of arrival (the event's sequence): what pages are cut by.</param>
/// <param name="Status">seat, offered, waiting, withdrawn, declined, expired, carried-over, refused or cancelled.</param>
/// <param name="Since">When it came to that.</param>
/// <param name="Position">1-based place on the waiting list; only while waiting.</param>
/// <param name="OfferExpiresAt">Until when the offered seat is kept; only with an offer.</param>
/// <param name="Organisation">Its code, as it was at the time of registering.</param>
/// <param name="Region">Likewise.</param>
/// <param name="Sector">Likewise.</param>
/// <param name="Name">Only where names were asked for, and the vault answered.</param>
public sealed record RegistrationView(
    Guid EditionId, Guid PersonId, Guid? RegistrationId, long Order, string Status, DateTimeOffset Since, int? Position, DateTimeOffset? OfferExpiresAt,
    string? Organisation, string? Region, string? Sector, string? Name = null);

/// <summary>One step of a person's way through an edition, as it is stored: codes that are put in words on reading.</summary>
/// <param name="Sequence">The event's: what pages are cut by.</param>
/// <param name="At">The event's instant.</param>
/// <param name="What">The event.</param>
/// <param name="By"><c>self</c>, <c>platform</c>, or the id of who acted for the coordination.</param>
/// <param name="Why">The route, or the refusal's code.</param>
/// <param name="Position">Place on the waiting list; of who was carried over, the number of the edition they go on to.</param>
/// <param name="Until">An offer's last instant.</param>
/// <param name="Reserve">The region whose reserved seat it is.</param>
public sealed record RegistrationStep(
    long Sequence, DateTimeOffset At, string What, string By, string? Why, int? Position, DateTimeOffset? Until, string? Reserve);

/// <summary>Which of an edition's registrations are wanted; nothing given, all.</summary>
public sealed record RegistrationFilter(
    string? Status = null, string? Organisation = null, string? Region = null, string? Sector = null, IReadOnlyCollection<Guid>? People = null);

/// <summary>Reads what <see cref="RegistrationViews"/> writes.</summary>
public sealed class RegistrationRows(NpgsqlDataSource database)
{
    private const string Columns =
        """
        select edition_id, person_id, registration_id, arrived,
          case when $2 and status in ('seat', 'offered', 'waiting') then 'cancelled' else status end as status,
          since, offer_expires_at, organisation, region, sector from registrations where edition_id = $1 and status is not null
        """;

    /// <summary>Registrations in order of arrival from after a cursor on, with their places on the waiting list.</summary>
    /// <param name="editionId">The edition.</param>
    /// <param name="cancelled">The edition was cancelled, and with it whatever was active.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="after">The last order already seen; 0 for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Until they are read.</param>
    public async Task<IReadOnlyList<RegistrationView>> ReadAsync(
        Guid editionId, bool cancelled, RegistrationFilter filter, long after, int limit, CancellationToken cancellation)
    {
        var sql = new StringBuilder($"select * from ({Columns} and arrived > $3");
        await using var command = database.CreateCommand();
        foreach (var value in (object[])[editionId, cancelled, after])
        {
            command.Parameters.Add(new() { Value = value });
        }

        foreach (var (column, value) in new[] { ("organisation", filter.Organisation), ("region", filter.Region), ("sector", filter.Sector) })
        {
            if (value is not null)
            {
                command.Parameters.Add(new() { Value = value });
                sql.Append($" and {column} = ${command.Parameters.Count}");
            }
        }

        if (filter.People is { } people)
        {
            command.Parameters.Add(new() { Value = people.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
            sql.Append($" and person_id = any(${command.Parameters.Count})");
        }

        sql.Append(") r");
        if (filter.Status is { } status)
        {
            command.Parameters.Add(new() { Value = status });
            sql.Append($" where status = ${command.Parameters.Count}");
        }

        command.Parameters.Add(new() { Value = limit });
        command.CommandText = sql.Append($" order by arrived limit ${command.Parameters.Count}").ToString();
        var rows = new List<RegistrationView>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(View(reader));
            }
        }

        return await WithPositionsAsync(editionId, rows, cancellation);
    }

    /// <summary>A person's steps in order, from after a cursor on.</summary>
    public async Task<IReadOnlyList<RegistrationStep>> StepsAsync(Guid editionId, Guid personId, long after, int limit, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select sequence, at, what, by_whom, why, position, until, reserve from registration_steps
            where edition_id = $1 and person_id = $2 and sequence > $3 order by sequence limit $4
            """);
        foreach (var value in (object[])[editionId, personId, after, limit])
        {
            command.Parameters.Add(new() { Value = value });
        }

        var steps = new List<RegistrationStep>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            steps.Add(Step(reader));
        }

        return steps;
    }

    /// <summary>
    /// Editions in which a person may be registered: what the view knows and, of what it has not come to yet, the events themselves. One
    /// statement sees both as of one instant, so nothing falls between them.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> EditionsOfAsync(Guid personId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select edition_id from registrations where person_id = $1 and status in ('seat', 'offered', 'waiting')
            union
            select (data ->> 'editionId')::uuid from mt_events
            where seq_id > coalesce((select last_seq_id from mt_event_progression where name = 'registrations:All'), 0)
              and data ->> 'personId' = $1::text and data ->> 'editionId' is not null
            """);
        command.Parameters.Add(new() { Value = personId });
        var editions = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            editions.Add(reader.GetGuid(0));
        }

        return editions;
    }

    private async Task<IReadOnlyList<RegistrationView>> WithPositionsAsync(Guid editionId, List<RegistrationView> rows, CancellationToken cancellation)
    {
        var waiting = rows.Where(r => r.Status == RegistrationViews.Waiting).Select(r => r.PersonId).ToArray();
        if (waiting.Length == 0)
        {
            return rows;
        }

        await using var command = database.CreateCommand(
            """
            select person_id, place from (
              select person_id, row_number() over (order by arrived) as place from registrations where edition_id = $1 and status = 'waiting') w
            where person_id = any($2)
            """);
        command.Parameters.Add(new() { Value = editionId });
        command.Parameters.Add(new() { Value = waiting });
        var places = new Dictionary<Guid, int>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            places[reader.GetGuid(0)] = (int)reader.GetInt64(1);
        }

        return [.. rows.Select(r => places.TryGetValue(r.PersonId, out var place) ? r with { Position = place } : r)];
    }

    private static RegistrationView View(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), Get<Guid?>(row, 2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5),
        null, Get<DateTimeOffset?>(row, 6), Get<string>(row, 7), Get<string>(row, 8), Get<string>(row, 9));

    private static RegistrationStep Step(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), Get<string>(row, 4),
        Get<int?>(row, 5), Get<DateTimeOffset?>(row, 6), Get<string>(row, 7));

    private static T? Get<T>(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? default : row.GetFieldValue<T>(column);
}
