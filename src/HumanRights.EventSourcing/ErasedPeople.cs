using System.Collections.Frozen;
using Marten;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace HumanRights.EventSourcing;

/// <summary>
/// Who was erased within the last day, so that a token given out before the erasure acts no more (401). The consumer of the erasure writes the id
/// into a table of the service's own database, in the transaction of its other effects; every replica reads it each second into memory. A request
/// costs one look into a set that is nearly always empty. Tokens live ten minutes, a development tool's up to a day: older ids are of no use.
/// </summary>
public sealed partial class ErasedPeople(NpgsqlDataSource database, ILogger<ErasedPeople> log) : BackgroundService, IAuthorizationHandler, IAuthorizationMiddlewareResultHandler
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const string Insert = "insert into inbox.erased_people (person_id) values ({0}) on conflict do nothing";
    private const string RemoveOld = "delete from inbox.erased_people where at < now() - interval '1 day'";

    private readonly AuthorizationMiddlewareResultHandler usual = new();
    private FrozenSet<Guid> erased = FrozenSet<Guid>.Empty;

    /// <summary>Its table; a service without events makes it in its own schema change.</summary>
    internal static Table Table
    {
        get
        {
            var table = new Table("inbox.erased_people");
            table.AddColumn("person_id", "uuid").AsPrimaryKey();
            table.AddColumn("at", "timestamptz").NotNull().DefaultValueByExpression("now()");
            return table;
        }
    }

    /// <summary>Together with what else a message or command does.</summary>
    public static void Remember(IDocumentSession session, Guid person)
    {
        session.QueueSqlCommand(string.Format(null, Insert, "?"), person);
        session.QueueSqlCommand(RemoveOld);
    }

    /// <summary>For a service without a store.</summary>
    public async Task RememberAsync(Guid person, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"{RemoveOld}; {string.Format(null, Insert, "@person")}");
        command.Parameters.AddWithValue("person", person);
        await command.ExecuteNonQueryAsync(cancellation);
        await RefreshAsync(cancellation);
    }

    /// <summary>Reads the table now instead of within the second.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select person_id from inbox.erased_people where at > now() - interval '1 day'");
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Guid>();
        while (await rows.ReadAsync(cancellation))
        {
            found.Add(rows.GetGuid(0));
        }

        var known = Volatile.Read(ref erased);
        if (found.Count != known.Count || !found.TrueForAll(known.Contains))
        {
            Volatile.Write(ref erased, found.ToFrozenSet());
        }
    }

    Task IAuthorizationHandler.HandleAsync(AuthorizationHandlerContext context)
    {
        var set = Volatile.Read(ref erased);
        if (set.Count > 0 && Guid.TryParse(context.User.FindFirst("sub")?.Value, out var person) && set.Contains(person))
        {
            context.Fail(new AuthorizationFailureReason(this, "erased"));
        }

        return Task.CompletedTask;
    }

    // Not "you may not", but "nobody knows you": as with any token that is good no more.
    Task IAuthorizationMiddlewareResultHandler.HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        usual.HandleAsync(next, context, policy, authorizeResult.AuthorizationFailure?.FailureReasons.Any(r => ReferenceEquals(r.Handler, this)) == true
            ? PolicyAuthorizationResult.Challenge()
            : authorizeResult);

    /// <summary>Before the first request is let in.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryRefreshAsync(stoppingToken);
        }
    }

    private async Task TryRefreshAsync(CancellationToken cancellation)
    {
        try
        {
            await RefreshAsync(cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // Whom we know of stays refused; with the database away, nothing is done for anyone.
            LogUnread(log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Who was erased could not be read: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);
}
