using System.Net;
using HumanRights.ServiceDefaults;

namespace HumanRights.Gateway.Tests;

public sealed class TokenSpecs(GatewayUnderTest gateway) : IClassFixture<GatewayUnderTest>
{
    public static TheoryData<string> WhatIsWrong =>
    [
        "expired", "not yet valid", "never expiring", "wrong audience", "wrong issuer", "another type", "unsigned", "signature removed",
        "signed with the public key as a secret", "signed with another key", "another algorithm", "claims changed after signing", "not a token",
    ];

    [Theory, MemberData(nameof(WhatIsWrong))]
    public async Task A_bad_token_is_refused_before_any_service_sees_it(string fault)
    {
        var before = gateway.Enrolment[0].Requests;
        var token = gateway.Issuer.BadTokens(Guid.CreateVersion7(), Roles.Operator)[fault];
        await (await gateway.Get("/api/enrolment/rosters", token)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        gateway.Enrolment[0].Requests.ShouldBe(before);
    }

    [Fact]
    public void Every_bad_token_is_tried() =>
        gateway.Issuer.BadTokens(Guid.CreateVersion7()).Keys.Order().ShouldBe(WhatIsWrong.Select(row => row.Data).Order());

    [Fact]
    public async Task A_good_token_passes() =>
        (await gateway.Get("/api/enrolment/rosters", gateway.SomeonesToken())).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task A_client_of_its_own_passes() =>
        (await gateway.Get("/api/enrolment/rosters", gateway.Issuer.ClientToken("partner-01", Roles.Partner))).StatusCode.ShouldBe(HttpStatusCode.OK);
}

public sealed class GatewayWithoutIdentity : GatewayUnderTest
{
    // A port nothing listens on: below any that a test would be given.
    protected override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Authentication:MetadataAddress"] = "http://127.0.0.1:9/.well-known/openid-configuration" };
}

public sealed class IdentityOutageSpecs(GatewayWithoutIdentity gateway) : IClassFixture<GatewayWithoutIdentity>
{
    [Fact]
    public async Task A_token_that_cannot_be_judged_is_an_outage_and_not_the_callers_fault() =>
        await (await gateway.Get("/api/enrolment/rosters", gateway.SomeonesToken())).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");

    [Fact]
    public async Task Public_pages_go_on() => (await gateway.Get("/verify/HR-1")).StatusCode.ShouldBe(HttpStatusCode.OK);
}

public sealed class GatewayWithUnreachableIssuer : GatewayUnderTest
{
    // As in a cluster: the metadata's address is internal, the issuer is the public one.
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Authentication:MetadataAddress"] = "http://identity/.well-known/openid-configuration",
        ["services:identity:http:0"] = Issuer.Issuer,
    };
}

public sealed class DiscoveredIdentitySpecs(GatewayWithUnreachableIssuer gateway) : IClassFixture<GatewayWithUnreachableIssuer>
{
    [Fact]
    public async Task Identity_is_found_by_service_discovery() =>
        (await gateway.Get("/api/enrolment/rosters", gateway.SomeonesToken())).StatusCode.ShouldBe(HttpStatusCode.OK);
}
