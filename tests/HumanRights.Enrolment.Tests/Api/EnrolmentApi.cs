using System.Net.Http.Json;
using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Api;

/// <summary>What people and coordinators ask of Enrolment, over HTTP.</summary>
public abstract class EnrolmentApi(EnrolmentService enrolment)
{
    private static readonly Guid Coordinator = Guid.CreateVersion7();

    protected EnrolmentService Enrolment => enrolment;

    protected virtual ServiceUnderTest<Program> Service => enrolment.Service;

    protected HttpClient AsCoordinator => Service.As(Coordinator, Roles.Coordinator);

    protected static string Edition(Guid edition) => $"/api/enrolment/editions/{edition}";

    protected async Task<EditionAnswer> PlanEditionAsync(int capacity, RegistrationPolicy? policy = null, Guid? programmeId = null)
    {
        var programme = programmeId ?? (await AsCoordinator.PostAsJsonAsync(
            "/api/enrolment/programmes", new { Blueprint = Samples.TheBlueprint with { Registration = policy } }, ServiceUnderTest<Program>.Json)
            .ReadAsync<ProgrammeAnswer>()).ProgrammeId;
        return await AsCoordinator.PostAsJsonAsync("/api/enrolment/editions", new { ProgrammeId = programme, Number = 5, Capacity = capacity }).ReadAsync<EditionAnswer>();
    }

    protected Task<RegistrationWindow> OpenAsync(Guid edition, TimeSpan? opensIn = null, TimeSpan? closesIn = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return AsCoordinator.PostAsJsonAsync($"{Edition(edition)}/registrations/open",
            new { OpensAt = opensIn is null ? (DateTimeOffset?)null : now + opensIn, ClosesAt = now + (closesIn ?? TimeSpan.FromDays(1)) }).ReadAsync<RegistrationWindow>();
    }

    protected async Task<Guid> OpenEditionAsync(int capacity, TimeSpan? opensIn = null, RegistrationPolicy? policy = null)
    {
        var edition = (await PlanEditionAsync(capacity, policy)).EditionId;
        await OpenAsync(edition, opensIn);
        return edition;
    }

    protected Task<HttpResponseMessage> PostAsync(Guid edition, Guid person) =>
        Service.As(person, Roles.Participant).PostAsync($"{Edition(edition)}/registrations", null);

    protected Task<RegistrationAnswer> RegisterAsync(Guid edition, Guid person) => PostAsync(edition, person).ReadAsync<RegistrationAnswer>();

    /// <summary>Registers as many people as asked for, one after the other.</summary>
    protected async Task<IReadOnlyList<Guid>> RegisterAsync(Guid edition, int count)
    {
        var people = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var person in people)
        {
            await RegisterAsync(edition, person);
        }

        return people;
    }

    protected Task<RegistrationAnswer> MineAsync(Guid edition, Guid person) =>
        Service.As(person, Roles.Participant).GetAsync($"{Edition(edition)}/registrations/me").ReadAsync<RegistrationAnswer>();

    protected async Task WithdrawAsync(Guid edition, Guid person)
    {
        using var left = await Service.As(person, Roles.Participant).DeleteAsync($"{Edition(edition)}/registrations/me");
        left.EnsureSuccessStatusCode();
    }

    protected Task<HttpResponseMessage> AnswerOfferAsync(Guid edition, Guid person, string answer) =>
        Service.As(person, Roles.Participant).PostAsync($"{Edition(edition)}/registrations/me/offer/{answer}", null);

    /// <summary>The names of a roster's events, in order.</summary>
    protected async Task<IReadOnlyList<string>> StoryAsync(Guid edition) =>
        [.. (await Service.EventsAsync(Roster.Stream(edition))).Select(e => e.Data.GetType().Name)];

    protected Task<Page<RegistrationView>> ListAsync(Guid edition, string query) =>
        AsCoordinator.GetAsync($"{Edition(edition)}/registrations{query}").ReadAsync<Page<RegistrationView>>();
}
