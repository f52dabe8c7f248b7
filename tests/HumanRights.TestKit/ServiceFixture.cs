using Xunit;

namespace HumanRights.TestKit;

/// <summary>A service with its servers and issuer, started once for all tests of an assembly (an assembly fixture).</summary>
public abstract class ServiceFixture<TProgram>(string service) : IAsyncLifetime where TProgram : class
{
    public TestServers Servers { get; } = new();

    public TestIssuer Issuer { get; private set; } = null!;

    public ServiceUnderTest<TProgram> Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        await Servers.InitializeAsync();
        Service = await ServiceUnderTest<TProgram>.StartAsync(Servers, Issuer, service);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Servers.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
