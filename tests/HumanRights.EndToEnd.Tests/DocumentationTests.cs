using Microsoft.OpenApi;

namespace HumanRights.EndToEnd.Tests;

/// <summary>What a programmer of another house is given to read.</summary>
public sealed class DocumentationTests(Platform platform)
{
    [Fact]
    public async Task Every_document_is_valid_OpenAPI_31()
    {
        foreach (var service in Platform.Services)
        {
            var answer = await platform.Anyone.GetAsync($"/openapi/{service}.json");
            var (document, diagnostic) = OpenApiDocument.Parse(await answer.Content.ReadAsStringAsync(), "json");
            diagnostic!.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1, service);
            diagnostic.Errors.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty(service);
            diagnostic.Warnings.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty(service);
            document!.Info.Title.ShouldNotBeNullOrEmpty();
            document.Paths.ShouldNotBeEmpty(service);
            document.Components!.Schemas!.SelectMany(s => (s.Value.Properties ?? new Dictionary<string, IOpenApiSchema>()).Where(p => p.Value is { Type: { } type, Items: null } && type.HasFlag(JsonSchemaType.Array))
                .Select(p => $"{s.Key}.{p.Key} is a list of what?")).ShouldBeEmpty(service);
        }
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_a_summary_and_its_refusals()
    {
        var operations = await Operation.AllAsync(platform);
        operations.GroupBy(o => o.Service).ShouldAllBe(service => service.Select(o => o.Id).Distinct().Count() == service.Count());
        var incomplete = operations.Where(o => string.IsNullOrEmpty(o.Id) || !o.Description.TryGetProperty("summary", out var summary) || string.IsNullOrEmpty(summary.GetString())
            || !o.Description.GetProperty("responses").EnumerateObject().Any(r => r.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out _))
            || !o.Description.GetProperty("responses").EnumerateObject().Any(r => r.Name.StartsWith('2') || r.Name.StartsWith('3')));
        incomplete.Select(o => o.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_documentation_page_shows_all_services()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Add(message.Text);
        };
        var source = await (await page.GotoAsync(new Uri(platform.Gateway, "/docs").ToString()))!.TextAsync();
        await page.Locator("h1", new() { HasText = "HumanRights" }).First.WaitForAsync();
        await Browser.PictureAsync(page, "docs");
        complaints.ShouldBeEmpty();
        foreach (var service in Platform.Services)
        {
            source.ShouldContain($"openapi/{service}.json");
        }
    }
}
