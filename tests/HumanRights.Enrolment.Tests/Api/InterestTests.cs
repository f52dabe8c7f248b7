using System.Net.Http.Json;
using HumanRights.Enrolment.Interests;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Enrolment.Tests.Api;

public sealed class InterestTests(EnrolmentService enrolment) : EnrolmentApi(enrolment)
{
    [Fact]
    public async Task The_coordination_sees_how_many_are_interested_from_where_and_who()
    {
        var programme = await DefineAsync();
        var people = ((string[])["Ana", "Rui", "Eva"]).Select(name => Enrolment.Identity.Add(name)).ToList();
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
        {
            await Service.As(person.Id, new TestFacts(Region: i == 0 ? "PT-20" : "PT-11"), Roles.Participant)
                .PostAsync($"/api/enrolment/programmes/{programme}/interest", null).ReadAsync<InterestAnswer>();
        }

        var first = await AsCoordinator.GetAsync($"/api/enrolment/programmes/{programme}/interest?limit=2&names=true").ReadAsync<InterestPage>();
        first.People.ShouldBe(3);
        first.ByRegion.ShouldBe([new("PT-11", 2), new("PT-20", 1)]);
        first.BySector.Sum(s => s.People).ShouldBe(3);
        first.Items.Select(i => i.Name).ShouldBe(["Ana", "Rui"]);
        var second = await AsCoordinator.GetAsync($"/api/enrolment/programmes/{programme}/interest?limit=2&after={first.Next}").ReadAsync<InterestPage>();
        second.Items.ShouldHaveSingleItem().ShouldSatisfyAllConditions(i => i.PersonId.ShouldBe(people[2].Id), i => i.Name.ShouldBeNull());
        second.Next.ShouldBeNull();
        await AsCoordinator.GetAsync($"/api/enrolment/programmes/{Guid.CreateVersion7()}/interest").ShouldRefuseAsync(404, "not-found");
    }

    [Fact]
    public async Task Programmes_are_listed_newest_first_as_they_were_last_revised()
    {
        var (older, newer) = (await DefineAsync(), await DefineAsync());
        await AsCoordinator.PutAsJsonAsync(
            $"/api/enrolment/programmes/{older}", Samples.TheBlueprint with { Hours = 40 }, ServiceUnderTest<Program>.Json).ReadAsync<ProgrammeAnswer>();
        IReadOnlyList<ProgrammeView> seen = [];
        await Eventually.TrueAsync(async () =>
        {
            seen = [.. (await Service.Anonymous().GetAsync("/api/enrolment/programmes?limit=500").ReadAsync<Page<ProgrammeView>>()).Items.Where(p => p.Id == older || p.Id == newer)];
            return seen is [var last, { Revision: 2 }] && last.Id == newer;
        });
        (seen[1].Id, seen[1].Hours, seen[1].Modules).ShouldBe((older, 40, 2));
    }

    private async Task<Guid> DefineAsync() => (await AsCoordinator.PostAsJsonAsync(
        "/api/enrolment/programmes", new { Blueprint = Samples.TheBlueprint }, ServiceUnderTest<Program>.Json).ReadAsync<ProgrammeAnswer>()).ProgrammeId;
}
