using System.ComponentModel.DataAnnotations;
using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Integration;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Views;

/// <param name="Items">In order of arrival.</param>
/// <param name="Next">Give it as <c>after</c> to get the next page; absent on the last one.</param>
/// <param name="Notice">What is missing from this page and why, if anything.</param>
public sealed record RegistrationPage(IReadOnlyList<RegistrationView> Items, string? Next, string? Notice = null);

/// <summary>The coordination's list of an edition's registrations.</summary>
public static class RegistrationList
{
    /// <summary>What <c>status</c> may be.</summary>
    public const string Statuses = "seat|offered|waiting|withdrawn|declined|expired|carried-over|refused|cancelled";

    public static async Task<Results<Ok<RegistrationPage>, Refusal>> Handle(
        Guid editionId, [RegularExpression(Statuses)] string? status, [StringLength(64)] string? organisation, [StringLength(64)] string? region,
        [StringLength(64)] string? sector, Guid? personId, [StringLength(100)] string? search, bool? names, long? after, int? limit,
        RegistrationRows rows, People people, IQuerySession session, CancellationToken cancellation)
    {
        IReadOnlyCollection<Guid>? wanted = personId is { } one ? [one] : null;
        if (search is { Length: > 0 })
        {
            try
            {
                if (await people.SearchAsync(search, cancellation) is not { } found)
                {
                    return new Refusal(TooManyFound);
                }

                wanted = personId is { } both ? [.. found.Where(f => f == both)] : found;
            }
            catch (Exception e) when (Outage.Is(e))
            {
                return new Refusal(NoSearch);
            }
        }

        var size = Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit);
        var read = await rows.ReadAsync(
            editionId, await session.IsCancelledAsync(editionId, cancellation), new(status, organisation, region, sector, wanted), after ?? 0, size + 1, cancellation);
        var items = read.Count > size ? [.. read.Take(size)] : read;
        var next = read.Count > size ? FormattableString.Invariant($"{items[^1].Order}") : null;
        if (names != true || items.Count == 0)
        {
            return TypedResults.Ok(new RegistrationPage(items, next));
        }

        try
        {
            var known = await people.NamesAsync([.. items.Select(i => i.PersonId)], cancellation);
            return TypedResults.Ok(new RegistrationPage([.. items.Select(i => i with { Name = known.GetValueOrDefault(i.PersonId) })], next));
        }
        catch (Exception e) when (Outage.Is(e))
        {
            return TypedResults.Ok(new RegistrationPage(items, next, NoNames.ForReader()));
        }
    }

    public static async Task<Results<Ok<RegistrationView>, Refusal>> HandleOne(
        Guid editionId, Guid personId, RegistrationRows rows, IQuerySession session, CancellationToken cancellation)
    {
        var read = await rows.ReadAsync(
            editionId, await session.IsCancelledAsync(editionId, cancellation), new(People: [personId]), 0, 1, cancellation);
        if (read.Count == 1)
        {
            return TypedResults.Ok(read[0]);
        }

        return new Refusal(NobodyHere);
    }

    internal static async Task<bool> IsCancelledAsync(this IQuerySession session, Guid editionId, CancellationToken cancellation) =>
        await session.LoadAsync<EditionView>(editionId, cancellation) is { Stage: EditionStage.Cancelled };

    internal static Text NoNames { get; } = new(
        "The vault of names does not answer at the moment: people are shown by their ids only.",
        "O cofre de nomes não responde neste momento: as pessoas são mostradas apenas pelos seus identificadores.");

    private static Rejection NobodyHere { get; } = Rejection.NotFound(
        new Text("This person has not registered for this edition.", "Esta pessoa não se inscreveu nesta edição."));

    private static Rejection NoSearch { get; } = new(
        "search-unavailable",
        new Text("Names cannot be searched at the moment: the vault of names does not answer.", "Neste momento não é possível pesquisar por nome: o cofre de nomes não responde."),
        new Text("Search again later; the list without a name, and by a person's id, is at hand.", "Pesquise de novo mais tarde; a lista sem nome, e pelo identificador da pessoa, está disponível."),
        RejectionKind.Busy);

    private static Rejection TooManyFound { get; } = new(
        "too-many-found",
        new Text($"More than {People.MostFound} people have this in their name.", $"Mais de {People.MostFound} pessoas têm isto no nome."),
        new Text("Search for a longer part of the name.", "Pesquise uma parte maior do nome."), RejectionKind.Invalid);
}
