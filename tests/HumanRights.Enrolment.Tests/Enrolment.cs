using HumanRights.TestKit;

[assembly: AssemblyFixture(typeof(HumanRights.Enrolment.Tests.EnrolmentService))]

namespace HumanRights.Enrolment.Tests;

public sealed class EnrolmentService() : ServiceFixture<Program>("enrolment")
{
    public IdentityStandIn Identity { get; private set; } = null!;

    protected override async Task<(string Key, string Value)[]> SettingsAsync()
    {
        Identity ??= await IdentityStandIn.StartAsync(Issuer);
        return [("services:identity:http:0", Identity.Address)];
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Identity.DisposeAsync();
    }
}

/// <summary>Rebuilding empties views that tests beside it read: it runs when they are done.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
