using HumanRights.Enrolment.Integration;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Interests;

/// <param name="PersonId">Who is interested.</param>
/// <param name="Order">Place in the order interest was shown: what pages are cut by.</param>
/// <param name="PublicServant">As their account said at that moment.</param>
/// <param name="Organisation">Its code, as it was at that moment.</param>
/// <param name="Region">Likewise.</param>
/// <param name="Sector">Likewise.</param>
/// <param name="Name">Only where names were asked for, and the vault answered.</param>
public sealed record InterestedView(Guid PersonId, long Order, bool PublicServant, string? Organisation, string? Region, string? Sector, string? Name = null);

/// <param name="Code">A region's or sector's; absent: of those people it was not known.</param>
/// <param name="People">How many.</param>
public sealed record InterestCount(string? Code, int People);

/// <param name="ProgrammeId">The programme.</param>
/// <param name="People">How many are interested and have not been carried over to an edition.</param>
/// <param name="ByRegion">The largest first.</param>
/// <param name="BySector">The largest first.</param>
/// <param name="Items">In the order interest was shown.</param>
/// <param name="Next">Give it as <c>after</c> to get the next page; absent on the last one.</param>
/// <param name="Notice">What is missing from this page and why, if anything.</param>
public sealed record InterestPage(
    Guid ProgrammeId, int People, IReadOnlyList<InterestCount> ByRegion, IReadOnlyList<InterestCount> BySector, IReadOnlyList<InterestedView> Items, string? Next,
    string? Notice = null);

/// <summary>How many the next edition would have to serve, and who they are: for planning it.</summary>
public static class InterestList
{
    public static async Task<Results<Ok<InterestPage>, Refusal>> Handle(
        Guid programmeId, bool? names, long? after, int? limit, EventWriter writer, People people, CancellationToken cancellation)
    {
        var (programme, _) = await writer.ReadAsync<Programme>(Programme.Stream(programmeId), cancellation);
        if (programme.Blueprint is null)
        {
            return new Refusal(Programme.NotDefined);
        }

        var (interest, _) = await writer.ReadAsync<Interest>(Interest.Stream(programmeId), cancellation);
        var size = Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit);
        var rest = interest.InOrder.Where(p => p.Ticket > (after ?? 0)).Take(size + 1).ToList();
        var page = new InterestPage(
            programmeId, interest.People.Count, Count(interest, f => f.Region), Count(interest, f => f.Sector),
            [.. rest.Take(size).Select(p => new InterestedView(p.PersonId, p.Ticket, p.PublicServant, p.Facts.Organisation, p.Facts.Region, p.Facts.Sector))],
            rest.Count > size ? FormattableString.Invariant($"{rest[size - 1].Ticket}") : null);
        if (names != true || page.Items.Count == 0)
        {
            return TypedResults.Ok(page);
        }

        try
        {
            var known = await people.NamesAsync([.. page.Items.Select(i => i.PersonId)], cancellation);
            return TypedResults.Ok(page with { Items = [.. page.Items.Select(i => i with { Name = known.GetValueOrDefault(i.PersonId) })] });
        }
        catch (Exception e) when (Outage.Is(e))
        {
            return TypedResults.Ok(page with { Notice = RegistrationList.NoNames.ForReader() });
        }
    }

    private static IReadOnlyList<InterestCount> Count(Interest interest, Func<Rosters.Facts, string?> code) =>
    [
        .. interest.People.Values.GroupBy(p => code(p.Facts)).Select(g => new InterestCount(g.Key, g.Count()))
            .OrderByDescending(c => c.People).ThenBy(c => c.Code, StringComparer.Ordinal),
    ];
}
