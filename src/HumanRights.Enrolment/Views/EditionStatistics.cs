using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace HumanRights.Enrolment.Views;

/// <param name="Code">A region's, sector's or organisation's; absent: of those people it was not known.</param>
/// <param name="People">Registrations with this code, whatever became of them.</param>
/// <param name="ByStatus">Of these, by status.</param>
public sealed record GroupStatistics(string? Code, int People, IReadOnlyDictionary<string, int> ByStatus);

/// <param name="Made">Offers made.</param>
/// <param name="Accepted">Of these, accepted.</param>
/// <param name="Declined">Of these, declined.</param>
/// <param name="Expired">Of these, not answered in time.</param>
public sealed record OfferStatistics(int Made, int Accepted, int Declined, int Expired);

/// <param name="Lodged">Appeals lodged.</param>
/// <param name="Upheld">Of these, with the refusal upheld.</param>
/// <param name="Reversed">Of these, with the refusal reversed.</param>
public sealed record AppealStatistics(int Lodged, int Upheld, int Reversed);

/// <summary>An edition's registration in figures.</summary>
/// <param name="EditionId">The edition.</param>
/// <param name="Capacity">Seats.</param>
/// <param name="OpensAt">When registration opens or opened.</param>
/// <param name="FilledAt">When no seat was left for the first time.</param>
/// <param name="SecondsToFill">From the one to the other; 0 when people carried over had filled it before.</param>
/// <param name="People">People with a status in this edition.</param>
/// <param name="WaitingListLength">How many wait now.</param>
/// <param name="ByStatus">People by status.</param>
/// <param name="ByRegion">By region, the largest first.</param>
/// <param name="BySector">By sector, the largest first.</param>
/// <param name="ByOrganisation">By organisation, the largest first; at most a thousand.</param>
/// <param name="Offers">What became of offers.</param>
/// <param name="Refusals">Refusals on record by code; a person refused again for one reason counts again only after an appeal was decided.</param>
/// <param name="Appeals">What became of appeals.</param>
public sealed record EditionStatistics(
    Guid EditionId, int Capacity, DateTimeOffset? OpensAt, DateTimeOffset? FilledAt, double? SecondsToFill, int People, int WaitingListLength,
    IReadOnlyDictionary<string, int> ByStatus, IReadOnlyList<GroupStatistics> ByRegion, IReadOnlyList<GroupStatistics> BySector,
    IReadOnlyList<GroupStatistics> ByOrganisation, OfferStatistics Offers, IReadOnlyDictionary<string, int> Refusals, AppealStatistics Appeals);

public static class EditionFigures
{
    private const int MostOrganisations = 1000;

    public static async Task<Results<Ok<EditionStatistics>, Refusal>> Handle(
        Guid editionId, IQuerySession session, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (await session.LoadAsync<EditionView>(editionId, cancellation) is not { } edition)
        {
            return new Refusal(Edition.NotPlanned);
        }

        var groups = await GroupsAsync(database, edition, cancellation);
        var steps = await StepsAsync(database, editionId, cancellation);
        var byStatus = groups["status"].SelectMany(g => g.ByStatus).ToDictionary();
        int Steps(string what) => steps.Where(s => s.What == what).Sum(s => s.Count);
        return TypedResults.Ok(new EditionStatistics(
            editionId, edition.Capacity, edition.RegistrationOpensAt, edition.FilledAt, SecondsToFill(edition),
            byStatus.Values.Sum(), byStatus.GetValueOrDefault(RegistrationViews.Waiting), byStatus,
            groups["region"], groups["sector"], [.. groups["organisation"].Take(MostOrganisations)],
            new(Steps("seat-offered"), Steps("offer-accepted"), Steps("offer-declined"), Steps("offer-expired")),
            steps.Where(s => s.What == "registration-refused").ToDictionary(s => s.Why!, s => s.Count),
            new(Steps("appeal-lodged"), Steps("appeal-upheld"), Steps("appeal-reversed"))));
    }

    private static double? SecondsToFill(EditionView edition) =>
        (edition.FilledAt - edition.RegistrationOpensAt)?.TotalSeconds is { } seconds ? Math.Max(0, seconds) : null;

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<GroupStatistics>>> GroupsAsync(
        NpgsqlDataSource database, EditionView edition, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select case when grouping(region) = 0 then 'region' when grouping(sector) = 0 then 'sector' when grouping(organisation) = 0 then 'organisation'
                   else 'status' end, coalesce(region, sector, organisation), status, count(*)
            from (select region, sector, organisation, case when $2 and status in ('seat', 'offered', 'waiting') then 'cancelled' else status end as status
                  from registrations where edition_id = $1 and status is not null) r
            group by grouping sets ((status), (region, status), (sector, status), (organisation, status))
            """);
        command.Parameters.Add(new() { Value = edition.Id });
        command.Parameters.Add(new() { Value = edition.Stage == EditionStage.Cancelled });
        var found = new List<(string By, string? Code, string Status, int Count)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add((reader.GetString(0), await reader.IsDBNullAsync(1, cancellation) ? null : reader.GetString(1), reader.GetString(2), (int)reader.GetInt64(3)));
        }

        return ((string[])["status", "region", "sector", "organisation"]).ToDictionary(by => by, IReadOnlyList<GroupStatistics> (by) =>
        [
            .. found.Where(f => f.By == by).GroupBy(f => f.Code)
                .Select(g => new GroupStatistics(g.Key, g.Sum(f => f.Count), new SortedDictionary<string, int>(g.ToDictionary(f => f.Status, f => f.Count), StringComparer.Ordinal)))
                .OrderByDescending(g => g.People).ThenBy(g => g.Code, StringComparer.Ordinal),
        ]);
    }

    private static async Task<IReadOnlyList<(string What, string? Why, int Count)>> StepsAsync(
        NpgsqlDataSource database, Guid editionId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select what, why, count(*) from registration_steps where edition_id = $1 group by what, why");
        command.Parameters.Add(new() { Value = editionId });
        var found = new List<(string, string?, int)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add((reader.GetString(0), await reader.IsDBNullAsync(1, cancellation) ? null : reader.GetString(1), (int)reader.GetInt64(2)));
        }

        return found;
    }
}
