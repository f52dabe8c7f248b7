using System.Net;
using System.Net.Http.Json;
using HumanRights.AmbassadorNetwork.Practices;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.AmbassadorNetwork.Views;
using HumanRights.TestKit;
using static HumanRights.AmbassadorNetwork.Tests.Api.Journey;

namespace HumanRights.AmbassadorNetwork.Tests.Api;

[Collection("api")] // one after the other: a test that rebuilds views must not take them from another
public sealed class GuideTests(AmbassadorNetworkService network)
{
    private ServiceUnderTest<Program> Service => network.Service;

    private Journey Journey { get; } = new(network.Service);

    [Fact]
    public async Task Each_publication_is_a_new_version_and_older_ones_can_still_be_read()
    {
        var first = await PublishedAsync("First practice");
        var second = await PublishedAsync("Second practice");
        second.GuideVersion.ShouldBeGreaterThan(first.GuideVersion);

        var guide = await GuideAsync("/guide");
        guide.Version.ShouldBe(guide.LatestVersion);
        guide.Practices.Items.Select(p => p.Id).ShouldContain(first.PracticeId);
        guide.Versions.Select(v => v.Version).ShouldBe(Enumerable.Range(1, guide.LatestVersion).Reverse());

        var older = await GuideAsync($"/guide?version={first.GuideVersion}");
        older.Practices.Items.Select(p => p.Id).ShouldContain(first.PracticeId);
        older.Practices.Items.Select(p => p.Id).ShouldNotContain(second.PracticeId);
        (await PageAsync($"/guide?version={first.GuideVersion}", "en")).ShouldContain($"<a href=\"/guide\">the present one is {guide.LatestVersion}</a>");
        (await GuideAsync($"{Root}/guide?version={first.GuideVersion}&limit=1")).Practices.Items.Single().Id.ShouldBe(first.PracticeId);

        foreach (var version in (string[])["0", "-1", "99999", "2147483647"])
        {
            await Service.Anonymous().GetAsync($"{Root}/guide?version={version}").ShouldRefuseAsync(404, "not-found");
        }

        await Service.Anonymous().GetAsync($"{Root}/guide?version=new").ShouldRefuseAsync(400, "malformed-request");
    }

    [Fact]
    public async Task A_repeat_publishes_nothing_more()
    {
        var published = await PublishedAsync("Once only");
        (await Journey.PublishAsync(published.ProjectId, "Once only").ReadAsync<PublishedAnswer>()).ShouldBe(published);
        await Journey.PublishAsync(published.ProjectId, "In other words").ShouldRefuseAsync(409, "practice-already-published");
    }

    [Fact]
    public async Task Only_what_is_verified_enters()
    {
        var person = await Journey.MemberAsync();
        await Journey.PublishAsync(await Journey.ProjectAsync(person, ProjectStage.Reported), "Too early").ShouldRefuseAsync(409, "project-not-verified");
        await Journey.PublishAsync(Guid.CreateVersion7(), "Unknown").ShouldRefuseAsync(404, "not-found");
        await Journey.As(person).PostAsJsonAsync($"{Root}/guide/practices", new { }).ShouldRefuseAsync(403, "forbidden");
    }

    [Fact]
    public async Task People_read_it_as_a_page_in_their_language()
    {
        var published = await PublishedAsync("A desk for everyone");
        var english = await PageAsync("/guide", "en");
        english.ShouldStartWith("<!doctype html>");
        english.ShouldContain("<html lang=\"en\">");
        english.ShouldContain("<title>Best Practices Guide</title>");
        english.ShouldContain("<h1>Best Practices Guide</h1>");
        english.ShouldContain("<h2 id=\"practices\">Practices</h2>");
        english.ShouldContain($"<a href=\"/guide/{published.PracticeId}\">A desk for everyone</a>");
        english.ShouldContain($"<a href=\"/guide?version={published.GuideVersion}\">");
        english.ShouldNotContain("<script");

        var portuguese = await PageAsync("/guide", "pt-PT,pt;q=0.9,en;q=0.5");
        portuguese.ShouldContain("<html lang=\"pt-PT\">");
        portuguese.ShouldContain("<h1>Guia de Boas Práticas</h1>");
        portuguese.ShouldContain("A desk for everyone (pt)");

        var one = await PageAsync($"/guide/{published.PracticeId}", "pt");
        one.ShouldContain("<title>A desk for everyone (pt)</title>");
        one.ShouldContain("Município de Exemplo");
        one.ShouldContain("<dd>10. Reduzir as desigualdades</dd>");
        (await PageAsync("/guide?version=99999", "pt", HttpStatusCode.NotFound)).ShouldContain("<h1>Não está no Guia</h1>");
        (await PageAsync($"/guide/{Guid.CreateVersion7()}", "en", HttpStatusCode.NotFound)).ShouldContain("<h1>Not in the Guide</h1>");
    }

