using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.AspNetCore.Http;

namespace HumanRights.Gateway.Tests;

public sealed class ServiceDefaultsSpecs(TestService service) : IClassFixture<TestService>
{
    static readonly Guid Person = Guid.Parse("0190a0a0-0000-7000-8000-000000000001");

    public static TheoryData<string> Unreadable =>
    [
        "{", "", "null", "[]", "7", "\u0001",
        """{"name":7,"capacity":30,"mode":"online"}""",
        """{"name":null,"capacity":30,"mode":"online"}""",
        """{"name":"Ana","capacity":"30","mode":"online"}""",
        """{"name":"Ana","capacity":1e99,"mode":"online"}""",
        """{"name":"Ana","capacity":1.5,"mode":"online"}""",
        """{"name":"Ana","capacity":30}""",
        """{"name":"Ana","capacity":30,"mode":"0"}""",
        """{"name":"Ana","capacity":30,"mode":0}""",
        """{"name":"Ana","capacity":30,"mode":"online","admin":true}""",
        """{"name":"Ana","name":"Eva","capacity":30,"mode":"online"}""",
        """{"name":"A\u0000a","capacity":30,"mode":"online"}""",
        """{"name":"Ana","capacity":30,"mode":"online","needs":["ramp",null]}""",
        """{"name":"A\ud800a","capacity":30,"mode":"online"}""",
        """{"name":"Ana","capacity":30,"mode":"online","inner":""" + string.Concat(Enumerable.Repeat("""{"inner":""", 40)) + "null" + new string('}', 41),
    ];

