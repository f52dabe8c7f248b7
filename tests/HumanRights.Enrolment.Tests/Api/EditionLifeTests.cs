using System.Net;
using System.Net.Http.Json;
using HumanRights.Contracts.Identity;
using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.Enrolment.Tests.Api;

public sealed class EditionLifeTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    private static readonly object Notice = new { Notice = new { En = "Not this autumn.", Pt = "Não neste outono." } };

    [Fact]
    public async Task Registration_opens_and_closes_at_its_instants_by_itself()
    {
        var edition = (await PlanEditionAsync(1)).EditionId;
        (await WindowAsync(edition)).State.ShouldBe(WindowState.NotAnnounced);

        var window = await OpenAsync(edition, opensIn: TimeSpan.FromSeconds(6), closesIn: TimeSpan.FromSeconds(8));
        window.State.ShouldBe(WindowState.Announced);
        window.OpensAt!.Value.ShouldBeGreaterThan(window.Now);

        await Eventually.TrueAsync(async () => (await StoryAsync(edition)).Contains("RegistrationOpened"));
        await Eventually.TrueAsync(async () => (await StoryAsync(edition)).Contains("RegistrationClosed"));
        (await StoryAsync(edition)).ShouldBe(["RegistrationAnnounced", "RegistrationOpened", "RegistrationClosed"]);
        (await WindowAsync(edition)).State.ShouldBe(WindowState.Closed);
        var events = await Service.EventsAsync(Roster.Stream(edition));
        events[1].Timestamp.ShouldBeGreaterThanOrEqualTo(window.OpensAt.Value);
        events[2].Timestamp.ShouldBeGreaterThanOrEqualTo(window.ClosesAt!.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public async Task An_edition_with_a_capacity_that_makes_no_sense_is_not_planned(int capacity)
    {
        var problem = await AsCoordinator.PostAsJsonAsync("/api/enrolment/editions", new { ProgrammeId = Guid.CreateVersion7(), Number = 1, Capacity = capacity })
            .ShouldRefuseAsync(422, "invalid-values");
        problem.GetProperty("errors").EnumerateObject().Single().Name.ShouldBe("Capacity", StringCompareShould.IgnoreCase);
    }

    [Fact]
    public async Task An_edition_with_fewer_seats_than_are_reserved_for_regions_is_not_planned()
    {
        var programme = await AsCoordinator.PostAsJsonAsync(
            "/api/enrolment/programmes", new { Blueprint = Samples.TheBlueprint with { Registration = Samples.Policy(reserves: new Programmes.RegionReserve("PT-20", 3)) } },
            ServiceUnderTest<Program>.Json).ReadAsync<Programmes.ProgrammeAnswer>();
        var problem = await AsCoordinator.PostAsJsonAsync("/api/enrolment/editions", new { programme.ProgrammeId, Number = 1, Capacity = 2 })
            .ShouldRefuseAsync(409, "more-seats-reserved-than-there-are");
        (problem.GetProperty("reserved").GetInt32(), problem.GetProperty("capacity").GetInt32()).ShouldBe((3, 2));
    }

    [Fact]
    public async Task A_cancelled_edition_tells_everybody_registered()
    {
        var edition = await OpenEditionAsync(1);
        var people = await RegisterAsync(edition, 2);
        (await AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/cancel", Notice).ReadAsync<EditionAnswer>()).Stage.ShouldBe(EditionStage.Cancelled);
        (await AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/cancel", Notice).ReadAsync<EditionAnswer>()).Stage.ShouldBe(EditionStage.Cancelled);

        await Eventually.TrueAsync(async () => (await MineAsync(edition, people[0])).Status == RegistrationStatus.Cancelled);
        (await MineAsync(edition, people[1])).Status.ShouldBe(RegistrationStatus.Cancelled);
        await PostAsync(edition, Guid.CreateVersion7()).ShouldRefuseAsync(409, "edition-cancelled");
        (await StoryAsync(edition)).Count(e => e == "RegistrationsEnded").ShouldBe(1);
        (await WindowAsync(edition)).State.ShouldBe(WindowState.Cancelled);
    }

    [Fact]
    public async Task Once_it_is_completed_nobody_is_promoted_whoever_leaves()
    {
        var edition = await OpenEditionAsync(2);
        var people = await RegisterAsync(edition, 4);
        await RunAsync(edition, "start");
        await WithdrawAsync(edition, people[0]);
        (await MineAsync(edition, people[2])).Status.ShouldBe(RegistrationStatus.Seat);

        await RunAsync(edition, "complete");
        await WithdrawAsync(edition, people[1]);
        await Service.PublishAsync(new PersonErased(people[2]));
        await Eventually.TrueAsync(async () => (await StoryAsync(edition)).Count(e => e == nameof(RegistrationWithdrawn)) == 3);
        (await StoryAsync(edition)).Count(e => e == nameof(SeatTaken)).ShouldBe(3);
        (await MineAsync(edition, people[3])).ShouldSatisfyAllConditions(m => m.Position.ShouldBe(1), m => m.Because.ShouldContain("completed"));
        await PostAsync(edition, Guid.CreateVersion7()).ShouldRefuseAsync(409, "edition-completed");
    }

    [Fact]
    public async Task Completed_by_a_process_that_was_killed_before_it_came_to_the_roster_it_is_settled_all_the_same()
    {
        var edition = await OpenEditionAsync(1);
        await RunAsync(edition, "start");
        await Service.Services.GetRequiredService<EventWriter>().DecideAsync<Editions.Edition>(Editions.Edition.Stream(edition), (e, _) => e.Complete());
        await Eventually.TrueAsync(async () => (await StoryAsync(edition)).Contains(nameof(RosterSettled)));
    }

    [Fact]
    public async Task The_unserved_and_the_interested_come_first_in_the_next_edition()
    {
        var first = await PlanEditionAsync(1);
        await OpenAsync(first.EditionId);
        var people = await RegisterAsync(first.EditionId, 3);
        var keen = Guid.CreateVersion7();
        (await Service.As(keen, Roles.Participant).PostAsync($"/api/enrolment/programmes/{first.ProgrammeId}/interest", null).ReadAsync<InterestAnswer>()).Interested.ShouldBeTrue();

        var next = (await PlanEditionAsync(2, programmeId: first.ProgrammeId)).EditionId;
        await OpenAsync(next, opensIn: TimeSpan.FromHours(1));
        await CarryAsync(next, first.EditionId).ShouldRefuseAsync(409, "registration-not-over");
        using (await AsCoordinator.PostAsync($"{Edition(first.EditionId)}/registrations/close", null))
        {
        }

        var carried = await CarryAsync(next, first.EditionId).ReadAsync<CarryOverAnswer>();
        carried.ShouldBe(new CarryOverAnswer(Carried: 3, Refused: 0, SeatsTaken: 2, Offered: 0, Waiting: 1));
        (await MineAsync(next, people[1])).Status.ShouldBe(RegistrationStatus.Seat);
        (await MineAsync(next, people[2])).Status.ShouldBe(RegistrationStatus.Seat);
        (await MineAsync(next, keen)).Position.ShouldBe(1);
        (await CarryAsync(next, first.EditionId).ReadAsync<CarryOverAnswer>()).Carried.ShouldBe(0);
        (await Service.As(keen, Roles.Participant).GetAsync($"/api/enrolment/programmes/{first.ProgrammeId}/interest/me").ReadAsync<InterestAnswer>()).Interested.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_was_carried_over_waits_in_one_edition_only()
    {
        var first = await PlanEditionAsync(1);
        await OpenAsync(first.EditionId);
        var people = await RegisterAsync(first.EditionId, 3);
        await RunAsync(first.EditionId, "registrations/close");
        var (next, other) = (await NextAsync(first), await NextAsync(first));

        (await CarryAsync(next, first.EditionId).ReadAsync<CarryOverAnswer>()).Carried.ShouldBe(2);
        (await CarryAsync(other, first.EditionId).ReadAsync<CarryOverAnswer>()).Carried.ShouldBe(0);
        await WithdrawAsync(first.EditionId, people[0]);
        (await StoryAsync(first.EditionId)).TakeLast(3).ShouldBe([nameof(CarriedOver), nameof(CarriedOver), nameof(RegistrationWithdrawn)]);
        (await Service.EventsAsync(Roster.Stream(next))).Select(e => e.Data).OfType<PlacedOnWaitingList>().ShouldAllBe(p => p.FromEditionId == first.EditionId);
        await Eventually.TrueAsync(async () => (await ListAsync(first.EditionId, "?status=carried-over")).Items.Count == 2);
        var gone = await Service.As(people[1], Roles.Participant).GetAsync($"{Edition(first.EditionId)}/registrations/me").ShouldRefuseAsync(404, "carried-over");
        gone.GetProperty("toEditionId").GetGuid().ShouldBe(next);
    }

    [Fact]
    public async Task Killed_between_the_two_rosters_a_repeat_does_the_rest_and_brings_nobody_back()
    {
        var first = await PlanEditionAsync(1);
        await OpenAsync(first.EditionId);
        var people = await RegisterAsync(first.EditionId, 3);
        await RunAsync(first.EditionId, "registrations/close");
        var next = await NextAsync(first);
        var (edition, _) = await Service.Services.GetRequiredService<EventWriter>().ReadAsync<Editions.Edition>(Editions.Edition.Stream(next), TestContext.Current.CancellationToken);
        await Service.Services.GetRequiredService<RosterDesk>().DecideAsync(first.EditionId, (r, _) => r.LetGo(edition));

        (await CarryAsync(next, first.EditionId).ReadAsync<CarryOverAnswer>()).Carried.ShouldBe(2);
        (await MineAsync(next, people[1])).Status.ShouldBe(RegistrationStatus.Seat);
        await WithdrawAsync(next, people[2]);
        (await CarryAsync(next, first.EditionId).ReadAsync<CarryOverAnswer>()).Carried.ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_is_carried_over_from_another_programme_or_from_nowhere_or_to_where_nothing_is_announced()
    {
        var (first, other) = (await PlanEditionAsync(1), await PlanEditionAsync(1));
        await OpenAsync(first.EditionId);
        await RegisterAsync(first.EditionId, 2);
        await RunAsync(first.EditionId, "registrations/close");
        await OpenAsync(other.EditionId);

        await CarryAsync(other.EditionId, first.EditionId).ShouldRefuseAsync(409, "another-programme");
        await CarryAsync(other.EditionId, Guid.CreateVersion7()).ShouldRefuseAsync(404, "not-found");
        var unannounced = (await PlanEditionAsync(1, programmeId: first.ProgrammeId)).EditionId;
        await CarryAsync(unannounced, first.EditionId).ShouldRefuseAsync(409, "registration-not-open");
        (await StoryAsync(first.EditionId)).ShouldNotContain(nameof(CarriedOver));
    }

    [Fact]
    public async Task An_appeal_is_reversed_with_reasons_and_takes_effect()
    {
        var edition = await OpenEditionAsync(1);
        var person = Guid.CreateVersion7();
        var client = Service.As(person, new TestFacts(PublicServant: false), Roles.Participant);
        await client.PostAsync($"{Edition(edition)}/registrations", null).ShouldRefuseAsync(409, "not-a-public-servant");

        var lodged = await client.PostAsJsonAsync($"{Edition(edition)}/appeals", new { Code = "not-a-public-servant", Words = "I work at the town hall; my address is private." }).ReadAsync<AppealText>();
        (await client.PostAsJsonAsync($"{Edition(edition)}/appeals", new { Code = "not-a-public-servant", Words = "Again." }).ReadAsync<AppealText>()).ShouldBe(lodged);
        (await AsCoordinator.GetAsync($"{Edition(edition)}/appeals?outcome=open").ReadAsync<Page<AppealText>>()).Items.Single().Words.ShouldBe(lodged.Words);

        var decided = await AsCoordinator.PostAsJsonAsync(
            $"{Edition(edition)}/appeals/{lodged.Id}/decision", new { Outcome = "reversed", Reasons = "The town hall confirmed it." }).ReadAsync<AppealText>();
        (decided.Outcome, decided.Reasons).ShouldBe(("reversed", "The town hall confirmed it."));
        (await MineAsync(edition, person)).Status.ShouldBe(RegistrationStatus.Seat);
        (await client.GetAsync($"{Edition(edition)}/appeals/mine").ReadAsync<Page<AppealText>>()).Items.Single().Reasons.ShouldBe("The town hall confirmed it.");
        (await Service.EventsAsync(Roster.Stream(edition))).ShouldAllBe(e => !System.Text.Json.JsonSerializer.Serialize(e.Data, e.Data.GetType()).Contains("town hall"));
    }

    [Fact]
    public async Task An_appeal_of_another_edition_is_not_known_here()
    {
        var (edition, other) = (await OpenEditionAsync(1), await OpenEditionAsync(1));
        var client = Service.As(Guid.CreateVersion7(), new TestFacts(PublicServant: false), Roles.Participant);
        using (await client.PostAsync($"{Edition(edition)}/registrations", null))
        {
        }

        var lodged = await client.PostAsJsonAsync($"{Edition(edition)}/appeals", new { Code = "not-a-public-servant", Words = "Please look again." }).ReadAsync<AppealText>();
        await AsCoordinator.PostAsJsonAsync($"{Edition(other)}/appeals/{lodged.Id}/decision", new { Outcome = "reversed", Reasons = "Why not." }).ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task Of_an_edition_that_was_never_planned_nothing_is_appealed_and_nothing_stored()
    {
        var nowhere = Guid.CreateVersion7();
        await Service.As(Guid.CreateVersion7(), Roles.Participant)
            .PostAsJsonAsync($"{Edition(nowhere)}/appeals", new { Code = "registration-not-open", Words = "Open it." }).ShouldRefuseAsync(404, "not-found");
        (await StoryAsync(nowhere)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Approved_by_the_coordination_a_person_can_register()
    {
        var edition = await OpenEditionAsync(1);
        var person = Guid.CreateVersion7();
        var client = Service.As(person, new TestFacts(PublicServant: false), Roles.Participant);
        await client.PostAsync($"{Edition(edition)}/registrations", null).ShouldRefuseAsync(409, "not-a-public-servant");
        using var approved = await AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/approvals", new { PersonId = person });
        approved.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.PostAsync($"{Edition(edition)}/registrations", null).ReadAsync<RegistrationAnswer>()).Status.ShouldBe(RegistrationStatus.Seat);
    }

    [Fact]
    public async Task One_person_at_the_same_instant_has_one_registration()
    {
        var edition = await OpenEditionAsync(5);
        var person = Guid.CreateVersion7();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RegisterAsync(edition, person)));
        answers.Distinct().Count().ShouldBe(1);
        (await StoryAsync(edition)).Count(e => e == "SeatTaken").ShouldBe(1);
    }

    private async Task<Guid> NextAsync(EditionAnswer edition)
    {
        var next = (await PlanEditionAsync(1, programmeId: edition.ProgrammeId)).EditionId;
        await OpenAsync(next, opensIn: TimeSpan.FromHours(1));
        return next;
    }

    private async Task RunAsync(Guid edition, string step)
    {
        using var done = await AsCoordinator.PostAsync($"{Edition(edition)}/{step}", null);
        done.EnsureSuccessStatusCode();
    }

    private Task<RegistrationWindow> WindowAsync(Guid edition) => Service.Anonymous().GetAsync($"{Edition(edition)}/window").ReadAsync<RegistrationWindow>();

    private Task<HttpResponseMessage> CarryAsync(Guid edition, Guid from) =>
        AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/registrations/carry-over", new { FromEditionId = from, Interest = true });
}
