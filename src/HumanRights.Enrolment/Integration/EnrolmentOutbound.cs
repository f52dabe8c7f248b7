using HumanRights.Enrolment.Editions;
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
        .Publish<RegistrationOpened>(e => new Published.RegistrationOpened(e.EditionId, e.OpensAt, e.ClosesAt))
        .Publish<RegistrationClosed>(e => new Published.RegistrationClosed(e.EditionId))
        .Publish<SeatTaken>(e => new Published.SeatTaken(e.EditionId, e.PersonId, e.RegistrationId, e.Route == SeatRoute.Promotion ? "promotion" : "registration"))
        .Publish<PlacedOnWaitingList>(e => new Published.PlacedOnWaitingList(e.EditionId, e.PersonId, e.RegistrationId, e.Position))
        .Publish<RegistrationWithdrawn>((e, _) => e.HadSeat ? [new Published.SeatGivenUp(e.EditionId, e.PersonId, e.RegistrationId)] : [])
        .Publish<RegistrationRefused>(e => new Published.RegistrationRefused(e.EditionId, e.PersonId, e.Code));

    private static Published.Title Title(Text text) => new(text.En, text.Pt);
}
