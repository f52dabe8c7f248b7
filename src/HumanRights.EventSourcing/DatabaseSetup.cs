using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HumanRights.EventSourcing;

public static class DatabaseSetup
{
    /// <summary>
    /// The service's own PostgreSQL database (connection string <c>{service}-db</c>) under the measured limits, its clock as the service's
    /// <see cref="TimeProvider"/>, the check that makes the service ready, and the refusal of erased people. Comes with <c>AddEventSourcing</c>; alone for a service without events.
    /// </summary>
    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder, string service)
    {
        var services = builder.Services;
        services.AddSingleton(provider => DataSource(builder.Configuration, service, provider.GetService<ILoggerFactory>()));
        services.AddSingleton(provider => new DatabaseClock(
            provider.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System, provider.GetRequiredService<ILogger<DatabaseClock>>()));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddSingleton<ErasedPeople>();
        services.AddHostedService(provider => provider.GetRequiredService<ErasedPeople>());
        services.AddSingleton<IAuthorizationHandler>(provider => provider.GetRequiredService<ErasedPeople>());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(provider => provider.GetRequiredService<ErasedPeople>());
        services.AddHealthChecks().AddCheck<StoreCheck>("store", tags: ["ready"], timeout: TimeSpan.FromSeconds(3));
        return builder;
    }

    /// <summary>Whether the schema is brought to this version when the service starts: in Development, or by <c>Store:MigrateAtStart</c>; else by <c>migrate</c>.</summary>
    public static bool MigratesAtStart(this WebApplicationBuilder builder) => MigratesAtStart(builder.Configuration, builder.Environment);

    internal static bool MigratesAtStart(IConfiguration configuration, IHostEnvironment environment) =>
        configuration.GetValue("Store:MigrateAtStart", environment.IsDevelopment());

    private static NpgsqlDataSource DataSource(IConfiguration configuration, string service, ILoggerFactory? logs)
    {
        var connection = new NpgsqlConnectionStringBuilder(
            configuration.GetConnectionString($"{service}-db") ?? throw new InvalidOperationException($"The connection string {service}-db is missing."));

        // A frozen server must become a 503 within five seconds, not a queue of waiting requests. Nobody waits so for an operator's command,
        // and an index on a large table takes its time.
        connection.Timeout = 3;
        connection.CommandTimeout = ServiceCommands.IsOne(Environment.GetCommandLineArgs().Skip(1)) ? 0 : 4;
        connection.CancellationTimeout = 500;
        // A frozen server answers no offer of encryption either: each one made costs whoever waits another time-out.
        connection.GssEncryptionMode = GssEncryptionMode.Disable;
        // What is asked again and again is planned once for each connection.
        connection.MaxAutoPrepare = 64;
        connection.MaxPoolSize = configuration.GetValue("Store:MaxPoolSize", 24);
        connection.ApplicationName = $"{service}@{Environment.MachineName}/{Environment.ProcessId}";
        connection.IncludeErrorDetail = false;
        return new NpgsqlDataSourceBuilder(connection.ConnectionString).UseLoggerFactory(logs).Build();
    }
}
