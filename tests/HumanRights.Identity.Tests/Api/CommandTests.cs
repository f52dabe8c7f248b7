using System.Diagnostics;
using System.Net;
using HumanRights.Identity.Keys;
using HumanRights.LocalServers;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HumanRights.Identity.Tests.Api;

[Collection(IdentityCollection.Name)]
public sealed class CommandTests(RunningIdentity identity, TestServers servers)
{
    [Fact]
    public async Task In_production_the_schema_is_made_by_a_command_before_the_start()
    {
        _ = identity.Services.GetRequiredService<KeyFolder>(); // made here, for in production they are provided
        var database = await servers.CreateDatabaseAsync("identity");
        var address = $"http://127.0.0.1:{Ports.Free()}";
        string[] settings =
        [
            $"--ConnectionStrings:identity-db={database}", $"--ConnectionStrings:messaging={identity.Amqp}", $"--Identity:KeyFolder={identity.KeyFolder}",
            $"--Authentication:Issuer={RunningIdentity.Issuer}", $"--urls={address}",
        ];
        var (refused, said, _) = await Run("Production", settings);
        refused.ShouldBe(78);
        said.ShouldContain("migrate");

        foreach (var (code, output, error) in await Task.WhenAll(Run("Production", ["migrate", .. settings]), Run("Production", ["migrate", .. settings])))
            code.ShouldBe(0, output + error);

        var service = ChildProcess.Start(new("dotnet", [typeof(IdentityService).Assembly.Location, .. settings])
        { Environment = new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Production" } });
        using var client = new HttpClient();
        await Eventually.TrueAsync(async () => service.Exited.IsCompleted || (await client.GetAsync(address + "/ready")).IsSuccessStatusCode);
        (await service.StopAsync(TimeSpan.FromSeconds(60))).ShouldBe(0, service.LastOutput);
    }

    [Fact]
    public async Task Token_enters_synthetic_people_once_and_writes_tokens_that_the_service_accepts()
    {
        var (code, output, error) = await Run("Development", "token", "--role", "trainer", "--count", "25",
            "--issuer", "http://localhost:8080", "--key-folder", identity.KeyFolder, "--connection-string", identity.ConnectionString);
        code.ShouldBe(0, error);
        var tokens = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => new JsonWebToken(t)).ToList();
        tokens.Count.ShouldBe(25);
        tokens.Select(t => t.Subject).Distinct().Count().ShouldBe(25);
        tokens.ShouldAllBe(t => t.Typ == "at+jwt" && t.Alg == "RS256" && t.ValidTo - t.IssuedAt <= TimeSpan.FromMinutes(10));
        (await identity.Query<string>("select name from people where id = $1", Guid.Parse(tokens[24].Subject))).ShouldBe("trainer-0025");

        using var trainer = identity.Api(tokens[0].EncodedToken);
        (await trainer.GetAsync("/api/identity/people/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var (_, again, _) = await Run("Development", "token", "--role", "trainer", "--count", "26",
            "--key-folder", identity.KeyFolder, "--connection-string", identity.ConnectionString, "--lifetime", "60");
        var more = again.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(t => new JsonWebToken(t)).ToList();
        more.Take(25).Select(t => t.Subject).ShouldBe(tokens.Select(t => t.Subject));
        (await identity.Query<long>("select count(*) from people where name like 'trainer-00%'")).ShouldBe(26);
    }

    [Fact]
    public async Task Token_refuses_outside_Development()
    {
        var (code, output, error) = await Run("Production", "token", "--count", "1",
            "--key-folder", identity.KeyFolder, "--connection-string", identity.ConnectionString);
        code.ShouldNotBe(0);
        output.ShouldBeEmpty();
        error.ShouldContain("Development only");
    }

    [Theory, InlineData("--count", "abc"), InlineData("--count", "0"), InlineData("--lifetime", "1441"), InlineData("--issuer", "here"), InlineData("--role", "service")]
    public async Task Token_says_what_is_wrong_with_an_option(string option, string value)
    {
        var (code, output, error) = await Run("Development", "token", option, value);
        code.ShouldBe(1);
        error.ShouldContain(option == "--role" ? value : option);
        error.ShouldNotContain("Unhandled");
        output.ShouldNotContain("eyJ");
    }

    [Fact]
    public async Task Development_users_prints_one_of_each_role()
    {
        var (code, output, _) = await Run("Development", "development-users");
        code.ShouldBe(0);
        foreach (var role in Roles.All.Except([Roles.Service])) output.ShouldContain($"dev-{role}@example.invalid");
    }

    static async Task<(int Code, string Output, string Error)> Run(string environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(IdentityService).Assembly.Location, .. args])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
