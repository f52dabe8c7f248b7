using System.Net;
using System.Net.Http.Json;
using HumanRights.Contracts.Identity;
using HumanRights.Enrolment.Rosters;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Api;

[Collection(nameof(Alone))]
public sealed class RegistrationTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    [Fact]
    public async Task Fills_the_seats_then_the_waiting_list_and_promotes_the_first_who_waits()
    {
        var edition = await OpenEditionAsync(capacity: 1);
        var (ana, rui, eva) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());

        (await RegisterAsync(edition, ana)).Status.ShouldBe(RegistrationStatus.Seat);
        (await RegisterAsync(edition, rui)).Position.ShouldBe(1);
        (await RegisterAsync(edition, eva)).Position.ShouldBe(2);

        using var left = await Service.As(ana, Roles.Participant).DeleteAsync($"/api/enrolment/editions/{edition}/registrations/me");
        left.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await MineAsync(edition, rui)).Status.ShouldBe(RegistrationStatus.Seat);
        (await MineAsync(edition, eva)).Position.ShouldBe(1);
        (await Service.EventsAsync(Roster.Stream(edition))).Select(e => e.Data.GetType().Name).ShouldBe(
            ["RegistrationAnnounced", "RegistrationOpened", "SeatTaken", "PlacedOnWaitingList", "PlacedOnWaitingList", "RegistrationWithdrawn", "SeatTaken"]);
    }

    [Fact]
    public async Task A_repeat_returns_the_same_registration()
    {
        var edition = await OpenEditionAsync(capacity: 1);
        var ana = Guid.CreateVersion7();
        var first = await RegisterAsync(edition, ana);
        (await RegisterAsync(edition, ana)).ShouldBe(first);
        (await Service.EventsAsync(Roster.Stream(edition))).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Twenty_at_once_on_three_seats_take_three()
    {
        var edition = await OpenEditionAsync(capacity: 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RegisterAsync(edition, Guid.CreateVersion7())));
        answers.Count(a => a.Status == RegistrationStatus.Seat).ShouldBe(3);
        answers.Where(a => a.Position is not null).Select(a => a.Position!.Value).Order().ShouldBe(Enumerable.Range(1, 17));
    }

    [Fact]
    public async Task Before_the_opening_time_says_when_it_opens()
    {
        var edition = await OpenEditionAsync(capacity: 1, opensIn: TimeSpan.FromHours(1));
        var problem = await PostAsync(edition, Guid.CreateVersion7()).ShouldRefuseAsync(409, "registration-not-open");
        problem.GetProperty("opensAt").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow());
        problem.GetProperty("wayOut").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Times_are_in_words_as_clocks_in_Lisbon_show_them_and_exact_beside_them()
    {
        var edition = (await PlanEditionAsync(1)).EditionId;
        var opens = new DateTimeOffset(2031, 7, 1, 8, 30, 0, TimeSpan.Zero);
        await AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/registrations/open", new { OpensAt = opens, ClosesAt = opens.AddDays(1) }).ReadAsync<RegistrationWindow>();
        var problem = await PostAsync(edition, Guid.CreateVersion7()).ShouldRefuseAsync(409, "registration-not-open");
        problem.GetProperty("detail").GetString().ShouldBe("Registration opens on 1 July 2031 at 09:30 (Lisbon time).");
        problem.GetProperty("opensAt").GetDateTimeOffset().ShouldBe(opens);
    }

    [Fact]
    public async Task Who_has_no_registration_any_more_is_told_why_and_what_to_do()
    {
        var edition = await OpenEditionAsync(capacity: 1);
        var (left, refused) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RegisterAsync(edition, left);
        await WithdrawAsync(edition, left);
        var client = Service.As(refused, new TestFacts(PublicServant: false), Roles.Participant);
        await client.PostAsync($"{Edition(edition)}/registrations", null).ShouldRefuseAsync(409, "not-a-public-servant");

        var problem = await Service.As(left, Roles.Participant).GetAsync($"{Edition(edition)}/registrations/me").ShouldRefuseAsync(404, "registration-withdrawn");
        problem.GetProperty("wayOut").GetString()!.ShouldStartWith("Register again");
        problem = await client.GetAsync($"{Edition(edition)}/registrations/me").ShouldRefuseAsync(404, "not-a-public-servant");
        problem.GetProperty("wayOut").GetString()!.ShouldContain("appeal");
        await Service.As(Guid.CreateVersion7(), Roles.Participant).GetAsync($"{Edition(edition)}/registrations/me").ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task A_refusal_speaks_the_readers_language()
    {
        var edition = await OpenEditionAsync(capacity: 1, opensIn: TimeSpan.FromHours(1));
        var client = Service.As(Guid.CreateVersion7(), Roles.Participant);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("pt-PT,pt;q=0.9,en;q=0.5");
        var problem = await client.PostAsync($"/api/enrolment/editions/{edition}/registrations", null).ShouldRefuseAsync(409, "registration-not-open");
        problem.GetProperty("detail").GetString()!.ShouldStartWith("A inscrição abre");
    }

    [Fact]
    public async Task Who_is_no_public_servant_is_refused_with_a_reason_on_record()
    {
        var edition = await OpenEditionAsync(capacity: 1);
        var person = Guid.CreateVersion7();
        await Service.As(person, new TestFacts(PublicServant: false), Roles.Participant)
            .PostAsync($"/api/enrolment/editions/{edition}/registrations", null).ShouldRefuseAsync(409, "not-a-public-servant");
        (await Service.EventsAsync(Roster.Stream(edition)))[^1].Data.ShouldBeOfType<RegistrationRefused>().ShouldSatisfyAllConditions(
            e => e.PersonId.ShouldBe(person), e => e.Code.ShouldBe("not-a-public-servant"));
    }

    [Fact]
    public async Task An_edition_that_was_never_planned_is_not_found_whatever_is_asked_of_its_registrations()
    {
        var registrations = $"{Edition(Guid.CreateVersion7())}/registrations";
        var (person, known) = (Service.As(Guid.CreateVersion7(), Roles.Participant), Enrolment.Identity.Add("Eva").Id);
        await person.PostAsync(registrations, null).ShouldRefuseAsync(404, "not-found");
        await person.DeleteAsync($"{registrations}/me").ShouldRefuseAsync(404, "not-found");
        await person.PostAsync($"{registrations}/me/offer/accept", null).ShouldRefuseAsync(404, "not-found");
        await AsCoordinator.PostAsJsonAsync($"{registrations}/on-behalf", new { PersonId = known }).ShouldRefuseAsync(404, "not-found");
        await AsCoordinator.DeleteAsync($"{registrations}/people/{known}").ShouldRefuseAsync(404, "not-found");
        await AsCoordinator.PostAsync($"{registrations}/close", null).ShouldRefuseAsync(404, "not-found");
        await AsCoordinator.PostAsync($"{registrations}/import", new StringContent("email\n", null, "text/csv")).ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task Of_an_edition_that_is_planned_and_not_announced_yet_is_refused() =>
        await PostAsync((await PlanEditionAsync(1)).EditionId, Guid.CreateVersion7()).ShouldRefuseAsync(409, "registration-not-open");

    [Fact]
    public async Task Invalid_values_are_named_field_by_field()
    {
        var problem = await AsCoordinator.PostAsJsonAsync("/api/enrolment/editions", new { ProgrammeId = Guid.CreateVersion7(), Number = 1, Capacity = -3 })
            .ShouldRefuseAsync(422, "invalid-values");
        problem.GetProperty("errors").EnumerateObject().Single().Name.ShouldBe("Capacity", StringCompareShould.IgnoreCase);
    }

    [Fact]
    public async Task The_coordination_lists_pages_in_order_of_arrival()
    {
        var edition = await OpenEditionAsync(capacity: 2);
        var people = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var person in people)
        {
            await RegisterAsync(edition, person);
        }

        await Eventually.TrueAsync(async () => (await ListAsync(edition, "")).Items.Count == 5);
        var first = await ListAsync(edition, "?limit=3");
        var second = await ListAsync(edition, $"?limit=3&after={first.Next}");
        first.Items.Concat(second.Items).Select(r => r.PersonId).ShouldBe(people);
        second.Next.ShouldBeNull();
        (await ListAsync(edition, "?status=waiting")).Items.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_erased_person_gives_the_seat_up_once_however_often_it_is_told()
    {
        var edition = await OpenEditionAsync(capacity: 1);
        var (ana, rui) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RegisterAsync(edition, ana);
        await RegisterAsync(edition, rui);
        await Eventually.TrueAsync(async () => (await ListAsync(edition, "")).Items.Count == 2);

        var message = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++)
        {
            await Service.PublishAsync(new PersonErased(ana), message);
        }

        await Eventually.TrueAsync(async () => (await MineAsync(edition, rui)).Status == RegistrationStatus.Seat);
        (await Service.EventsAsync(Roster.Stream(edition))).Count(e => e.Data is RegistrationWithdrawn).ShouldBe(1);
    }
}
