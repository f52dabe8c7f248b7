using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Interests;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <param name="FromEditionId">An edition whose registration is over: those who waited in vain come first, in their order. Of a cancelled one, those with seats before them.</param>
/// <param name="Interest">Then those who showed interest in the programme, in the order they did.</param>
public sealed record CarryOverBody(Guid? FromEditionId = null, bool Interest = false);

/// <param name="Carried">How many came onto this edition's list by this request.</param>
/// <param name="Refused">How many of them it has refused, each on record with its reason.</param>
/// <param name="SeatsTaken">Seats taken now.</param>
/// <param name="Offered">Offers open now.</param>
/// <param name="Waiting">How many wait now.</param>
public sealed record CarryOverAnswer(int Carried, int Refused, int SeatsTaken, int Offered, int Waiting);

/// <summary>A person on the way to another edition's waiting list.</summary>
public sealed record Carried(Guid RegistrationId, Guid PersonId, bool PublicServant, Facts Facts, WaitingRoute Route, Guid? FromEditionId = null);

/// <summary>
/// People who were not served come onto the next edition's list in the order they had, before anybody who registers later. They leave the roster they
/// come from first, and it is there that it is decided once who goes where; only then are they placed on the other. Killed in between, a repeat finds
/// in the one roster whom it has let go, in the other who has arrived, and does the rest.
/// </summary>
public static class CarryOver
{
    /// <summary>Everybody whom a roster that is over leaves unserved goes on to another edition.</summary>
    public static Decision LetGo(this Roster roster, Edition to) => Decision.Accept(
        roster.Unserved().Select(r => new CarriedOver(roster.EditionId, r.Id, r.PersonId, r.Standing, to.Id, to.Number)));

    public static Decision Carry(this Roster roster, IEnumerable<Carried> people, DateTimeOffset now)
    {
        if (roster.Shut() is { } shut)
        {
            return shut;
        }

        var (events, state) = (new List<object>(), roster);
        foreach (var person in people.Where(p => !roster.ByPerson.ContainsKey(p.PersonId) && !(p.FromEditionId is { } from && roster.Brought.Contains((from, p.PersonId)))))
        {
            // The window is for those who come by themselves.
            var asked = state with { OpensAt = now, ClosesAt = DateTimeOffset.MaxValue, Closed = false };
            var entered = asked.Refusal(person.PersonId, person.PublicServant, person.Facts, now) is { } refusal
                ? state.Refuse(person.PersonId, person.Facts, refusal).Events
                : [new PlacedOnWaitingList(roster.EditionId, person.RegistrationId, person.PersonId, state.Waiting.Count + 1, person.Facts, person.Route, person.FromEditionId)];
            state = entered.Aggregate(state, (s, e) => s.Apply(e));
            events.AddRange(entered);
        }

        return events.Count == 0 ? Decision.Nothing : Decision.Accept(roster.FollowedByPromotions(now, events));
    }

    /// <summary>Whom a roster that is over leaves unserved, in order.</summary>
    public static IEnumerable<Registration> Unserved(this Roster roster) =>
        (roster.Ended ? roster.ByPerson.Values.Where(r => r.Standing != Standing.Waiting).OrderBy(r => r.Ticket).ThenBy(r => r.Id) : Enumerable.Empty<Registration>())
        .Concat(roster.Waiting.Select(place => roster.ByPerson[place.PersonId]));

    public static async Task<Results<Ok<CarryOverAnswer>, Refusal>> Handle(Guid editionId, CarryOverBody body, EventWriter writer, RosterDesk desk, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        if (edition.Stage == EditionStage.Unplanned)
        {
            return new Refusal(Edition.NotPlanned);
        }

        var people = new List<Carried>();
        if (body.FromEditionId is { } source)
        {
            var (left, refusal) = await LeaveAsync(source, edition, writer, desk, cancellation);
            if (refusal is not null)
            {
                return new Refusal(refusal);
            }

            people.AddRange(left.Where(l => l.ToEditionId == editionId).Select(l => new Carried(
                Guid.CreateVersion7(), l.PersonId, PublicServant: true, l.Facts ?? new Facts(null, null, null), WaitingRoute.CarriedOver, source)));
        }

        var (interest, _) = await writer.ReadAsync<Interest>(Interest.Stream(edition.ProgrammeId), cancellation);
        if (body.Interest)
        {
            people.AddRange(interest.InOrder.Select(i => new Carried(Guid.CreateVersion7(), i.PersonId, i.PublicServant, i.Facts, WaitingRoute.Interest)));
        }

        var outcome = await desk.DecideAsync(editionId, (r, now) => r.Carry(people.DistinctBy(p => p.PersonId), now), cancellation: cancellation);
        if (outcome.Rejection is null && body.Interest)
        {
            // After the roster: killed in between, a repeat finds everybody on the list already and does the rest.
            await writer.DecideAsync<Interest>(Interest.Stream(edition.ProgrammeId), (i, _) => i.Carry(editionId, interest.NextTicket - 1), cancellation: cancellation);
        }

        return await Task.FromResult(outcome).RespondAsync(o => TypedResults.Ok(new CarryOverAnswer(
            o.Events.OfType<PlacedOnWaitingList>().Count(), o.Events.OfType<RegistrationRefused>().Count(), o.State.SeatsTaken, o.State.Offered.Count, o.State.Waiting.Count)));
    }

    /// <summary>Lets everybody go whom the source left unserved, having looked at whether they will be taken.</summary>
    private static async Task<(IEnumerable<Leaver> Left, Rejection? Refusal)> LeaveAsync(
        Guid source, Edition to, EventWriter writer, RosterDesk desk, CancellationToken cancellation)
    {
        var (from, _) = await writer.ReadAsync<Edition>(Edition.Stream(source), cancellation);
        var (roster, _) = await desk.ReadAsync(source, cancellation);
        var refusal = from.Stage == EditionStage.Unplanned ? Edition.NotPlanned
            : from.ProgrammeId != to.ProgrammeId ? AnotherProgramme
            : source == to.Id || !roster.Closed ? NotOver
            : (await desk.ReadAsync(to.Id, cancellation)).State.Shut();
        if (refusal is not null)
        {
            return ([], refusal);
        }

        var outcome = await desk.DecideAsync(source, (r, _) => r.Closed ? r.LetGo(to) : NotOver, cancellation: cancellation);
        return (outcome.State.Leavers, outcome.Rejection);
    }

    private static Rejection AnotherProgramme { get; } = new(
        "another-programme",
        new Text("People are carried over between editions of one programme only.", "As pessoas só transitam entre edições do mesmo programa."),
        new Text("Name an earlier edition of this edition's programme.", "Indique uma edição anterior do programa desta edição."));

    private static Rejection NotOver { get; } = new(
        "registration-not-over",
        new Text("People are carried over from another edition once its registration is closed.", "As pessoas transitam de outra edição depois de encerrada a respetiva inscrição."),
        new Text("Close registration there first, and name an edition other than this one.", "Encerre primeiro essa inscrição e indique uma edição diferente desta."));
}
