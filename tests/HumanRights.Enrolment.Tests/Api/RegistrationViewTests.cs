using System.Net.Http.Headers;
using System.Net.Http.Json;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Api;

/// <summary>What the coordination sees of registrations, and a person of their own.</summary>
public sealed class RegistrationViewTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    [Fact]
    public async Task Each_person_has_a_status_and_since_when()
    {
        var edition = await OpenEditionAsync(2, policy: new RegistrationPolicy(OfferMinutes: 60, null, []));
        var people = await RegisterAsync(edition, 5);
        await WithdrawAsync(edition, people[0]);
        await WithdrawAsync(edition, people[1]);
        await AnswerOfferAsync(edition, people[2], "accept").ReadAsync<RegistrationAnswer>();
        using (await AnswerOfferAsync(edition, people[3], "decline"))
        {
        }

        var refused = Guid.CreateVersion7();
        await Service.As(refused, new TestFacts("org-9", "PT30", "local", PublicServant: false), Roles.Participant)
            .PostAsync($"{Edition(edition)}/registrations", null).ShouldRefuseAsync(409, "not-a-public-servant");

        await StatusesAsync(edition, (people[0], "withdrawn"), (people[1], "withdrawn"), (people[2], "seat"), (people[3], "declined"), (people[4], "offered"), (refused, "refused"));
        (await PageAsync(edition, "?status=offered")).Items.Single().ShouldSatisfyAllConditions(
            o => o.PersonId.ShouldBe(people[4]), o => o.OfferExpiresAt.ShouldNotBeNull(), o => o.Position.ShouldBeNull());
        (await PageAsync(edition, "?organisation=org-9")).Items.Single().ShouldSatisfyAllConditions(
            r => r.PersonId.ShouldBe(refused), r => (r.Organisation, r.Region, r.Sector).ShouldBe(("org-9", "PT30", "local")), r => r.RegistrationId.ShouldBeNull());
        (await PageAsync(edition, "?region=PT30&sector=local&status=refused")).Items.Count.ShouldBe(1);
        (await PageAsync(edition, "?region=PT30&sector=central")).Items.ShouldBeEmpty();
        (await PageAsync(edition, $"?personId={people[2]}")).Items.Single().Status.ShouldBe("seat");

        var one = await AsCoordinator.GetAsync($"{Edition(edition)}/registrations/people/{people[4]}").ReadAsync<RegistrationView>();
        var story = await Service.EventsAsync(Roster.Stream(edition));
        one.Since.ShouldBe(story.Single(e => e.Data is SeatOffered o && o.PersonId == people[4]).Timestamp);
        one.RegistrationId.ShouldBe(((PlacedOnWaitingList)story.Single(e => e.Data is PlacedOnWaitingList p && p.PersonId == people[4]).Data).RegistrationId);
        await AsCoordinator.GetAsync($"{Edition(edition)}/registrations/people/{Guid.CreateVersion7()}").ShouldRefuseAsync(404, "not-found");
        await AsCoordinator.GetAsync($"{Edition(edition)}/registrations?status=lost").ShouldRefuseAsync(422, "invalid-values");
    }

    [Fact]
    public async Task Places_on_the_waiting_list_are_as_of_now_whatever_is_filtered()
    {
        var edition = await OpenEditionAsync(1);
        var people = await RegisterAsync(edition, 5);
        await WithdrawAsync(edition, people[2]);
        await StatusesAsync(edition, (people[2], "withdrawn"));
        (await PageAsync(edition, "?status=waiting")).Items.Select(i => (i.PersonId, i.Position!.Value)).ShouldBe([(people[1], 1), (people[3], 2), (people[4], 3)]);
        (await PageAsync(edition, $"?personId={people[4]}")).Items.Single().Position.ShouldBe(3);

        // Whoever comes again comes last.
        await RegisterAsync(edition, people[2]);
        await StatusesAsync(edition, (people[2], "waiting"));
        (await PageAsync(edition, "")).Items.Select(i => i.PersonId).ShouldBe([people[0], people[1], people[3], people[4], people[2]]);
    }

    [Fact]
    public async Task Cancelled_with_the_edition_is_whoever_was_registered()
    {
        var edition = await OpenEditionAsync(1);
        var people = await RegisterAsync(edition, 3);
        await WithdrawAsync(edition, people[2]);
        await StatusesAsync(edition, (people[0], "seat"), (people[1], "waiting"), (people[2], "withdrawn"));
        using (await AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/cancel", new { Notice = new { En = "No room was found.", Pt = "Não se encontrou sala." } }))
        {
        }

        await StatusesAsync(edition, (people[0], "cancelled"), (people[1], "cancelled"), (people[2], "withdrawn"));
        (await PageAsync(edition, "?status=cancelled")).Items.Count.ShouldBe(2);
        (await PageAsync(edition, "?status=seat")).Items.ShouldBeEmpty();
        var history = await HistoryAsync(edition, people[1], "pt-PT");
        history.Items.Select(l => l.Code).ShouldBe(["placed-on-waiting-list", "edition-cancelled"]);
        history.Items[1].ShouldSatisfyAllConditions(l => l.Why.ShouldBe("Não se encontrou sala."), l => l.By.ShouldBe("coordination"));
        (await HistoryAsync(edition, people[2])).Items[^1].Code.ShouldBe("registration-withdrawn");
    }

    [Fact]
    public async Task The_history_tells_what_happened_by_whom_and_why()
    {
        var edition = await OpenEditionAsync(1, policy: new RegistrationPolicy(OfferMinutes: 60, null, []));
        var people = await RegisterAsync(edition, 2);
        await WithdrawAsync(edition, people[0]);
        await AnswerOfferAsync(edition, people[1], "accept").ReadAsync<RegistrationAnswer>();
        await StatusesAsync(edition, (people[1], "seat"));

        var history = await HistoryAsync(edition, people[1]);
        history.Items.Select(l => (l.Code, l.By)).ShouldBe([("placed-on-waiting-list", "self"), ("seat-offered", "platform"), ("offer-accepted", "self")]);
        history.Items[0].What.ShouldBe("Placed on the waiting list as number 1.");
        history.Items[1].Why.ShouldStartWith("A seat became free");
        history.Items.Select(l => l.At).ShouldBe((await Service.EventsAsync(Roster.Stream(edition)))
            .Where(e => e.Data is PlacedOnWaitingList or SeatOffered or OfferAccepted).Select(e => e.Timestamp));
        (await HistoryAsync(edition, people[1], "pt-PT")).Items[0].Why.ShouldBe("Estavam ocupados todos os lugares que a pessoa podia ter.");

        // Their own, page by page; and nothing of the person whose withdrawal made room.
        var mine = await MyHistoryAsync(edition, people[1], "?limit=2");
        var rest = await MyHistoryAsync(edition, people[1], $"?limit=2&after={mine.Next}");
        mine.Items.Concat(rest.Items).ShouldBe(history.Items);
        rest.Next.ShouldBeNull();
        (await Service.As(people[1], Roles.Participant).GetStringAsync($"{Edition(edition)}/registrations/me/history")).ShouldNotContain(people[0].ToString());
    }

    [Fact]
    public async Task Who_acted_for_the_coordination_is_shown_to_the_coordination_only()
    {
        var edition = await OpenEditionAsync(1);
        var person = Guid.CreateVersion7();
        var client = Service.As(person, new TestFacts(PublicServant: false), Roles.Participant);
        await client.PostAsync($"{Edition(edition)}/registrations", null).ShouldRefuseAsync(409, "not-a-public-servant");
        var appeal = await client.PostAsJsonAsync($"{Edition(edition)}/appeals", new { Code = "not-a-public-servant", Words = "I am one." }).ReadAsync<AppealText>();
        await AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/appeals/{appeal.Id}/decision", new { Outcome = "reversed", Reasons = "So it is." }).ReadAsync<AppealText>();
        await StatusesAsync(edition, (person, "seat"));

        var seen = await HistoryAsync(edition, person);
        seen.Items.Select(l => (l.Code, l.By)).ShouldBe(
            [("registration-refused", "self"), ("appeal-lodged", "self"), ("appeal-reversed", "coordination"), ("seat-taken", "coordination")]);
        seen.Items[0].Why.ShouldStartWith("The course is for public servants");
        Guid.TryParse(seen.Items[2].ActorId, out _).ShouldBeTrue();
        seen.Items[0].ActorId.ShouldBeNull();
        (await MyHistoryAsync(edition, person, "")).Items.ShouldAllBe(l => l.ActorId == null);
    }

    [Fact]
    public async Task Names_come_from_the_vault_in_the_coordinators_own_name()
    {
        var edition = await OpenEditionAsync(1);
        var known = Enrolment.Identity.Add("Zoë Ångström-Müller 田中 مريم");
        var unknown = Guid.CreateVersion7();
        await RegisterAsync(edition, known.Id);
        await RegisterAsync(edition, unknown);
        await StatusesAsync(edition, (known.Id, "seat"), (unknown, "waiting"));

        (await PageAsync(edition, "")).Items.ShouldAllBe(i => i.Name == null);
        var coordinator = Guid.CreateVersion7();
        var page = await Service.As(coordinator, Roles.Coordinator).GetAsync($"{Edition(edition)}/registrations?names=true").ReadAsync<RegistrationPage>();
        page.Items.Select(i => i.Name).ShouldBe([known.Name, null]);
        Enrolment.Identity.Asked.Where(a => a.Reader == coordinator.ToString()).ShouldBe([(coordinator.ToString(), "names")]);
    }

    [Fact]
    public async Task A_search_by_name_finds_ids_in_the_vault_first()
    {
        var edition = await OpenEditionAsync(5);
        var tag = $"Sá{Guid.CreateVersion7():N}";
        var found = Enumerable.Range(0, 120).Select(i => Enrolment.Identity.Add($"{tag} {i:D3}")).ToList();
        await RegisterAsync(edition, found[3].Id);
        await RegisterAsync(edition, found[115].Id);
        await RegisterAsync(edition, Enrolment.Identity.Add("Somebody else").Id);
        await StatusesAsync(edition, (found[115].Id, "seat"));

        (await PageAsync(edition, $"?search={Uri.EscapeDataString(tag)}&names=true")).Items.Select(i => i.Name).ShouldBe([found[3].Name, found[115].Name]);
        (await PageAsync(edition, "?search=nobody+has+this+name")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_the_vault_away_the_list_shows_ids_and_says_so()
    {
        var edition = await OpenEditionAsync(1);
        await RegisterAsync(edition, IdentityStandIn.Unreachable);
        await StatusesAsync(edition, (IdentityStandIn.Unreachable, "seat"));
        var page = await PageAsync(edition, "?names=true");
        page.Items.Single().PersonId.ShouldBe(IdentityStandIn.Unreachable);
        page.Notice.ShouldBe("The vault of names does not answer at the moment: people are shown by their ids only.");
        var problem = await AsCoordinator.GetAsync($"{Edition(edition)}/registrations?search={IdentityStandIn.UnreachableName}").ShouldRefuseAsync(503, "search-unavailable");
        problem.GetProperty("wayOut").GetString().ShouldNotBeNullOrEmpty();
    }

    private Task StatusesAsync(Guid edition, params (Guid Person, string Status)[] expected) => Eventually.TrueAsync(async () =>
    {
        var statuses = (await PageAsync(edition, "?limit=500")).Items.ToDictionary(i => i.PersonId, i => i.Status);
        return expected.All(e => statuses.GetValueOrDefault(e.Person) == e.Status);
    });

    private Task<RegistrationPage> PageAsync(Guid edition, string query) =>
        AsCoordinator.GetAsync($"{Edition(edition)}/registrations{query}").ReadAsync<RegistrationPage>();

    private async Task<Page<HistoryLine>> HistoryAsync(Guid edition, Guid person, string language = "en")
    {
        var client = AsCoordinator;
        client.DefaultRequestHeaders.AcceptLanguage.Add(StringWithQualityHeaderValue.Parse(language));
        var history = await client.GetAsync($"{Edition(edition)}/registrations/people/{person}/history").ReadAsync<Page<HistoryLine>>();
        return history;
    }

    private Task<Page<HistoryLine>> MyHistoryAsync(Guid edition, Guid person, string query) =>
        Service.As(person, Roles.Participant).GetAsync($"{Edition(edition)}/registrations/me/history{query}").ReadAsync<Page<HistoryLine>>();
}
