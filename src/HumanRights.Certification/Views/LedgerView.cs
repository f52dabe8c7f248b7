using HumanRights.Certification.Certificates;
using HumanRights.Certification.Ledgers;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Certification.Views;

/// <summary>A ledger and its certificate, for lists. <paramref name="Order"/> is the sequence of its first event, what pages are cut by.</summary>
public sealed record LedgerView(Guid Id, Guid EditionId, Guid PersonId, long Order, bool Complete, Ledger Ledger, string? CertificateNumber, bool CertificateRevoked);

public sealed partial class LedgerViewProjection : MultiStreamProjection<LedgerView, Guid>
{
    public LedgerViewProjection()
    {
        Name = "ledgers";
        Identity<SeatConfirmed>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<SeatLost>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<AttendanceMet>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<AttendanceUnreachable>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<InvolvementMet>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<TestPassed>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<TestFailed>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<RequirementsFixed>(e => Ledger.Id(e.EditionId, e.PersonId));
        Identity<CertificateIssued>(e => e.CertificateId);
        Identity<CertificateRevoked>(e => e.CertificateId);
    }

    // The ledger folds its events itself; repeating that here, event by event, could only come to differ.
    public override LedgerView? Evolve(LedgerView? snapshot, Guid id, IEvent e)
    {
        var view = snapshot ?? new LedgerView(id, default, default, e.Sequence, false, Ledger.Initial, null, false);
        var ledger = view.Ledger.Apply(e.Data);
        view = view with { EditionId = ledger.EditionId, PersonId = ledger.PersonId, Ledger = ledger, Complete = ledger.IsComplete() };
        return e.Data switch
        {
            CertificateIssued issued => view with { CertificateNumber = issued.Number },
            CertificateRevoked => view with { CertificateRevoked = true },
            _ => view,
        };
    }
}

/// <summary>Which ledgers a list shows.</summary>
public enum LedgerFilter
{
    Complete,
    Missing,
}

/// <param name="PersonId">The participant; names are asked of the vault, a page at a time.</param>
/// <param name="Complete">Every line is met.</param>
/// <param name="RequirementsKnown">False while the edition's definition has not arrived: there is no verdict yet.</param>
/// <param name="Missing">What is not, with the reason in the reader's language.</param>
/// <param name="CertificateId">What a revocation names; the same whether issued or not.</param>
/// <param name="CertificateNumber">Once issued.</param>
/// <param name="CertificateRevoked">Whether it was revoked.</param>
public sealed record LedgerListItem(
    Guid PersonId, bool Complete, bool RequirementsKnown, IReadOnlyList<MissingLine> Missing, Guid CertificateId, string? CertificateNumber, bool CertificateRevoked);

public sealed record MissingLine(RequirementKind Requirement, int? ModuleNumber, LineState State, string Because);

public static class LedgerList
{
    public static async Task<Results<Ok<Page<LedgerListItem>>, ProblemHttpResult>> Handle(
        Guid editionId, string? state, long? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var cursor = after ?? 0;
        var found = session.Query<LedgerView>().Where(l => l.EditionId == editionId && l.Order > cursor);
        if (state is not null)
        {
            if (!Enum.TryParse<LedgerFilter>(state, ignoreCase: true, out var filter) || !Enum.IsDefined(filter))
            {
                return (ProblemHttpResult)Problems.InvalidValues("state", "complete | missing");
            }

            var complete = filter == LedgerFilter.Complete;
            found = found.Where(l => l.Complete == complete);
        }

        var page = await found.OrderBy(l => l.Order).PageAsync(limit, l => l.Order, cancellation);
        return TypedResults.Ok(new Page<LedgerListItem>([.. page.Items.Select(l => Item(l))], page.Next));
    }

    private static LedgerListItem Item(LedgerView view) => new(
        view.PersonId, view.Complete, view.Ledger.Requirements is not null,
        [.. view.Ledger.Lines().Where(l => l.State != LineState.Met).Select(l => new MissingLine(l.Kind, l.ModuleNumber, l.State, l.Because.ForReader()))],
        view.Id, view.CertificateNumber, view.CertificateRevoked);
}
