using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Assessment.KeyAccess;

public static class KeyAccessModule
{
    public static void AddKeyAccesses(this StoreOptions store) => store.Storage.ExtendedSchemaObjects.Add(KeyAccessRows.Table());

    public static void AddKeyAccesses(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyAccessRows>();
        builder.Services.AddHostedService<KeyAccessRetention>();
    }

    public static void MapKeyAccesses(this RouteGroupBuilder api) =>
        api.MapGet("/key-accesses", ListKeyAccesses.Handle).RequireAuthorization(policy => policy.RequireRole(Roles.Coordinator, Roles.Operator))
            .WithName(nameof(ListKeyAccesses)).WithSummary("Who was shown keys, when and why, the latest first: of an item, with a test, or by one reader.");
}
