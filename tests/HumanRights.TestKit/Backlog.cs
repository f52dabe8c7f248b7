using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.LocalServers;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace HumanRights.TestKit;

/// <summary>What a rush has caused and a running platform has not done yet.</summary>
public sealed class Backlog : IAsyncDisposable
{
    /// <summary>Who elsewhere has heard of a seat in an edition ($1): their ids, each as often as there was an effect.</summary>
    public static readonly IReadOnlyDictionary<string, string> SeatsElsewhere = new Dictionary<string, string>
    {
        ["learning"] = Effects("participation-begun"),
        ["assessment"] = Effects("candidate-admitted"),
        ["certification"] = Effects("seat-confirmed"),
    };

    const string Unread =
        """
        select coalesce(sum(head.at - p.last_seq_id), 0)::bigint
        from mt_event_progression p, (select coalesce(max(seq_id), 0) at from mt_events) head where p.name like '%:%' and p.last_seq_id < head.at
        """;

    static readonly string[] Stores = ["enrolment", "learning", "assessment", "certification", "ambassadornetwork"];

    readonly Dictionary<string, NpgsqlDataSource> databases;
    readonly IConnection broker;
    readonly IReadOnlyList<string> queues;

    Backlog(Dictionary<string, NpgsqlDataSource> databases, IConnection broker, IReadOnlyList<string> queues) =>
        (this.databases, this.broker, this.queues) = (databases, broker, queues);

    /// <summary>
    /// Waits until every shard is at the head of its events, no queue holds a message (error queues too), everybody has a letter and everybody with a
    /// seat is known wherever seats matter.
    /// </summary>
    /// <param name="host">The platform.</param>
    /// <param name="edition">The rush's.</param>
    /// <param name="people">How many letters there must be.</param>
    /// <param name="seats">How many of them have a seat.</param>
    /// <param name="patience">Two minutes when null.</param>
    /// <returns>How long it took, and what was left when patience ended.</returns>
    public static async Task<(TimeSpan After, IReadOnlyList<string> Left)> QuietAsync(RunningAppHost host, Guid edition, int people, int seats, TimeSpan? patience = null)
    {
        var start = Stopwatch.GetTimestamp();
        await using var backlog = await OpenAsync(host);
        while (true)
        {
            IReadOnlyList<string> left;
            try
            {
                left = await backlog.LeftAsync(edition, people, seats);
            }
            catch (Exception e) when (e is NpgsqlException or OperationInterruptedException or AlreadyClosedException)
            {
                left = [e.Message];
            }

            var after = Stopwatch.GetElapsedTime(start);
            if (left.Count == 0 || after > (patience ?? TimeSpan.FromMinutes(2))) return (after, left);
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases.Values) await database.DisposeAsync();
        await broker.DisposeAsync();
    }

    static async Task<Backlog> OpenAsync(RunningAppHost host)
    {
        var messaging = host.Resource("messaging");
        var amqp = new Uri(messaging.ConnectionString!);
        var user = amqp.UserInfo.Split(':');
        using var management = new BrokerManagement(new Uri(messaging.Url!), Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user[1]));
        var queues = await management.Http.GetFromJsonAsync<JsonElement>("api/queues?columns=name");
        return new(
            Stores.Append("notifications").ToDictionary(s => s, s => NpgsqlDataSource.Create(host.Resource($"{s}-db").ConnectionString!)),
            await new ConnectionFactory { Uri = amqp }.CreateConnectionAsync(),
            [.. queues.EnumerateArray().Select(q => q.GetProperty("name").GetString()!)]);
    }

    /// <summary>Cheapest first: while there is something, the rest is not looked at.</summary>
    async Task<IReadOnlyList<string>> LeftAsync(Guid edition, int people, int seats)
    {
        var left = new List<string>();
        foreach (var store in Stores)
        {
            if (await NumberAsync(store, Unread) is var unread and > 0) left.Add($"{store}: {unread} events unread");
        }

        if (left.Count > 0) return left;
        if (await NumberAsync("notifications", "select count(distinct person_id) from letters where edition_id = $1", edition) is var letters && letters < people)
            left.Add($"notifications: {letters} of {people} have letters");
        if (left.Count > 0) return left;

        foreach (var (service, effects) in SeatsElsewhere)
        {
            if (await NumberAsync(service, $"select count(distinct id) from ({effects}) as e (id)", edition.ToString()) is var known && known < seats)
                left.Add($"{service}: {known} of {seats} seats known");
        }

        await using var channel = await broker.CreateChannelAsync();
        foreach (var queue in queues)
        {
            if ((await channel.QueueDeclarePassiveAsync(queue)).MessageCount is var waiting and > 0) left.Add($"{queue}: {waiting} messages");
        }

        return left;
    }

    async Task<long> NumberAsync(string database, string sql, params object[] parameters)
    {
        await using var command = databases[database].CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    static string Effects(string type) => $"select (data ->> 'personId')::uuid from mt_events where type = '{type}' and data ->> 'editionId' = $1";
}
