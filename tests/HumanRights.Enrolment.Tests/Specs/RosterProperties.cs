using CsCheck;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using static HumanRights.Enrolment.Tests.Samples;

namespace HumanRights.Enrolment.Tests.Specs;

/// <summary>
/// Any sequence of commands, at any times, under any policy: after each the roster's answer and state are compared with those of a clerk who was told the
/// same commands and knows nothing of events, and with what must always hold.
/// </summary>
public sealed class RosterProperties
{
    private static readonly Guid Source = Id(3);
    private static readonly Editions.Edition Next = Editions.Edition.Initial.Apply(Planned() with { EditionId = Id(4), Number = 6 });
    private static readonly string?[] Regions = ["PT-11", "PT-20", null];

    /// <summary>What may be asked of a roster. <paramref name="Minutes"/> passes before it.</summary>
    private sealed record Command(string Verb, int Person, int Number, int Minutes)
    {
        /// <summary>Several at once, where the verb is about several.</summary>
        public IEnumerable<int> People => Enumerable.Range(0, 1 + Number).Select(i => 1 + ((Person + (5 * i)) % 12)).Distinct();
    }

    private static readonly Gen<Command> Commands =
        from verb in Gen.Frequency(
            (30, Gen.Const("register")), (12, Gen.Const("leave")), (12, Gen.Const("accept")), (6, Gen.Const("decline")), (9, Gen.Const("expire")),
            (6, Gen.Const("capacity")), (3, Gen.Const("approve")), (8, Gen.Const("appeal")), (6, Gen.Const("decide")), (5, Gen.Const("carry")),
            (3, Gen.Const("close")), (3, Gen.Const("announce")), (2, Gen.Const("let go")), (1, Gen.Const("cancel")), (1, Gen.Const("settle")))
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
        Gen.Select(Policies, Gen.Int[2, 5], Commands.Array[0, 80]);

    // Some are no public servants; organisations and regions repeat.
    internal static Facts FactsOf(int person) => new($"org-{person % 3}", Regions[person % 3], null);

    internal static bool PublicServant(int person) => person % 7 != 0;

    [Fact]
    public void Whatever_is_asked_the_roster_answers_and_stands_as_the_clerks_does() => Histories.Sample(history =>
    {
        var state = Roster.Initial.Apply(Opened(history.Capacity, history.Policy));
        var clerk = new Clerk(history.Policy, history.Capacity);
        var edition = Editions.Edition.Initial.Apply(Planned() with { Blueprint = TheBlueprint with { Registration = history.Policy } });
        var (now, events) = (Opens, new List<object> { Opened(history.Capacity, history.Policy) });
        foreach (var (command, i) in history.Commands.Select((c, i) => (c, i)))
        {
            now = now.AddMinutes(command.Minutes);
            var decision = Ask(state, edition, command, i, now);
            // Only where it went wrong: a failure prints the whole history.
            var told = $"{i}: {command}";
            (decision.Rejection?.Code).ShouldBe(Tell(clerk, command, now), told);
            if (decision.Rejection is not null)
            {
                decision.Events.All(e => e is RegistrationRefused or OfferExpired or SeatOffered or SeatTaken).ShouldBeTrue();
            }

            state = decision.Events.Aggregate(state, (s, e) => Step(s, e));
            events.AddRange(decision.Events);
            clerk.ShouldAgree(state, told);
            Consistent(state);

            // A repeat at the same instant adds nothing, whatever it was.
            Ask(state, edition, command, i + 100_000, now).Events.ShouldBeEmpty(told);
        }

        Same(events.Aggregate(Roster.Initial, (s, e) => s.Apply(e)), state);
    }, iter: 2_000);

    private static Decision Ask(Roster roster, Editions.Edition edition, Command command, int step, DateTimeOffset now)
    {
        var (person, facts) = (Person(command.Person), FactsOf(command.Person));
        return command.Verb switch
        {
            "register" => roster.Decide(Id(10_000 + step), person, PublicServant(command.Person), facts, now),
            "leave" => roster.Leave(person, now),
            "accept" => roster.AcceptOffer(person, now),
            "decline" => roster.DeclineOffer(person, now),
            "expire" => roster.Expire(now),
            "capacity" => roster.ChangeCapacity(edition, 1 + command.Number, now),
            "approve" => roster.ApprovePerson(edition, person),
            "appeal" => roster.LodgeAppeal(edition, Id(30_000 + step), person, Eligibility.NotAPublicServant, PublicServant(command.Person), facts, now),
            "decide" when roster.Appeals.Values.FirstOrDefault(a => a.PersonId == person && a.Outcome is null) is { } open =>
                roster.DecideAppeal(open.Id, command.Number % 2 == 0 ? AppealOutcome.Reversed : AppealOutcome.Upheld, Id(20_000 + step), now),
            "carry" => roster.Carry(
                command.People.Select((p, i) => new Carried(Id(40_000 + (10 * step) + i), Person(p), PublicServant(p), FactsOf(p), WaitingRoute.CarriedOver, Source)), now),
            "let go" when roster.Closed => roster.LetGo(Next),
            "close" => roster.Close(),
            "announce" => roster.Announce(edition, roster.OpensAt, Closes.AddDays(command.Number), now),
            "cancel" when !roster.Settled => roster.End(EditionId),
            "settle" => roster.Settle(EditionId),
            _ => Decision.Nothing,
        };
    }

    private static string? Tell(Clerk clerk, Command command, DateTimeOffset now)
    {
        switch (command.Verb)
        {
            case "register": return clerk.Register(command.Person, now);
            case "accept": return clerk.Accept(command.Person, now);
            case "decline": return clerk.Decline(command.Person, now);
            case "capacity": return clerk.Capacity(1 + command.Number, now);
            case "approve": return clerk.Approve(command.Person);
            case "appeal": return clerk.Appeal(command.Person, now);
            case "carry": return clerk.Carry(command.People, now);
            case "announce": return clerk.Announce(Closes.AddDays(command.Number), now);
            case "leave": clerk.Leave(command.Person, now); return null;
            case "expire": clerk.Expire(now); return null;
            case "decide": clerk.Decide(command.Person, reversed: command.Number % 2 == 0); return null;
            case "let go": clerk.LetGo(); return null;
            case "close": clerk.Close(); return null;
            case "cancel": clerk.Cancel(); return null;
            default: clerk.Settle(); return null;
        }
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
            case SeatTaken or SeatOffered:
                state.Occupied.ShouldBeLessThan(state.Capacity);
                break;
            case PlacedOnWaitingList placed:
                state.ByPerson.ShouldNotContainKey(placed.PersonId);
                placed.Position.ShouldBe(state.Waiting.Count + 1);
                break;
        }

        return state.Apply(e);
    }

    private static void Consistent(Roster state)
    {
        var registrations = state.ByPerson.Values.ToList();
        state.SeatsTaken.ShouldBe(registrations.Count(r => r.Standing == Standing.Seat));
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
}
