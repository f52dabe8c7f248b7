using CsCheck;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

/// <summary>
/// Any sequence of commands, at any times, under any policy: compared after each with a model that is written without regard to speed or events, and
/// with what must always hold.
/// </summary>
public sealed class RosterProperties
{
    private static readonly Editions.Edition Edition = Editions.Edition.Initial.Apply(Planned());
    private static readonly string?[] Regions = ["PT-11", "PT-20", null];

    /// <summary>What may be asked of a roster. <paramref name="Minutes"/> passes before it.</summary>
    private sealed record Command(string Verb, int Person, int Number, int Minutes);

    private static readonly Gen<Command> Commands =
        from verb in Gen.Frequency(
            (10, Gen.Const("register")), (4, Gen.Const("leave")), (4, Gen.Const("accept")), (2, Gen.Const("decline")), (3, Gen.Const("expire")),
            (2, Gen.Const("capacity")), (1, Gen.Const("approve")), (2, Gen.Const("appeal")), (1, Gen.Const("carry")), (1, Gen.Const("close")), (1, Gen.Const("announce")))
        from person in Gen.Int[1, 12]
        from number in Gen.Int[0, 6]
        from minutes in Gen.Frequency((6, Gen.Int[0, 5]), (1, Gen.Int[30, 90]))
        select new Command(verb, person, number, minutes);

    private static readonly Gen<RegistrationPolicy> Policies =
        from offers in Gen.Bool
        from ceiling in Gen.Int[0, 4]
        from reserved in Gen.Int[0, 2]
        select Policy(offers ? 30 : null, ceiling == 0 ? null : ceiling, reserved == 0 ? [] : [new RegionReserve("PT-20", reserved)]);

    private static readonly Gen<(RegistrationPolicy Policy, int Capacity, Command[] Commands)> Histories =
        Gen.Select(Policies, Gen.Int[1, 5], Commands.Array[0, 60]);

    // Some are no public servants; organisations and regions repeat.
    private static Facts FactsOf(int person) => new($"org-{person % 3}", Regions[person % 3], null);

    private static bool PublicServant(int person) => person % 7 != 0;

    [Fact]
    public void Whatever_is_asked_seats_never_exceed_the_capacity_and_nobody_is_overtaken() => Histories.Sample(history =>
    {
        var state = Roster.Initial.Apply(Opened(history.Capacity, history.Policy));
        var (now, events) = (Opens, new List<object> { Opened(history.Capacity, history.Policy) });
        foreach (var (command, i) in history.Commands.Select((c, i) => (c, i)))
        {
            now = now.AddMinutes(command.Minutes);
            var decision = Ask(state, command, i, now);
            state = decision.Events.Aggregate(state, (s, e) => Step(s, e));
            events.AddRange(decision.Events);

            Consistent(state);
            NoSeatLiesIdle(state);
            if (decision.Rejection is not null)
            {
                decision.Events.All(e => e is RegistrationRefused or OfferExpired or SeatOffered or SeatTaken).ShouldBeTrue();
            }

            // A repeat at the same instant adds nothing, whatever it was.
            if (command.Verb is not "carry")
            {
                Ask(state, command, i + 100_000, now).Events.ShouldBeEmpty($"{command} after {string.Join(", ", events)}");
            }
        }

        Same(events.Aggregate(Roster.Initial, (s, e) => s.Apply(e)), state);
        new Model(events).ShouldBeLike(state);
    }, iter: 3_000);

    private static Decision Ask(Roster roster, Command command, int step, DateTimeOffset now)
    {
        var (person, facts) = (Person(command.Person), FactsOf(command.Person));
        return command.Verb switch
        {
            "register" => roster.Decide(Id(10_000 + step), person, PublicServant(command.Person), facts, now),
            "leave" => roster.Leave(person, now),
            "accept" => roster.AcceptOffer(person, now),
            "decline" => roster.DeclineOffer(person, now),
            "expire" => roster.Expire(now),
            "capacity" => roster.ChangeCapacity(Edition, 1 + command.Number, now),
            "approve" => roster.ApprovePerson(Edition, person),
            "appeal" when roster.Appeals.Values.FirstOrDefault(a => a.PersonId == person && a.Outcome is null) is { } open && step < 100_000 =>
                roster.DecideAppeal(open.Id, command.Number % 2 == 0 ? AppealOutcome.Reversed : AppealOutcome.Upheld, Id(20_000 + step), now),
            "appeal" when step < 100_000 => roster.LodgeAppeal(Edition, Id(30_000 + step), person, Eligibility.NotAPublicServant, PublicServant(command.Person), facts, now),
            "carry" => roster.Carry([new Carried(Id(40_000 + step), person, PublicServant(command.Person), facts, WaitingRoute.CarriedOver)], now),
            "close" => roster.Close(),
            "announce" => roster.Announce(Edition with { Blueprint = TheBlueprint with { Registration = roster.Policy } }, roster.OpensAt, Closes.AddDays(command.Number), now),
            _ => Decision.Nothing,
        };
    }

