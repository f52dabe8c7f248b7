using System.Reflection;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace HumanRights.EventSourcing;

/// <summary>The names of the queues this service reads from.</summary>
public sealed record Queues(IReadOnlyList<string> Names);

public static class Messaging
{
    /// <summary>
    /// The exchange a contract is published to: <c>humanrights.enrolment.seat-taken.v1</c> for
    /// <c>HumanRights.Contracts.Enrolment.SeatTaken</c>. Partner entities bind to these names: they are as fixed as the schema.
    /// </summary>
    public static string ExchangeName(Type contract) =>
        $"humanrights.{contract.Namespace!.Split('.')[^1].ToLowerInvariant()}.{KebabCaseEndpointNameFormatter.Instance.SanitizeName(contract.Name)}.v1";

    /// <summary>
    /// The bus with the consumers found in <paramref name="assembly"/>, each with a quorum queue of its own, its retries and its error queue, and the
    /// checks that go with it. Comes with <c>AddEventSourcing</c>; after <c>AddDatabase</c> for a service without events.
    /// </summary>
    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder, string service, Assembly assembly)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        var names = new KebabCaseEndpointNameFormatter(service, includeNamespace: false);
        var consumers = assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IConsumer))).ToArray();
        services.AddSingleton(new Queues([.. consumers.Select(c => names.SanitizeName(Name(names, c))).Distinct()]));

        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry(); // reports to its maker, over the network
            bus.SetEndpointNameFormatter(names);
            foreach (var consumer in consumers)
            {
                bus.AddConsumer(consumer, TakesBatches(consumer) ? typeof(BatchDefinition<>).MakeGenericType(consumer) : null);
            }

            bus.ConfigureHealthCheckOptions(check =>
            {
                // A broker's outage is for operators to see; it must not take HTTP down with it.
                check.Name = "broker";
                check.Tags.Clear();
                check.Tags.Add("broker");
                check.MinimalFailureStatus = HealthStatus.Unhealthy;
            });
            bus.AddConfigureEndpointsCallback((_, _, endpoint) =>
            {
                endpoint.PrefetchCount = 32;
                endpoint.ConcurrentMessageLimit = 8;
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    rabbit.SetQuorumQueue();
                }

                endpoint.UseMessageRetry(retry =>
                {
                    // A database that is away is waited for, up to the broker's patience (consumer_timeout, 30 minutes).
                    retry.Handle<NpgsqlException>(e => e.IsTransient);
                    retry.Handle<TimeoutException>();
                    retry.Interval(150, TimeSpan.FromSeconds(10));
                });
                endpoint.UseMessageRetry(retry =>
                {
                    retry.Ignore<NpgsqlException>(e => e.IsTransient);
                    retry.Exponential(6, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));
                });
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                var broker = new Uri(configuration.GetConnectionString("messaging") ?? throw new InvalidOperationException("The connection string messaging is missing."));
                // A frozen consumer's messages go to another after two missed heartbeats.
                rabbit.Host(broker, host => host.Heartbeat(TimeSpan.FromSeconds(10)));
                rabbit.MessageTopology.SetEntityNameFormatter(new ContractExchanges());
                rabbit.ConfigureEndpoints(context);
            });
        });

        services.AddSingleton<QueueDeclaration>();
        services.AddHostedService(provider => provider.GetRequiredService<QueueDeclaration>());
        services.AddSingleton<Reconnection>();
        services.AddHostedService(provider => provider.GetRequiredService<Reconnection>());
        services.AddSingleton(provider => new DeadLetters(configuration, provider.GetRequiredService<Queues>()));
        services.AddHealthChecks()
            .AddCheck<QueueDeclaration>("queues", tags: ["ready"])
            .AddCheck<DeadLettersCheck>("dead-letters", timeout: TimeSpan.FromSeconds(5));
        return builder;
    }

    private static bool TakesBatches(Type consumer) => consumer.GetInterfaces().Any(i =>
        i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConsumer<>)
        && i.GetGenericArguments()[0] is { IsGenericType: true } message && message.GetGenericTypeDefinition() == typeof(Batch<>));

    private static string Name(IEndpointNameFormatter names, Type consumer) =>
        (string)typeof(IEndpointNameFormatter).GetMethod(nameof(IEndpointNameFormatter.Consumer))!.MakeGenericMethod(consumer).Invoke(names, null)!;

    private sealed class ContractExchanges : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => ExchangeName(typeof(T));
    }

    /// <summary>For a consumer of batches: what has arrived within a moment is one transaction, so that a rush costs hundreds of them, not thousands.</summary>
    private sealed class BatchDefinition<TConsumer> : ConsumerDefinition<TConsumer> where TConsumer : class, IConsumer
    {
        private const int MessageLimit = 250;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
        {
            // Two batches: one gathers while the other is written.
            endpointConfigurator.PrefetchCount = 2 * MessageLimit;
            endpointConfigurator.ConcurrentMessageLimit = 2 * MessageLimit;
            consumerConfigurator.Options<BatchOptions>(batch => batch.SetMessageLimit(MessageLimit).SetTimeLimit(ms: 100).SetConcurrencyLimit(2));
        }
    }
}
