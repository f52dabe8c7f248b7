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
        Service = await StartAnotherAsync();
    }

    /// <summary>The same service on a database and a virtual host of its own, for a test that must not disturb the others; it disposes of it.</summary>
    /// <param name="more">Configuration beside the fixture's own.</param>
    public async Task<ServiceUnderTest<TProgram>> StartAnotherAsync(params (string Key, string Value)[] more) => await ServiceUnderTest<TProgram>.StartAsync(
        Issuer, service, await Servers.CreateDatabaseAsync(service), await Servers.CreateVirtualHostAsync(service), [.. await SettingsAsync(), .. more]);

    /// <summary>Configuration beyond issuer, database and broker; started things are the fixture's to stop.</summary>
    protected virtual Task<(string Key, string Value)[]> SettingsAsync() => Task.FromResult<(string, string)[]>([]);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Service.DisposeAsync();
        await Servers.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
