using System.Diagnostics;
using System.Text.RegularExpressions;
using HumanRights.LocalServers;
using HumanRights.SampleService.Published;
using HumanRights.TestKit;
using Npgsql;

namespace HumanRights.EventSourcing.Tests;

/// <summary>Backup and point-in-time restore as docs/operations.md has it, with the very commands that stand there.</summary>
public sealed class RestoreTests(Sample sample) : IAsyncLifetime
{
    private const string Database = "sample";

    private readonly string folder = Directory.CreateTempSubdirectory("human-rights-restore-").FullName;
    private readonly string guide = File.ReadAllText(Path.Combine(Checkout(), "docs", "operations.md"));
    private readonly List<SampleProcess> processes = [];
    private LocalPostgres server = null!;
    private Uri broker = null!;

    private string Backup => Path.Combine(folder, "backup");

    private string Restored => Path.Combine(folder, "restored");

    public async ValueTask InitializeAsync()
    {
        foreach (var directory in (string[])[folder, Backup, Path.Combine(Backup, "wal"), Restored])
        {
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        }

        server = await LocalPostgres.StartAsync(new() { DataDirectory = Path.Combine(folder, "server"), Arguments = [.. Block("ini").SelectMany(Setting)] });
        await server.CreateDatabaseAsync(Database);
        broker = await sample.Servers.CreateVirtualHostAsync("restore");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.Process.StopAsync(TimeSpan.FromSeconds(30));
        }

