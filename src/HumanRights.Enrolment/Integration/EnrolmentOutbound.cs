using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using Published = HumanRights.Contracts.Enrolment;

namespace HumanRights.Enrolment.Integration;

public static class EnrolmentOutbound
{
    public static Outbound Map { get; } = new Outbound()
        .Private<ProgrammeDefined>()
        .Private<ProgrammeRevised>()
        .Publish<EditionPlanned>(e => new Published.EditionPlanned(
            e.EditionId, e.ProgrammeId, e.Number, Title(e.Blueprint.Title), e.Blueprint.Hours, e.Capacity,
            [.. e.Blueprint.Modules.Select(m => new Published.Module(m.Number, Title(m.Title), m.Hours, m.Objectives, m.ContributingEntities))],
            new Published.Thresholds(e.Blueprint.Thresholds.AttendancePercent, e.Blueprint.Thresholds.InvolvementPoints, e.Blueprint.Thresholds.PassMarkPercent)))
        .Publish<EditionStarted>(e => new Published.EditionStarted(e.EditionId))
        .Publish<EditionCompleted>(e => new Published.EditionCompleted(e.EditionId))
        .Publish<EditionCancelled>(e => new Published.EditionCancelled(e.EditionId, Title(e.Notice)))
        .Private<RegistrationAnnounced>()
        .Publish<RegistrationOpened>(e => new Published.RegistrationOpened(e.EditionId, e.OpensAt, e.ClosesAt))
        .Publish<RegistrationClosed>(e => new Published.RegistrationClosed(e.EditionId))
        .Private<RegistrationsEnded>()
        .Private<RosterSettled>()
        .Private<CapacityChanged>()
        .Publish<SeatTaken>(e => new Published.SeatTaken(e.EditionId, e.PersonId, e.RegistrationId, e.Route == SeatRoute.Promotion ? "promotion" : "registration"))
        .Publish<PlacedOnWaitingList>(e => new Published.PlacedOnWaitingList(e.EditionId, e.PersonId, e.RegistrationId, e.Position))
        .Publish<SeatOffered>(e => new Published.SeatOffered(e.EditionId, e.PersonId, e.RegistrationId, e.ExpiresAt))
        .Publish<OfferAccepted>(e => new Published.SeatTaken(e.EditionId, e.PersonId, e.RegistrationId, "offer"))
        .Publish<OfferDeclined>(e => new Published.OfferDeclined(e.EditionId, e.PersonId, e.RegistrationId))
        .Publish<OfferExpired>(e => new Published.OfferExpired(e.EditionId, e.PersonId, e.RegistrationId))
        .Publish<OfferEnded>(e => new Published.OfferEnded(e.EditionId, e.PersonId, e.RegistrationId))
        .Publish<RegistrationWithdrawn>(e => e.Held == Standing.Seat
            ? new Published.SeatGivenUp(e.EditionId, e.PersonId, e.RegistrationId)
            : new Published.WaitingPlaceGivenUp(e.EditionId, e.PersonId, e.RegistrationId))
        .Private<CarriedOver>()
        .Publish<RegistrationRefused>(e => new Published.RegistrationRefused(e.EditionId, e.PersonId, e.Code))
        .Private<PersonApproved>()
        .Private<AppealLodged>()
        .Publish<AppealDecided>(e => new Published.AppealDecided(
            e.EditionId, e.PersonId, e.AppealId, e.Code, e.Outcome == AppealOutcome.Upheld ? "upheld" : "reversed"))
        .Private<InterestShown>()
        .Private<InterestWithdrawn>()
        .Private<InterestCarried>();

    private static Published.Title Title(Text text) => new(text.En, text.Pt);
}