    /// <summary>Applies one event, having checked that the rules allow it in this state.</summary>
    private static Roster Step(Roster state, object e)
    {
        switch (e)
        {
            case SeatTaken { Route: SeatRoute.Registration } taken:
                state.Occupied.ShouldBeLessThan(state.Capacity);
                state.ByPerson.ShouldNotContainKey(taken.PersonId);
                break;
            case SeatTaken promoted:
                state.Occupied.ShouldBeLessThan(state.Capacity);
                FirstWhoMay(state).ShouldBe(promoted.PersonId);
                break;
            case SeatOffered offered:
                state.Occupied.ShouldBeLessThan(state.Capacity);
                FirstWhoMay(state).ShouldBe(offered.PersonId);
                break;
            case PlacedOnWaitingList placed:
                state.ByPerson.ShouldNotContainKey(placed.PersonId);
                placed.Position.ShouldBe(state.Waiting.Count + 1);
                break;
        }

        return state.Apply(e);
    }

    private static Guid FirstWhoMay(Roster state) =>
        state.Waiting.Select(p => state.ByPerson[p.PersonId]).First(r => state.HasSeatFor(r.Facts?.Region, out _)).PersonId;

    private static void NoSeatLiesIdle(Roster state) =>
        state.Waiting.Select(p => state.ByPerson[p.PersonId]).Any(r => state.HasSeatFor(r.Facts?.Region, out _)).ShouldBeFalse();

    private static void Consistent(Roster state)
    {
        var registrations = state.ByPerson.Values.ToList();
        state.SeatsTaken.ShouldBe(registrations.Count(r => r.Standing == Standing.Seat));
        state.Offered.Order().ShouldBe(registrations.Where(r => r.Standing == Standing.Offered).Select(r => r.PersonId).Order());
        state.Waiting.Select(p => p.PersonId).ShouldBe(registrations.Where(r => r.Standing == Standing.Waiting).OrderBy(r => r.Ticket).Select(r => r.PersonId));
        foreach (var region in state.Policy.ReservedSeats)
        {
            registrations.Count(r => r.Reserve == region.Region).ShouldBeLessThanOrEqualTo(region.Seats);
        }

        foreach (var (organisation, count) in state.ByOrganisation)
        {
            count.ShouldBe(registrations.Count(r => r.Facts?.Organisation == organisation));
        }
    }

    private static void Same(Roster one, Roster other)
    {
        one.ByPerson.OrderBy(p => p.Key).ShouldBe(other.ByPerson.OrderBy(p => p.Key));
        one.Waiting.ShouldBe(other.Waiting);
        (one.Capacity, one.SeatsTaken, one.NextTicket).ShouldBe((other.Capacity, other.SeatsTaken, other.NextTicket));
    }

    /// <summary>The story as a clerk with three lists would keep it.</summary>
    private sealed class Model
    {
        private readonly List<Guid> seats = [];
        private readonly List<Guid> offered = [];
        private readonly List<Guid> waiting = [];

        public Model(IEnumerable<object> events)
        {
            foreach (var e in events)
            {
                switch (e)
                {
                    case SeatTaken t: Strike(t.PersonId); seats.Add(t.PersonId); break;
                    case PlacedOnWaitingList p: waiting.Add(p.PersonId); break;
                    case SeatOffered o: Strike(o.PersonId); offered.Add(o.PersonId); break;
                    case OfferAccepted a: Strike(a.PersonId); seats.Add(a.PersonId); break;
                    case OfferDeclined d: Strike(d.PersonId); break;
                    case OfferExpired x: Strike(x.PersonId); break;
                    case RegistrationWithdrawn w: Strike(w.PersonId); break;
                }
            }
        }

        public void ShouldBeLike(Roster roster)
        {
            seats.Order().ShouldBe(roster.ByPerson.Values.Where(r => r.Standing == Standing.Seat).Select(r => r.PersonId).Order());
            offered.Order().ShouldBe(roster.Offered.Order());
            waiting.ShouldBe(roster.Waiting.Select(p => p.PersonId));
            waiting.Select((person, i) => (person, i)).ShouldAllBe(w => roster.PositionOf(roster.ByPerson[w.person]) == w.i + 1);
        }

        private void Strike(Guid person)
        {
            seats.Remove(person);
            offered.Remove(person);
            waiting.Remove(person);
        }
    }
}
