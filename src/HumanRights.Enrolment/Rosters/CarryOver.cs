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
public sealed record Carried(Guid RegistrationId, Guid PersonId, bool PublicServant, Facts Facts, WaitingRoute Route);

/// <summary>People who were not served come onto the next edition's list in the order they had, before anybody who registers later.</summary>
public static class CarryOver
{
    public static Decision Carry(this Roster roster, IEnumerable<Carried> people, DateTimeOffset now)
    {
        if (roster.Shut() is { } shut)
        {
            return shut;
        }

        var (events, state) = (new List<object>(), roster);
        foreach (var person in people.Where(p => !roster.ByPerson.ContainsKey(p.PersonId)))
        {
            // The window is for those who come by themselves.
            var asked = state with { OpensAt = now, ClosesAt = DateTimeOffset.MaxValue, Closed = false };
            var entered = asked.Refusal(person.PersonId, person.PublicServant, person.Facts, now) is { } refusal
                ? state.Refuse(person.PersonId, person.Facts, refusal).Events
                : [new PlacedOnWaitingList(roster.EditionId, person.RegistrationId, person.PersonId, state.Waiting.Count + 1, person.Facts, person.Route)];
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
            var (from, _) = await desk.ReadAsync(source, cancellation);
            if (source == editionId || !from.Closed)
            {
                return new Refusal(from.EditionId == default ? Edition.NotPlanned : NotOver);
            }

            people.AddRange(from.Unserved().Select(r => new Carried(
                Guid.CreateVersion7(), r.PersonId, PublicServant: true, r.Facts ?? new Facts(null, null, null), WaitingRoute.CarriedOver)));
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

    private static Rejection NotOver { get; } = new(
        "registration-not-over",
        new Text("People are carried over from another edition once its registration is closed.", "As pessoas transitam de outra edição depois de encerrada a respetiva inscrição."),
        new Text("Close registration there first, and name an edition other than this one.", "Encerre primeiro essa inscrição e indique uma edição diferente desta."));
}
