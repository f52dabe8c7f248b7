using HumanRights.Identity.People;
using HumanRights.Identity.Tests.Api;
using HumanRights.TestKit;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.Identity.Tests.Contracts;

[Collection(IdentityCollection.Name)]
public sealed class StoredEvents(RunningIdentity identity)
{
    [Fact]
    public void Are_written_and_read_as_before() => Golden.CheckStored(
        identity.Services.GetRequiredService<IDocumentStore>(), Events.Outbound,
        [
            new PersonErased(Guid.Parse("01990000-0000-7000-8000-000000000001")),
            new EmailConfirmationRequested(Guid.Parse("01990000-0000-7000-8000-000000000001"), Guid.Parse("01990000-0000-7000-8000-000000000002")),
            new PasswordResetRequested(Guid.Parse("01990000-0000-7000-8000-000000000001"), Guid.Parse("01990000-0000-7000-8000-000000000003")),
        ]);
}
