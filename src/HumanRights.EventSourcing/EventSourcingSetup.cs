using System.Reflection;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Core;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace HumanRights.EventSourcing;

public static class EventSourcingSetup
{
    /// <summary>
    /// Events a view takes at once. Soon after a rush the server has no statistics on them yet, and may sort all that wait before it gives out one page:
    /// with the store's 500 a view far behind spends its time on that.
    /// </summary>
    private const int ViewPage = 5000;

    /// <summary>
    /// Everything a service needs around its domain: the Marten store under the measured rules, the relay, the bus with the
    /// consumers found in <paramref name="assembly"/>, the database's clock, the watchdog and the health checks.
    /// </summary>
    /// <param name="builder">The service being composed.</param>
    /// <param name="service">The service's name; its database is the connection string <c>{service}-db</c>, its queues begin with it.</param>
    /// <param name="outbound">What other services hear of its events.</param>
    /// <param name="assembly">Where its consumers are.</param>
    /// <param name="modules">Registers its events' aliases, documents and views.</param>
    public static WebApplicationBuilder AddEventSourcing(
        this WebApplicationBuilder builder, string service, Outbound outbound, Assembly assembly, Action<StoreOptions> modules)
    {
        var services = builder.Services;
        // Marten logs the parameters of a failed command, and a lost race is no failure: what matters surfaces as an exception.
        builder.Logging.AddFilter("Marten.IDocumentStore", LogLevel.None);
        services.AddHttpContextAccessor();
        services.AddSingleton(outbound);
        builder.AddDatabase(service);
        services.AddSingleton<EventWriter>();
        services.AddSingleton<DeskTools>();

        services.AddMarten(provider => Store(provider, builder, modules))
            .AddSubscriptionWithServices<Relay>(ServiceLifetime.Singleton, relay =>
            {
                relay.Name = Relay.SubscriptionName;
                relay.IncludeArchivedEvents = true;
                relay.Options.BatchSize = 1000;
            })
            .AddAsyncDaemon(DaemonMode.HotCold)
            .ApplyChangesWhen(builder.MigratesAtStart());
        services.Replace(ServiceDescriptor.Singleton<IProjectionCoordinator, Leadership>());

        builder.AddMessaging(service, assembly);

        services.AddSingleton<Watchdog>();
        services.AddHostedService(provider => provider.GetRequiredService<Watchdog>());
        services.AddHostedService<InboxRetention>();
        services.AddHealthChecks().AddCheck<ShardsCheck>("shards");
        return builder;
    }

    private static StoreOptions Store(IServiceProvider provider, WebApplicationBuilder builder, Action<StoreOptions> modules)
    {
        var options = new StoreOptions();
        options.Connection(provider.GetRequiredService<NpgsqlDataSource>());
        options.AutoCreateSchemaObjects = builder.MigratesAtStart() ? AutoCreate.CreateOrUpdate : AutoCreate.None;
        options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
        options.DisableNpgsqlLogging = true;

        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.MetadataConfig.EnableAll();
        // An append wakes the daemon at once instead of at its next poll. (The store's own setting for it allows for no rush.)
        options.Listeners.Add(new Wakeup.Announcement());
        options.Projections.Wakeup = ActivatorUtilities.CreateInstance<Wakeup>(provider);
        // A losing writer waits for the winner instead of leaving a gap in the sequence that would hold the daemon up.
        options.Events.UseExclusiveLockOnConcurrentAppends = true;
        // So that an operator can park one event that nothing can read.
        options.Events.EnableEventSkippingInProjectionsOrSubscriptions = true;

        // The defaults skip silently what cannot be read or applied.
        foreach (var errors in (ErrorHandlingOptions[])[options.Projections.Errors, options.Projections.RebuildErrors])
        {
            errors.SkipApplyErrors = errors.SkipSerializationErrors = errors.SkipUnknownEvents = false;
        }

        options.Projections.LeadershipPollingTime = (int)Rebuild.LeadershipPolling.TotalMilliseconds;

        options.Schema.For<Received>().DatabaseSchemaName("inbox").IndexLastModified();
        options.Storage.ExtendedSchemaObjects.Add(QueueDeclaration.Table);
        options.Storage.ExtendedSchemaObjects.Add(ErasedPeople.Table);
        options.Schema.For<ParkedEvent>().DatabaseSchemaName("inbox");
        modules(options);
        foreach (var view in options.Projections.All)
        {
            view.Options.BatchSize = ViewPage;
        }

        return options;
    }

    private static MartenServiceCollectionExtensions.MartenConfigurationExpression ApplyChangesWhen(
        this MartenServiceCollectionExtensions.MartenConfigurationExpression marten, bool atStart) =>
        atStart ? marten.ApplyAllDatabaseChangesOnStartup() : marten;
}