    [Fact]
    public async Task Hostile_text_is_shown_as_text()
    {
        var published = await PublishedAsync("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)> & 'so on'");
        foreach (var path in (string[])["/guide", $"/guide/{published.PracticeId}"])
        {
            var page = await PageAsync(path, "en");
            page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
            page.ShouldNotContain("<script");
            page.ShouldNotContain("<img");
        }
    }

    [Fact]
    public async Task An_empty_guide_says_so_in_words()
    {
        await using var empty = await ServiceUnderTest<Program>.StartAsync(network.Servers, network.Issuer, "ambassadornetwork");
        var answer = await empty.Anonymous().GetAsync("/guide").ReadAsync<GuideAnswer>();
        answer.ShouldSatisfyAllConditions(g => g.Version.ShouldBe(0), g => g.Practices.Items.ShouldBeEmpty());
        (await PageAsync(empty, "/guide", "en")).ShouldContain("The Guide has no practice yet");
        (await PageAsync(empty, "/guide", "pt")).ShouldContain("O Guia ainda não tem práticas");
        (await empty.Anonymous().GetAsync($"{Root}/statistics").ReadAsync<NetworkFigures>()).ShouldSatisfyAllConditions(
            f => f.Ambassadors.ShouldBe(0), f => f.Organisations.ShouldBeEmpty(), f => f.ProjectsByStage.Count.ShouldBe(8));
    }

    [Fact]
    public async Task The_figures_count_projects_in_development_and_name_their_organisations()
    {
        var before = await FiguresAsync();
        var person = await Journey.MemberAsync();
        foreach (var stage in (ProjectStage[])[ProjectStage.Draft, ProjectStage.Approved, ProjectStage.Implementing, ProjectStage.Reported])
        {
            await Journey.ProjectAsync(person, stage);
        }

        await Eventually.TrueAsync(async () => (await FiguresAsync()) is var now
            && now.Ambassadors >= before.Ambassadors + 1 && now.ProjectsInDevelopment >= before.ProjectsInDevelopment + 3);
        (await FiguresAsync()).Organisations.ShouldContain(Samples.TheOrganisation);
    }

    [Fact]
    public async Task A_rebuilt_view_equals_the_live_one()
    {
        await PublishedAsync("To be rebuilt");
        var live = await GuideAsync("/guide?limit=500");
        await Service.RebuildAsync("practices", "projects", "members");

        var rebuilt = await GuideAsync($"/guide?limit=500&version={live.Version}");
        Written(rebuilt.Practices).ShouldBe(Written(live.Practices));
    }

    private async Task<PublishedAnswer> PublishedAsync(string title, string summary = "What was done.")
    {
        var project = await Journey.ProjectAsync(await Journey.MemberAsync(), ProjectStage.Verified);
        var published = await Journey.PublishAsync(project, title, summary).ReadAsync<PublishedAnswer>();
        await Eventually.TrueAsync(async () => (await GuideAsync("/guide")).LatestVersion >= published.GuideVersion);
        return published;
    }

    private Task<GuideAnswer> GuideAsync(string path) => Service.Anonymous().GetAsync(path).ReadAsync<GuideAnswer>();

    private Task<NetworkFigures> FiguresAsync() => Service.Anonymous().GetAsync($"{Root}/statistics").ReadAsync<NetworkFigures>();

    private Task<string> PageAsync(string path, string language, HttpStatusCode status = HttpStatusCode.OK) => PageAsync(Service, path, language, status);

    private static async Task<string> PageAsync(ServiceUnderTest<Program> service, string path, string language, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
        request.Headers.AcceptLanguage.ParseAdd(language);
        using var answer = await service.Anonymous().SendAsync(request);
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Content.Headers.ContentLanguage.Single().ShouldStartWith(language[..2]);
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Written<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);
}
