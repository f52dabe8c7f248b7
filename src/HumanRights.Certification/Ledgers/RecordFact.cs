using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.Certification.People;
using HumanRights.EventSourcing;
using Marten;
using MassTransit;

namespace HumanRights.Certification.Ledgers;

/// <summary>A ledger that began before its edition was known here.</summary>
/// <param name="Id">The ledger's.</param>
/// <param name="EditionId">What it waits for.</param>
/// <param name="PersonId">Whose it is.</param>
public sealed record WaitingLedger(Guid Id, Guid EditionId, Guid PersonId);

/// <summary>
/// Takes a fact into its ledger and, when that was the last line, issues the certificate in the same transaction.
/// </summary>
/// <remarks>
/// A ledger and its edition's definition may arrive at the same moment, each not yet seeing the other. So both sides
/// commit first and look afterwards: whichever commits last sees the other. Looking is repeated with the message, and
/// completing a ledger twice adds nothing.
/// </remarks>
public static class RecordFact
{
    /// <summary>The fact, if it is news, and the requirements, if they are known and were not.</summary>
    public static Decision Record(this Ledger ledger, IFact? fact, Guid editionId, Guid personId, Requirements? requirements) => Decision.Accept([
        .. fact is not null && ledger.IsNews(fact) ? (object[])[fact] : [],
        .. requirements is not null && ledger.Requirements is null ? (object[])[new RequirementsFixed(editionId, personId, requirements)] : [],
    ]);

    public static async Task RecordAsync(this EventWriter writer, ConsumeContext context, IFact fact)
    {
        var waits = false;
        await writer.OnceAsync(context, async effects => waits = !await effects.RecordAsync(fact, fact.EditionId, fact.PersonId, context.CancellationToken));
        if (waits && (await writer.ReadAsync<Edition>(Edition.Stream(fact.EditionId), context.CancellationToken)).State.Requirements is not null)
        {
            await writer.FixRequirementsAsync(fact.EditionId, fact.PersonId, context.CancellationToken);
        }
    }

    /// <summary>Gives every ledger that waits for this edition its requirements, each in a transaction of its own.</summary>
    public static async Task FixWaitingAsync(this EventWriter writer, IDocumentStore store, Guid editionId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        foreach (var waiting in await session.Query<WaitingLedger>().Where(w => w.EditionId == editionId).ToListAsync(cancellation))
        {
            await writer.FixRequirementsAsync(waiting.EditionId, waiting.PersonId, cancellation);
        }
    }

    private static Task FixRequirementsAsync(this EventWriter writer, Guid editionId, Guid personId, CancellationToken cancellation) =>
        writer.ReceiveAsync(new Received($"requirements-fixed/{Ledger.Id(editionId, personId):N}", default),
            effects => effects.RecordAsync(null, editionId, personId, cancellation), cancellation);

    /// <returns>Whether the ledger knows its requirements.</returns>
    private static async Task<bool> RecordAsync(this Effects effects, IFact? fact, Guid editionId, Guid personId, CancellationToken cancellation)
    {
        var (edition, _) = await effects.Session.FoldAsync<Edition>(Edition.Stream(editionId), cancellation);
        var (ledger, decision) = (Ledger.Initial, Decision.Nothing);
        await effects.OnAsync<Ledger>(Ledger.Stream(editionId, personId), (before, _) =>
        {
            decision = before.Record(fact, editionId, personId, edition.Requirements);
            ledger = decision.Events.Aggregate(before, (state, e) => state.Apply(e));
            return decision;
        });

        var id = Ledger.Id(editionId, personId);
        if (ledger.Requirements is null)
        {
            // Only with an event, whose version check keeps a late row from outliving its reason.
            if (decision.Events.Count > 0)
            {
                effects.Session.Store(new WaitingLedger(id, editionId, personId));
            }

            return false;
        }

        effects.Session.Delete<WaitingLedger>(id);
        if (ledger.IsComplete() && !edition.Cancelled)
        {
            var (person, _) = await effects.Session.FoldAsync<Person>(Person.Stream(personId), cancellation);
            var draw = CertificateNumber.Draw();
            await effects.OnAsync<Certificate>(Certificate.Stream(id), (certificate, now) => certificate.Issue(ledger, person.Erased, draw, now));
        }

        return true;
    }
}