        await server.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_lost_server_is_restored_to_an_instant_and_the_relay_goes_on_from_there()
    {
        await using var spy = await Spy.ListenAsync(broker, typeof(GatePassed));
        var service = await StartAsync();
        await using var load = new Load(service);
        await load.MoreAsync(30);
        await ShellAsync(Block("sh", "pg_basebackup"), ("SERVER", Uri(server)));
        await load.MoreAsync(30);
        var before = await load.StopAsync();
        await EachHasOneEffectAsync(before);
        await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Count >= before.Count));
        var known = await IdsAsync();
        var instant = await ScalarAsync<DateTime>("select clock_timestamp()");

        await using var lost = new Load(service);
        await lost.MoreAsync(40);
        var gone = await lost.StopAsync();
        await EachHasOneEffectAsync([.. before, .. gone]);
        await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Distinct().Count() >= before.Count + gone.Count));
        var segment = await ScalarAsync<string>("select pg_walfile_name(pg_switch_wal())");
        await Eventually.TrueAsync(async () => string.CompareOrdinal(await ScalarAsync<string>("select coalesce(last_archived_wal, '') from pg_stat_archiver"), segment) >= 0);
        service.Process.Kill();
        server.Kill();
        await server.DisposeAsync();
        Directory.Delete(Path.Combine(folder, "server"), recursive: true);

        await ShellAsync(Block("sh", "recovery.signal"), ("INSTANT", $"{instant:yyyy-MM-dd HH:mm:ss.ffffff}+00"));
        await GiveToServerAsync(Restored);
        await File.WriteAllTextAsync(Path.Combine(Restored, "password"), server.Password);
        server = await LocalPostgres.StartAsync(new() { DataDirectory = Restored });
        await Eventually.TrueAsync(async () => !await ScalarAsync<bool>("select pg_is_in_recovery()"));

        // Exactly what was there at the instant, effects included; positions and sequence fit it.
        (await IdsAsync()).ShouldBe(known, ignoreOrder: true);
        (await PassesAsync("passed")).ShouldBe(before, ignoreOrder: true);
        (await PassesAsync("counted")).ShouldBe(before, ignoreOrder: true);
        (await ScalarAsync<bool>("select bool_and(last_seq_id <= (select max(seq_id) from mt_events)) from mt_event_progression where name like '%:All' or name = 'HighWaterMark'")).ShouldBeTrue();
        (await ScalarAsync<bool>("select last_value >= (select max(seq_id) from mt_events) from mt_events_sequence")).ShouldBeTrue();

        var published = spy.MessageIds.Count;
        var half = await ScalarAsync<DateTime>($"select timestamp::timestamptz from mt_events order by seq_id offset {known.Count / 2} limit 1");
        await RepublishAsync(half, await ScalarAsync<long>($"select count(*) from mt_events where seq_id >= (select min(seq_id) from mt_events where timestamp >= '{half:O}')"));
        await RepublishAsync(instant.AddDays(-1), known.Count);
        service = await StartAsync();
        await using var after = new Load(service);
        await after.MoreAsync(40);
        var later = await after.StopAsync();

        // What was published before comes again under its old id and has no second effect; what is new has ids that were never used.
        await EachHasOneEffectAsync([.. before, .. later]);
        await Eventually.TrueAsync(() => Task.FromResult(spy.MessageIds.Count >= published + before.Count + later.Count));
        var again = spy.MessageIds.Skip(published).ToList();
        again.Intersect(spy.MessageIds.Take(published)).Count().ShouldBe(before.Count);
        again.Except(spy.MessageIds.Take(published)).Count().ShouldBe(later.Count);
        await Eventually.TrueAsync(async () => await service.StatusAsync("/health") == 200);
    }

    private async Task RepublishAsync(DateTime since, long events)
    {
        var command = SampleProcess.Launch(server.ConnectionString(Database), broker, sample.Issuer, null, "Development", "republish", $"{since:O}");
        (await command.Process.Exited).ShouldBe(0, command.Process.LastOutput);
        command.Process.LastOutput.ShouldContain($"{events} events");
        (await ScalarAsync<long>(
            """
            select count(*) from mt_events
            where seq_id > coalesce((select last_seq_id from mt_event_progression where name = 'relay:All'), 0)
            """)).ShouldBe(events);
    }

    private async Task<SampleProcess> StartAsync()
    {
        var process = await SampleProcess.StartAsync(server.ConnectionString(Database), broker, sample.Issuer);
        processes.Add(process);
        return process;
    }

    private async Task EachHasOneEffectAsync(IReadOnlyCollection<Guid> acknowledged)
    {
        await Eventually.TrueAsync(async () => (await PassesAsync("counted")).Count >= acknowledged.Count
            && await ScalarAsync<bool>("select last_seq_id >= (select max(seq_id) from mt_events) from mt_event_progression where name = 'relay:All'"));
        (await PassesAsync("passed")).ShouldBe(acknowledged, ignoreOrder: true);
        (await PassesAsync("counted")).ShouldBe(acknowledged, ignoreOrder: true);
    }

    private Task<IReadOnlyList<Guid>> IdsAsync() => QueryAsync<Guid>("select id from mt_events");

    private Task<IReadOnlyList<Guid>> PassesAsync(string type) => QueryAsync<Guid>($"select (data ->> 'passId')::uuid from mt_events where type = '{type}'");

    private async Task<T> ScalarAsync<T>(string sql) => (await QueryAsync<T>(sql)).Single();

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString(Database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(await reader.GetFieldValueAsync<T>(0));
        }

        return rows;
    }

    /// <summary>A fenced block of the guide, the first of its language that contains a word, with this test's paths in it.</summary>
    private string[] Block(string language, string word = "") => Regex.Matches(guide, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)
        .Select(m => m.Groups[1].Value).First(b => b.Contains(word, StringComparison.Ordinal))
        .Replace("/backup", Backup, StringComparison.Ordinal).Replace("/restored", Restored, StringComparison.Ordinal)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Setting(string line) => line.Split(" = ", 2) is [var name, var value] ? ["-c", $"{name}={value.Trim('\'')}"] : [];

    private static string Uri(LocalPostgres server) => $"postgresql://{server.Username}:{server.Password}@127.0.0.1:{server.Port}";

    private static async Task ShellAsync(string[] lines, params (string Name, string Value)[] environment)
    {
        // The programs of the server that runs, not the oldest of those on PATH.
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")) : [];
        var start = new ProcessStartInfo("bash", ["-euc", string.Join('\n', lines)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = string.Join(':', programs.OrderDescending(StringComparer.Ordinal).Append(Environment.GetEnvironmentVariable("PATH")));
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0, await output + await error);
    }

    /// <summary>A test that runs as root is not the user as whom the server runs.</summary>
    private static Task GiveToServerAsync(string directory) =>
        Environment.UserName == "root" ? ShellAsync([$"chown -R postgres: '{directory}'", $"chmod o+x '{directory}'"]) : Task.CompletedTask;

    private static string Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HumanRights.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The test does not run in a checkout.");
    }
}