    [Theory, MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_malformed(string body) =>
        await (await Post("/registrations", body)).ShouldBeProblem(HttpStatusCode.BadRequest, ProblemCodes.MalformedRequest);

    [Fact]
    public async Task Bytes_that_are_no_text_are_malformed()
    {
        var body = new ByteArrayContent([.. "{\"name\":\""u8, 0xff, 0xfe, .. "\",\"capacity\":30,\"mode\":\"online\"}"u8]) { Headers = { ContentType = new("application/json") } };
        await (await Send(HttpMethod.Post, "/registrations", body)).ShouldBeProblem(HttpStatusCode.BadRequest, ProblemCodes.MalformedRequest);
    }

    [Fact]
    public async Task A_malformed_member_is_named()
    {
        var problem = await (await Post("/registrations", """{"name":"Ana","capacity":30,"mode":"online","inner":{"depth":"deep"}}"""))
            .ShouldBeProblem(HttpStatusCode.BadRequest, ProblemCodes.MalformedRequest);
        problem.GetProperty("detail").GetString().ShouldBe("JSON: $.inner.depth");
    }

    [Fact]
    public async Task What_can_be_read_is_read() =>
        (await Post("/registrations", """{"name":"Ana","capacity":30,"mode":"inPerson"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Invalid_values_are_listed_field_by_field()
    {
        var problem = await (await Post("/registrations", """{"name":"A","capacity":-1,"mode":"online","inner":{"depth":9}}"""))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, ProblemCodes.InvalidValues);
        problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldBe(["name", "capacity", "inner.depth"], ignoreOrder: true);
        problem.GetProperty("errors").GetProperty("capacity")[0].GetString().ShouldBe("The field Capacity must be between 1 and 500.");
    }

    [Theory]
    [InlineData("pt-PT", "O valor tem de estar entre 1 e 500.", "pt-PT")]
    [InlineData("pt-BR, en;q=0.5", "O valor tem de estar entre 1 e 500.", "pt-PT")]
    [InlineData("pt;q=0.5, en;q=0.9", "The field Capacity must be between 1 and 500.", "en")]
    [InlineData("fr", "The field Capacity must be between 1 and 500.", "en")]
    [InlineData("pt;q=0", "The field Capacity must be between 1 and 500.", "en")]
    [InlineData(";;;=", "The field Capacity must be between 1 and 500.", "en")]
    public async Task Reasons_are_in_the_readers_language(string accepted, string reason, string language)
    {
        var answer = await Post("/registrations", """{"name":"Ana","capacity":0,"mode":"online"}""", accepted);
        var problem = await answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, ProblemCodes.InvalidValues);
        problem.GetProperty("errors").GetProperty("capacity")[0].GetString().ShouldBe(reason);
        answer.Content.Headers.ContentLanguage.ShouldBe([language]);
    }

    [Fact]
    public async Task What_fails_says_so_in_the_readers_language_too_and_numbers_are_written_as_ever()
    {
        service.Thrown = new InvalidOperationException();
        var problem = await (await Send(HttpMethod.Get, "/throw", language: "pt")).ShouldBeProblem(HttpStatusCode.InternalServerError, ProblemCodes.Unexpected);
        problem.GetProperty("title").GetString().ShouldBe("Ocorreu uma falha do nosso lado.");
        (await (await Send(HttpMethod.Get, "/one-half", language: "pt")).Content.ReadAsStringAsync()).ShouldBe("0.5");
    }

    [Fact]
    public async Task No_built_in_reason_is_left_in_English()
    {
        var problem = await (await Post("/every-rule", """{"text":"", "short":"1234","long":"1","items":[],"code":"x","mail":"x","link":"x","number":0}""", "pt-PT"))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, ProblemCodes.InvalidValues);
        foreach (var field in problem.GetProperty("errors").EnumerateObject())
            field.Value[0].GetString()!.ShouldNotStartWith("The ", customMessage: field.Name);
        problem.GetProperty("errors").EnumerateObject().Count().ShouldBe(8);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, ProblemCodes.NotFound)]
    [InlineData("GET", "/registrations/7", 404, ProblemCodes.NotFound)]
    [InlineData("DELETE", "/registrations", 405, ProblemCodes.MethodNotAllowed)]
    [InlineData("GET", "/search", 400, ProblemCodes.MalformedRequest)]
    [InlineData("GET", "/search?size=x", 400, ProblemCodes.MalformedRequest)]
    [InlineData("GET", "/search?size=99999999999", 400, ProblemCodes.MalformedRequest)]
    [InlineData("GET", "/search?size=5&text=%00", 400, ProblemCodes.MalformedRequest)]
    [InlineData("GET", "/search?size=0", 422, ProblemCodes.InvalidValues)]
    [InlineData("GET", "/operators", 403, ProblemCodes.Forbidden)]
    [InlineData("GET", "/not-mine", 403, ProblemCodes.Forbidden)]
    [InlineData("GET", "/not-there", 404, ProblemCodes.NotFound)]
    public async Task Every_refusal_has_its_code(string method, string path, int status, string code) =>
        await (await Send(new HttpMethod(method), path)).ShouldBeProblem((HttpStatusCode)status, code);

    [Fact]
    public async Task An_address_that_is_too_long_is_refused_in_words() =>
        await (await Send(HttpMethod.Get, "/search?text=" + new string('x', 20_000))).ShouldBeProblem(HttpStatusCode.RequestUriTooLong, ProblemCodes.AddressTooLong);

    [Fact]
    public async Task Bodies_that_are_too_large_or_of_another_kind_are_refused()
    {
        await (await Post("/registrations", new string(' ', 5000))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.BodyTooLarge);
        await (await Send(HttpMethod.Post, "/registrations", new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded")))
            .ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, ProblemCodes.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_rules_own_words_are_kept_and_a_missing_way_out_is_added()
    {
        var problem = await (await Send(HttpMethod.Post, "/rule")).ShouldBeProblem(HttpStatusCode.Conflict, "registration-not-open");
        problem.GetProperty("title").GetString().ShouldBe("Closed.");
        problem.GetProperty("seats").GetInt32().ShouldBe(30);
    }

    public static TheoryData<Exception, int, string> WhatEndpointsThrow => new()
    {
        { new InvalidOperationException("secret"), 500, ProblemCodes.Unexpected },
        { new ServerGone(), 503, ProblemCodes.Unavailable },
        { new InvalidOperationException("wrapped", new ServerGone()), 503, ProblemCodes.Unavailable },
        { new TimeoutException(), 503, ProblemCodes.Unavailable },
        { new HttpRequestException("secret"), 503, ProblemCodes.Unavailable },
        { new HttpRequestException("secret", null, HttpStatusCode.BadGateway), 503, ProblemCodes.Unavailable },
        { new HttpRequestException("secret", null, HttpStatusCode.BadRequest), 500, ProblemCodes.Unexpected },
        { new BadHttpRequestException("secret", 412), 412, ProblemCodes.StaleVersion },
    };

    [Theory, MemberData(nameof(WhatEndpointsThrow), DisableDiscoveryEnumeration = true)]
    public async Task What_an_endpoint_throws_is_told_apart_and_never_shown(Exception thrown, int status, string code)
    {
        service.Thrown = thrown;
        var problem = await (await Send(HttpMethod.Get, "/throw")).ShouldBeProblem((HttpStatusCode)status, code);
        problem.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_caller_who_leaves_is_no_failure()
    {
        using var left = new CancellationTokenSource();
        var request = service.Client.SendAsync(new(HttpMethod.Get, "/waits") { Headers = { Authorization = new("Bearer", service.Issuer.Token(Person)) } }, left.Token);
        await service.Waiting.Task;
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(request);
        (await service.StatusOfWhoLeft.Task).ShouldBe(StatusCodes.Status499ClientClosedRequest);
    }

    [Fact]
    public async Task Tokens_are_checked_by_the_service_itself()
    {
        await (await service.Client.GetAsync("/me")).ShouldBeProblem(HttpStatusCode.Unauthorized, ProblemCodes.Unauthenticated);
        foreach (var (fault, token) in service.Issuer.BadTokens(Person, Roles.Operator))
            (await Send(HttpMethod.Get, "/operators", token: token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, fault);
        (await Send(HttpMethod.Get, "/operators", token: service.Issuer.Token(Person, Roles.Participant, Roles.Operator))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.Client.GetAsync("/public")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_caller_is_read_from_the_token()
    {
        var verified = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
        var token = service.Issuer.Token(Person, new TestFacts("cascais", "lisboa", "local", PublicServant: true, verified), Roles.Participant);
        var me = await (await Send(HttpMethod.Get, "/me", token: token)).Content.ReadFromJsonAsync<Me>();
        me.ShouldBe(new(Person, new("cascais", "lisboa", "local", true, verified)));
        await (await Send(HttpMethod.Get, "/me", token: service.Issuer.ClientToken("partner-01", Roles.Partner)))
            .ShouldBeProblem(HttpStatusCode.Forbidden, ProblemCodes.Forbidden);
    }

    [Fact]
    public async Task A_broker_outage_leaves_HTTP_ready_and_a_database_outage_does_not()
    {
        async Task<(HttpStatusCode, HttpStatusCode, HttpStatusCode)> Probes() => (
            (await service.Client.GetAsync("/alive")).StatusCode, (await service.Client.GetAsync("/ready")).StatusCode, (await service.Client.GetAsync("/health")).StatusCode);

        (await Probes()).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK));
        service.BrokerUp = false;
        (await Probes()).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable));
        (await (await service.Client.GetAsync("/health")).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("broker").GetProperty("description").GetString().ShouldBe("The broker is away.");
        service.Ready = false;
        (await Probes()).ShouldBe((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable));
        (service.Ready, service.BrokerUp) = (true, true);
    }

    [Fact]
    public async Task The_no_op_of_the_benchmarks_checks_the_token_and_does_nothing_else()
    {
        (await Send(HttpMethod.Post, "/api/tests/no-op")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await service.Client.PostAsync("/api/tests/no-op", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_documentation_says_what_is_sent_and_how_it_may_be_refused()
    {
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        var post = document.GetProperty("paths").GetProperty("/registrations").GetProperty("post");
        post.GetProperty("security")[0].TryGetProperty("bearer", out _).ShouldBeTrue();
        post.GetProperty("responses").GetProperty("default").GetProperty("content").GetProperty("application/problem+json")
            .GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/Problem");
        document.GetProperty("paths").GetProperty("/public").GetProperty("get").TryGetProperty("security", out _).ShouldBeFalse();
        var schemas = document.GetProperty("components").GetProperty("schemas");
        schemas.GetProperty("Registration").GetProperty("properties").GetProperty("name").GetProperty("type").GetString().ShouldBe("string");
        schemas.GetProperty("Mode").GetProperty("type").GetString().ShouldBe("string");
    }

    Task<HttpResponseMessage> Post(string path, string json, string? language = null) =>
        Send(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), language);

    Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? content = null, string? language = null, string? token = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new("Bearer", token ?? service.Issuer.Token(Person, Roles.Participant));
        if (language is not null) request.Headers.TryAddWithoutValidation("Accept-Language", language);
        request.Headers.Accept.ParseAdd("text/html");
        return service.Client.SendAsync(request);
    }

    sealed record Me(Guid Id, CallerFacts Facts);

    sealed class ServerGone : DbException
    {
        public override bool IsTransient => true;
    }
}
