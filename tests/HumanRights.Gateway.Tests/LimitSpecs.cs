using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace HumanRights.Gateway.Tests;

public sealed class NarrowGateway : GatewayUnderTest
{
    // A burst is used up and hardly refilled while a test runs.
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["RateLimits:User:PerSecond"] = "1", ["RateLimits:User:Burst"] = "5",
        ["RateLimits:Address:PerSecond"] = "1", ["RateLimits:Address:Burst"] = "40",
        ["RateLimits:Letters:PerSecond"] = "1", ["RateLimits:Letters:Burst"] = "3",
        ["Limits:BodyBytes"] = "1000",
        ["TrustedProxies:0"] = "127.0.0.0/8",
    };
}

public sealed class LimitSpecs(NarrowGateway gateway) : IClassFixture<NarrowGateway>
{
    [Fact]
    public async Task A_person_has_a_limit_of_their_own()
    {
        var (eager, other) = (gateway.SomeonesToken(), gateway.SomeonesToken());
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => gateway.Get("/api/enrolment/rosters", eager)));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBeInRange(5, 59);
        var refused = answers.First(a => a.StatusCode != HttpStatusCode.OK);
        await refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "too-many-requests");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await gateway.Get("/api/enrolment/rosters", other)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Callers_without_a_good_token_share_their_addresss_limit()
    {
        var bad = gateway.Issuer.BadTokens(Guid.CreateVersion7());
        Task<HttpResponseMessage> From(string address, string? token, string path) =>
            gateway.Get(path, token, h => h.Add("X-Forwarded-For", address));

        var answers = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => From("203.0.113.7", i % 2 == 0 ? bad["expired"] : null, "/api/enrolment/rosters")));
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.Unauthorized);
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        (await From("203.0.113.8", null, "/verify/HR-1")).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Another address of one subscriber's IPv6 network is no other caller.
        answers = await Task.WhenAll(Enumerable.Range(1, 120).Select(i => From($"2001:db8:1:2::{i}", null, "/verify/HR-1")));
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        (await gateway.Get("/ready", headers: h => h.Add("X-Forwarded-For", "203.0.113.7"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/identity/registrations", "198.51.100.1")]
    [InlineData("/api/identity/registrations/letters", "198.51.100.2")]
    [InlineData("/api/identity/password-resets", "198.51.100.3")]
    [InlineData("/sign-in/register", "198.51.100.4")]
    [InlineData("/sign-in/forgotten", "198.51.100.5")]
    [InlineData("/sign-in/send-again", "198.51.100.6")]
    public async Task What_sends_a_letter_to_somebody_has_a_narrow_limit(string path, string address)
    {
        Task<HttpResponseMessage> From(HttpMethod method, string where) => gateway.Send(method, where, headers: h => h.Add("X-Forwarded-For", address));

        // No Identity stands behind this gateway: whoever gets past the limit meets 503. Few, because a refusal counts twice towards the wider limit.
        var answers = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => From(HttpMethod.Post, path)));
        answers.Count(a => a.StatusCode == HttpStatusCode.ServiceUnavailable).ShouldBeInRange(3, 14);
        await answers.First(a => a.StatusCode != HttpStatusCode.ServiceUnavailable).ShouldBeProblem(HttpStatusCode.TooManyRequests, "too-many-requests");
        (await From(HttpMethod.Get, "/sign-in/register")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, "the page itself is only looked at");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Too_large_a_body_is_refused(bool chunked)
    {
        HttpContent body = chunked
            ? new StreamContent(new Unmeasured(new MemoryStream(new byte[5000])))
            : new StringContent(new string('x', 5000), Encoding.UTF8, "application/json");
        await (await gateway.Send(HttpMethod.Post, "/api/enrolment/rosters", gateway.SomeonesToken(), body))
            .ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
    }

    [Theory]
    [InlineData(2_000_000, HttpStatusCode.OK)]
    [InlineData(17_000_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task An_import_may_be_larger_than_any_other_body(int bytes, HttpStatusCode expected)
    {
        var file = new StringContent(new string('x', bytes)) { Headers = { ContentType = new("text/csv") } };
        var answer = await gateway.Send(HttpMethod.Post, "/api/enrolment/editions/5/registrations/import", gateway.SomeonesToken(), file, h => h.ExpectContinue = true);
        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed()
    {
        var answer = await gateway.Get("/verify/HR-1", headers: h =>
        {
            h.Add("X-Forwarded-For", "198.51.100.20");
            h.Add("X-Forwarded-Proto", "https");
            h.Add("X-Forwarded-Host", "programme.example");
        });
        var seen = (await answer.Content.ReadFromJsonAsync<Seen>())!.Headers;
        (seen["x-forwarded-for"], seen["x-forwarded-proto"], seen["host"]).ShouldBe(("198.51.100.20", "https", "programme.example"));
        answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldContain("max-age");
    }

    /// <summary>A stream that does not know its length is sent in chunks.</summary>
    sealed class Unmeasured(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

public sealed class HeaderSpecs(GatewayUnderTest gateway) : IClassFixture<GatewayUnderTest>
{
    [Fact]
    public async Task Nobody_but_a_trusted_proxy_says_where_a_request_came_from()
    {
        var answer = await gateway.Get("/verify/HR-1", headers: h =>
        {
            h.Add("X-Forwarded-For", "198.51.100.20");
            h.Add("X-Forwarded-Proto", "https");
            h.Add("X-Forwarded-Host", "evil.example");
            h.Add("X-Forwarded-Prefix", "/evil");
            h.Add("Forwarded", "for=198.51.100.20;host=evil.example");
            h.Add("X-Real-IP", "198.51.100.20");
        });
        var seen = (await answer.Content.ReadFromJsonAsync<Seen>())!.Headers;
        seen["x-forwarded-for"].ShouldBe("127.0.0.1");
        seen["x-forwarded-proto"].ShouldBe("http");
        seen["x-forwarded-host"].ShouldBe(gateway.Client.BaseAddress!.Authority);
        seen.Values.ShouldNotContain(value => value.Contains("evil") || value.Contains("198.51.100.20"));
    }

    [Theory]
    [InlineData("/api/enrolment/rosters", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/verify/HR-1", "form-action 'self'")]
    [InlineData("/docs/", "script-src 'self' 'nonce-")]
    [InlineData("/nowhere", "default-src 'none'")]
    public async Task Every_answer_says_what_a_browser_may_do_with_it(string path, string policy)
    {
        var answer = await gateway.Get(path);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain(policy);
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task A_sign_in_may_end_at_the_client_that_asked_for_it() =>
        (await gateway.Get("/sign-in")).Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("form-action");
}
