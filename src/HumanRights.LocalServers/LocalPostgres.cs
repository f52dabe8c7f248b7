using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace HumanRights.LocalServers;

public sealed record LocalPostgresOptions
{
    /// <summary>Kept from run to run; null: a temporary directory, removed at the end.</summary>
    public string? DataDirectory { get; init; }
    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }
    /// <summary>Added to postgres' own arguments, such as "-c", "max_connections=300"; the last of a kind wins.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
    public Action<string>? Output { get; init; }
}

/// <summary>A private PostgreSQL on 127.0.0.1, from the machine's installed programs.</summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    static readonly string? User = Signals.IsRoot ? "postgres" : null; // PostgreSQL refuses to run as root.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly LocalPostgresOptions options;
    readonly OwnedDirectory directory;
    readonly string programs;
    ChildProcess process = null!;

    LocalPostgres(LocalPostgresOptions options, OwnedDirectory directory, string programs)
    {
        (this.options, this.directory, this.programs) = (options, directory, programs);
        Port = options.Port == 0 ? Ports.Free() : options.Port;
        Password = directory.Password();
    }

    public int Port { get; private set; }
    public string Username => "postgres";
    public string Password { get; }
    public int ProcessId => process.Id;

    /// <summary>Completes when the postmaster ends, with its exit code; a new task after a restart.</summary>
    public Task<int> Exited => process.Exited;

    string Data => directory.In("data");

    public static async Task<LocalPostgres> StartAsync(LocalPostgresOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        var directory = options.DataDirectory is { } kept ? await OwnedDirectory.ClaimAsync(kept, User) : OwnedDirectory.MakeTemporary();
        try
        {
            var version = directory.In("data/PG_VERSION");
            int? major = File.Exists(version) ? int.Parse(await File.ReadAllTextAsync(version, cancellation), CultureInfo.InvariantCulture) : null;
            var server = new LocalPostgres(options, directory, Installed.PostgresPrograms(major));
            await directory.KillOrphansAsync();
            if (major is null) await server.InitialiseAsync();
            await server.LaunchAsync(cancellation);
            return server;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = Username,
        Password = Password,
        Database = database,
    }.ConnectionString;

    public async Task CreateDatabaseAsync(string name, CancellationToken cancellation = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync(cancellation) is not null) return;
        await using var create = new NpgsqlCommand($"create database \"{name.Replace("\"", "\"\"")}\"", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>kill -9 of the postmaster; its children notice and go within seconds.</summary>
    public void Kill() => process.Kill();
    public void Freeze() => process.Freeze();
    public void Thaw() => process.Thaw();

    /// <summary>Stops it when it runs, and starts it on the same port and data.</summary>
    public async Task RestartAsync(CancellationToken cancellation = default)
    {
        await StopAsync();
        await LaunchAsync(cancellation);
    }

    public Task StopAsync() => process.StopAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // A killed postmaster leaves children behind for a moment; they still write into the directory.
        if (directory.Temporary) await Task.Delay(await process.Exited == 0 ? 0 : 1000);
        directory.Dispose();
    }

    /// <summary>Made aside and then renamed: a start that was interrupted is not taken for a database.</summary>
    async Task InitialiseAsync()
    {
        var fresh = directory.In("data.new");
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        Directory.CreateDirectory(fresh);
        var secret = Path.Combine(fresh, "..", "data.password");
        await File.WriteAllTextAsync(secret, Password);
        if (User is not null) await Signals.RunAsync("chown", $"{User}:", fresh, secret);
        var initdb = ChildProcess.Start(new ChildCommand(Path.Combine(programs, "initdb"),
        [
            "-D", fresh, "--username", Username, $"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
            .. directory.Temporary ? ["--no-sync"] : Array.Empty<string>(),
        ])
        { User = User, WorkingDirectory = directory.Path });
        var code = await initdb.Exited;
        File.Delete(secret);
        if (code != 0) throw new InvalidOperationException($"initdb ended with {code}:\n{initdb.LastOutput}");
        Directory.Move(fresh, Data);
    }

    async Task LaunchAsync(CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            RemoveStaleLock();
            process = ChildProcess.Start(new ChildCommand(Path.Combine(programs, "postgres"), ["-D", Data, .. Settings(), .. options.Arguments])
            {
                User = User,
                WorkingDirectory = directory.Path,
                StopSignal = Signal.Interrupt, // the fast shutdown: does not wait for clients to leave
                Output = options.Output,
            });
            directory.Remember(process);
            if (await BecomesReadyAsync(waited, cancellation)) return;

            var said = process.LastOutput;
            var portTaken = said.Contains("could not create any TCP/IP sockets") || said.Contains("Address already in use");
            if (portTaken && options.Port == 0) Port = Ports.Free();
            // After kill -9 of the postmaster its children hold the shared memory for seconds.
            else if (!said.Contains("pre-existing shared memory block") && !said.Contains("lock file"))
                throw new InvalidOperationException($"PostgreSQL ended with {await process.Exited}:\n{said}");
            if (waited.Elapsed > Patience) throw new TimeoutException($"PostgreSQL did not start within {Patience.TotalSeconds:0} s:\n{said}");
            await Task.Delay(200, cancellation);
        }
    }

    IEnumerable<string> Settings()
    {
        string[] settings =
        [
            $"port={Port}", "listen_addresses=127.0.0.1", "unix_socket_directories=",
            "max_connections=300", "shared_buffers=256MB", "max_wal_size=2GB", "checkpoint_completion_target=0.9",
            "fsync=on", "synchronous_commit=on", "full_page_writes=on",
            "random_page_cost=1.1", "jit=off", "timezone=UTC", "log_timezone=UTC",
            // A client that was killed or unplugged must not keep its locks; no statement or idle timeout here, for a rebuild takes its
            // time, and the session that hears of new events is idle between them.
            "client_connection_check_interval=2s", "tcp_keepalives_idle=30", "tcp_keepalives_interval=5", "tcp_keepalives_count=3",
            "log_min_messages=warning", "log_line_prefix=%m [%p] %d ",
        ];
        return settings.SelectMany(s => new[] { "-c", s });
    }

    /// <summary>True when it answers, false when it ended before.</summary>
    async Task<bool> BecomesReadyAsync(Stopwatch waited, CancellationToken cancellation)
    {
        var connectionString = ConnectionString("postgres") + ";Pooling=false;Timeout=2;Command Timeout=2";
        while (!process.Exited.IsCompleted)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancellation);
                return true;
            }
            catch (NpgsqlException e) when (e is not PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow })
            {
                if (waited.Elapsed > Patience)
                {
                    process.Kill();
                    throw new TimeoutException($"PostgreSQL was not ready within {Patience.TotalSeconds:0} s:\n{process.LastOutput}", e);
                }
                await Task.WhenAny(process.Exited, Task.Delay(50, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
        }
        return false;
    }

    /// <summary>After a reboot or in a container, the id in a stale lock may be another program's by now, which PostgreSQL cannot tell.</summary>
    void RemoveStaleLock()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), out var pid)) return;
        var isOurs = File.Exists($"/proc/{pid}/cmdline") && File.ReadAllText($"/proc/{pid}/cmdline").Contains(Data, StringComparison.Ordinal);
        if (!isOurs) File.Delete(file);
    }
}
