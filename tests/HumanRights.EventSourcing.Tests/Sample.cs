using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.EventSourcing.Tests.Sample))]
// One sample serves all tests, and some of them break it on purpose; only those with servers and processes of their own run beside the others.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace HumanRights.EventSourcing.Tests;

/// <summary>Servers and issuer for the tests that run the sample service in this process.</summary>
public sealed class Sample : IAsyncLifetime
{
    public TestServers Servers { get; } = new();

    public TestIssuer Issuer { get; private set; } = null!;

    public Task<ServiceUnderTest<Program>> StartAsync() => ServiceUnderTest<Program>.StartAsync(Servers, Issuer, "sample");

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        await Servers.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Servers.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
