using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace HumanRights.Gateway.Tests;

public sealed class RoutingSpecs(GatewayUnderTest gateway) : IClassFixture<GatewayUnderTest>
{
    [Fact]
    public async Task A_request_reaches_its_service_unchanged()
    {
        var answer = await gateway.Send(HttpMethod.Post, "/api/enrolment/editions/5?x=%C3%A7", gateway.SomeonesToken(),
            new StringContent("""{"a":1}""", Encoding.UTF8, "application/json"));
        var seen = (await answer.Content.ReadFromJsonAsync<Seen>())!;
        (seen.Method, seen.Path, seen.Query, seen.Body).ShouldBe(("POST", "/api/enrolment/editions/5", "?x=%C3%A7", """{"a":1}"""));
        seen.Headers["authorization"].ShouldStartWith("Bearer ");
        seen.Headers["host"].ShouldBe(gateway.Client.BaseAddress!.Authority);
    }

    [Theory]
    [InlineData("/verify/HR-2026-0001")]
    [InlineData("/api/enrolment/editions")]
    [InlineData("/api/enrolment/editions/5")]
    [InlineData("/openapi/certification.json")]
    [InlineData("/openapi/enrolment.json")]
    public async Task Public_paths_need_no_token(string path) => (await gateway.Get(path)).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task OpenAPI_documents_are_the_services_own() =>
        (await (await gateway.Get("/openapi/enrolment.json")).Content.ReadFromJsonAsync<Seen>())!.Path.ShouldBe("/openapi/v1.json");

    [Theory]
    [InlineData("/api/enrolment/rosters")]
    [InlineData("/api/certification/ledgers")]
    [InlineData("/api/unknown/x")]
    [InlineData("/health")]
    [InlineData("/nowhere")]
    public async Task Everything_else_needs_one(string path)
    {
        var answer = await gateway.Get(path);
        await answer.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("/api/enrolment/editions")]
    [InlineData("/api/enrolment/editions/5")]
    public async Task What_anyone_may_read_not_anyone_may_write(string path) =>
        await (await gateway.Send(HttpMethod.Post, path)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");

    [Theory]
    [InlineData("/api/unknown/x")]
    [InlineData("/nowhere")]
    public async Task What_does_not_exist_is_not_found(string path) =>
        await (await gateway.Get(path, gateway.SomeonesToken())).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task A_services_probes_are_not_reachable()
    {
        var before = gateway.Enrolment[0].Requests;
        foreach (var path in new[] { "/api/enrolment/../../health", "/api/enrolment/%2e%2e/%2e%2e/health", "/ready/x" })
            (await gateway.Get(path, gateway.SomeonesToken())).StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
        gateway.Enrolment[0].Requests.ShouldBe(before);
    }

    [Fact]
    public async Task Health_in_detail_is_for_operators()
    {
        await (await gateway.Get("/health", gateway.SomeonesToken())).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        var @operator = gateway.Issuer.Token(Guid.CreateVersion7(), ServiceDefaults.Roles.Operator);
        (await gateway.Get("/health", @operator)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.Get("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.Get("/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_trace_goes_through()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var answer = await gateway.Get("/api/enrolment/rosters", gateway.SomeonesToken(), h => h.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        (await answer.Content.ReadFromJsonAsync<Seen>())!.Headers["traceparent"].ShouldStartWith($"00-{trace}-");
    }

    [Fact]
    public async Task A_services_own_refusal_is_passed_on_untouched()
    {
        gateway.Certification.Instead = async context =>
        {
            if (context.Request.Path != "/api/certification/refused") return false;
            context.Response.StatusCode = 409;
            context.Response.ContentType = "application/problem+json";
            await context.Response.Body.WriteAsync("""{"code":"own"}"""u8.ToArray());
            return true;
        };
        var answer = await gateway.Get("/api/certification/refused", gateway.SomeonesToken());
        (answer.StatusCode, await answer.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.Conflict, """{"code":"own"}"""));
    }

    [Fact]
    public async Task The_front_page_is_a_page_for_people_and_data_for_programs()
    {
        var page = await gateway.Get("/", headers: h => { h.Accept.ParseAdd("text/html"); h.AcceptLanguage.ParseAdd("pt-PT"); });
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await page.Content.ReadAsStringAsync()).ShouldContain("Iniciar sessão");
        (await (await gateway.Get("/")).Content.ReadFromJsonAsync<Dictionary<string, string>>())!["documentation"].ShouldBe("/docs");
    }

    [Fact]
    public async Task The_documentation_lists_every_service()
    {
        var page = await (await gateway.Get("/docs/")).Content.ReadAsStringAsync();
        foreach (var service in new[] { "identity", "enrolment", "learning", "assessment", "certification", "ambassadornetwork", "notifications" })
            page.ShouldContain($"openapi/{service}.json");
    }
}
