using System.Net.Http.Json;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Api;

public sealed class TimeToFillTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    [Fact]
    public async Task Offers_to_those_carried_over_fill_an_edition_and_not_before_it_opens()
    {
        var planned = await PlanEditionAsync(1, Samples.Policy(60));
        await Service.As(Guid.CreateVersion7(), Roles.Participant).PostAsync($"/api/enrolment/programmes/{planned.ProgrammeId}/interest", null).ReadAsync<InterestAnswer>();
        await OpenAsync(planned.EditionId, opensIn: TimeSpan.FromHours(1));
        (await AsCoordinator.PostAsJsonAsync($"{Edition(planned.EditionId)}/registrations/carry-over", new { Interest = true }).ReadAsync<CarryOverAnswer>()).Offered.ShouldBe(1);

        (await FilledAsync(planned.EditionId)).ShouldSatisfyAllConditions(f => f.FilledAt!.Value.ShouldBeLessThan(f.OpensAt!.Value), f => f.SecondsToFill.ShouldBe(0));
    }

    [Fact]
    public async Task So_does_a_capacity_lowered_to_what_is_taken()
    {
        var edition = await OpenEditionAsync(2);
        await RegisterAsync(edition, 1);
        await AsCoordinator.PutAsJsonAsync($"{Edition(edition)}/capacity", new { Capacity = 1 }).ReadAsync<RegistrationWindow>();
        (await FilledAsync(edition)).FilledAt.ShouldBe((await Service.EventsAsync(Roster.Stream(edition))).Single(e => e.Data is CapacityChanged).Timestamp);
    }

    private async Task<EditionStatistics> FilledAsync(Guid edition)
    {
        EditionStatistics? figures = null;
        await Eventually.TrueAsync(async () => (figures = await AsCoordinator.GetAsync($"{Edition(edition)}/statistics").ReadAsync<EditionStatistics>()).FilledAt is not null);
        return figures!;
    }
}
