using System.Net.Http.Json;
using HumanRights.LocalServers;
using HumanRights.TestKit;
using Npgsql;

namespace HumanRights.AppHost.Tests;

public sealed class EngineTests : IDisposable
{
    readonly string data = Directory.CreateTempSubdirectory("human-rights-engine-").FullName;
    readonly HttpClient http = new();

    static string[] FakeModel => [Path.Combine(AppContext.BaseDirectory, "HumanRights.FakeService.dll"), "engine"];

    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task It_starts_in_order_restarts_what_dies_and_stops_all()
    {
        int[] pids;
        (int ExitCode, string Output) end;
        await using (var engine = await StartAsync())
        {
            var before = engine.Resource("back-1");
            engine.Kill("back-1");
            await engine.EventuallyAsync("back-1", r => r is { State: "healthy", Restarts: 1 } && r.Pid != before.Pid);
            engine.Resource("back-1").Url.ShouldBe(before.Url, "its readers know it by this address");
            engine.Resource("back-0").Restarts.ShouldBe(0);

            await engine.RestAsync("back-1");
            engine.Resource("back-1").Pid.ShouldBeNull();
            engine.State()!.Ready.ShouldBeTrue("it was asked to rest");
            await engine.GoOnAsync("back-1");
            engine.Resource("back-1").ShouldSatisfyAllConditions(r => r.Url.ShouldBe(before.Url), r => r.Restarts.ShouldBe(1, "that was no accident"));

            engine.Kill("postgres");
            await engine.EventuallyAsync("postgres", r => r is { State: "healthy", Restarts: 1 });

            using var _ = await http.PostAsync(new Uri(engine.Resource("back-0").Url + "/stop"), null);
            await engine.EventuallyAsync("back-0", r => r is { State: "healthy", Restarts: 1 });

            pids = [.. engine.State()!.Resources.Where(r => r.Pid is not null).Select(r => r.Pid!.Value)];
            pids.Length.ShouldBe(4);
            end = await engine.StopAsync();
        }
        end.ExitCode.ShouldBe(0);
        // The broker takes its time to leave, and has no successor here that would hurry it.
        await Eventually.TrueAsync(() => Task.FromResult(pids.All(pid => Signals.StartTimeOf(pid) == null)));
        int When(string what) => end.Output.IndexOf(what, StringComparison.Ordinal);
        When("postgres             healthy").ShouldBeInRange(0, When("back-0               starting"));
        When("back-1               healthy").ShouldBeInRange(0, When("front                starting"));
        When("back-1               ended with 137; again in 0.5 s").ShouldBePositive();
        end.Output.ShouldContain("all healthy after");
        (await File.ReadAllTextAsync(Path.Combine(data, "logs", "front.log"))).ShouldContain("Application started");
    }

    [Fact]
    public async Task A_service_that_keeps_dying_is_started_at_growing_intervals()
    {
        await using var engine = await StartAsync();
        for (var deaths = 1; deaths <= 3; deaths++)
        {
            engine.Kill("front");
            await engine.EventuallyAsync("front", r => r is { State: "healthy" } && r.Restarts == deaths);
        }
        var (_, output) = await engine.StopAsync();
        foreach (var pause in (string[])["again in 0.5 s", "again in 1 s", "again in 2 s"]) output.ShouldContain(pause);
    }

    [Fact]
    public async Task Nothing_outlives_a_killed_engine_and_the_next_one_has_the_data()
    {
        int[] pids;
        await using (var engine = await StartAsync("--Broker", "true"))
        {
            await ExecuteAsync(engine, "create table facts (n int); insert into facts values (42)");
            pids = [.. engine.State()!.Resources.Where(r => r.Pid is not null).Select(r => r.Pid!.Value)];
            Signals.Send(engine.ProcessId, Signal.Kill);
            await engine.EndAsync();
        }
        // At once, while the watchdog may still be at work.
        await using (var engine = await StartAsync())
        {
            (await ExecuteAsync(engine, "select n from facts")).ShouldBe(42);
        }
        // The broker takes its time to leave, and has no successor here that would hurry it.
        await Eventually.TrueAsync(() => Task.FromResult(pids.All(pid => Signals.StartTimeOf(pid) == null)));

        await using var fresh = await StartAsync("--fresh");
        (await ExecuteAsync(fresh, "select to_regclass('facts')::text")).ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task A_second_engine_on_the_same_data_is_refused()
    {
        await using var engine = await StartAsync();
        var second = await Launch().EndAsync();
        second.ExitCode.ShouldBe(1);
        second.Output.ShouldContain("belongs to another running process");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("3", 1)]
    public async Task A_check_ends_by_itself_and_well_only_if_its_task_does(string taskCode, int expected)
    {
        var (code, output) = await Launch("--check", "--TaskCode", taskCode).EndAsync();
        output.ShouldContain("the task says hello");
        output.ShouldContain(taskCode == "0" ? "finished" : "ended with 3");
        output.ShouldContain("stopped");
        code.ShouldBe(expected);
    }

    [Fact]
    public async Task A_service_gets_what_Aspire_would_give_it()
    {
        await using var engine = await StartAsync();
        var front = (await http.GetFromJsonAsync<Dictionary<string, string>>(engine.Resource("front").Url + "/environment"))!;
        front["services__back__http__0"].ShouldBe(engine.Resource("back-0").Url);
        front["services__back__http__1"].ShouldBe(engine.Resource("back-1").Url);
        front["ASPNETCORE_URLS"].ShouldBe(engine.Resource("front").Url);
        front["OTEL_SERVICE_NAME"].ShouldBe("front");
        var back = (await http.GetFromJsonAsync<Dictionary<string, string>>(engine.Resource("back-0").Url + "/environment"))!;
        back["ASPNETCORE_ENVIRONMENT"].ShouldBe("Development");
        await using var connection = new NpgsqlConnection(back["ConnectionStrings__back-db"]);
        await connection.OpenAsync();
        connection.Database.ShouldBe("back-db");
    }

    RunningAppHost Launch(params string[] options) => RunningAppHost.Launch(options, data, FakeModel);

    Task<RunningAppHost> StartAsync(params string[] options) => RunningAppHost.StartReadyAsync(options, data, FakeModel);

    static async Task<object?> ExecuteAsync(RunningAppHost engine, string sql)
    {
        await using var connection = new NpgsqlConnection(engine.Resource("postgres").ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
