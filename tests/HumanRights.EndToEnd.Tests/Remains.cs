using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace HumanRights.EndToEnd.Tests;

/// <summary>
/// Looks for words everywhere the platform keeps something: every column of every table of every database on the server, every message in every queue
/// of the broker, every line of every log. It asks the servers what there is, so that what is added later is searched too.
/// </summary>
public sealed class Remains(Platform platform)
{
    const string Tables =
        """
        select format('%I.%I', c.table_schema, c.table_name), string_agg(format(
            case when c.data_type = 'bytea'
                then 'exists (select from unnest($1::text[]) w where position(convert_to(w, ''UTF8'') in %I) > 0)'
                else 'exists (select from unnest($1::text[]) w where position(lower(w) in lower(%I::text)) > 0)' end, c.column_name), ' or ')
        from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
          and c.data_type not in ('uuid', 'boolean', 'integer', 'bigint', 'smallint', 'numeric', 'real', 'double precision', 'date', 'interval',
                                  'timestamp with time zone', 'timestamp without time zone')
        group by 1 order by 1
        """;

    public sealed record Search(IReadOnlyList<string> Found, int Databases, int Tables, int Queues, int Logs);

    /// <returns>Where something was found, and how much was looked through.</returns>
    public async Task<Search> FindAsync(params string[] words)
    {
        var found = new List<string>();
        var (databases, tables) = await InDatabasesAsync(words, found);
        return new(found, databases, tables, await InQueuesAsync(words, found), InLogs(words, found));
    }

    async Task<(int Databases, int Tables)> InDatabasesAsync(string[] words, List<string> found)
    {
        var (databases, searched) = (await QueryAsync("postgres", "select datname, '' from pg_database where not datistemplate"), 0);
        foreach (var (database, _) in databases)
        {
            var all = await QueryAsync(database, Tables);
            searched += all.Count;
            if (all.Count > 0)
            {
                var rows = await QueryAsync(database, string.Join(" union all ", all.Select(table =>
                    $"select '{table.First}', t::text from {table.First} t where {table.Second.Replace("$1", "@words", StringComparison.Ordinal)}")), words);
                found.AddRange(rows.Select(row => $"{database}: {row.First}: {row.Second}"));
            }
        }

        return (databases.Count, searched);
    }

    async Task<List<(string First, string Second)>> QueryAsync(string database, string sql, string[]? words = null)
    {
        var server = new NpgsqlConnectionStringBuilder(platform.Host.Resource("identity-db").ConnectionString!) { Database = database, Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        if (words is not null)
        {
            command.Parameters.AddWithValue("words", words);
        }

        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(string, string)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1)));
        }

        return rows;
    }

    /// <summary>By the management API: taken and put back where they were.</summary>
    async Task<int> InQueuesAsync(string[] words, List<string> found)
    {
        using var broker = Broker();
        var queues = await broker.GetFromJsonAsync<JsonElement>("api/queues");
        foreach (var queue in queues.EnumerateArray())
        {
            var (vhost, name) = (Uri.EscapeDataString(queue.GetProperty("vhost").GetString()!), queue.GetProperty("name").GetString()!);
            using var answer = await broker.PostAsJsonAsync($"api/queues/{vhost}/{Uri.EscapeDataString(name)}/get", new { count = 100_000, ackmode = "ack_requeue_true", encoding = "auto" });
            answer.EnsureSuccessStatusCode();
            foreach (var message in (await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray())
            {
                var payload = message.GetProperty("payload").GetString()!;
                var text = message.GetRawText() + (message.GetProperty("payload_encoding").GetString() == "base64" ? Encoding.UTF8.GetString(Convert.FromBase64String(payload)) : payload);
                if (words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)))
                {
                    found.Add($"queue {name}: {text}");
                }
            }
        }

        return queues.GetArrayLength();
    }

    int InLogs(string[] words, List<string> found)
    {
        var logs = Directory.GetFiles(platform.Host.Data, "*.log*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true });
        foreach (var log in logs)
        {
            // They are being written to.
            using var file = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            while (file.ReadLine() is { } line)
            {
                if (words.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)))
                {
                    found.Add($"{Path.GetFileName(log)}: {line}");
                }
            }
        }

        return logs.Length;
    }

    /// <summary>The broker's management API.</summary>
    public HttpClient Broker()
    {
        var broker = platform.Host.Resource("messaging");
        var user = Uri.UnescapeDataString(new Uri(broker.ConnectionString!).UserInfo);
        return new()
        {
            BaseAddress = new(broker.Url!),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user))) },
        };
    }
}
