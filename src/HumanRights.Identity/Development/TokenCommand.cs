using System.CommandLine;
using HumanRights.Identity.Keys;
using HumanRights.Identity.SignIn;
using HumanRights.Identity.Tokens;
using HumanRights.ServiceDefaults;
using Npgsql;

namespace HumanRights.Identity.Development;

/// <summary>`token`: many synthetic people and their access tokens, one a line, for load tests and demonstrations.</summary>
static class TokenCommand
{
    public static Command Create()
    {
        var role = new Option<string>("--role") { Description = "Their role", DefaultValueFactory = _ => Roles.Participant };
        role.AcceptOnlyFromAmong([.. Roles.All.Except([Roles.Service])]);
        var count = Number("--count", "How many", upTo: 1_000_000, otherwise: 1);
        var lifetime = Number("--lifetime", "Minutes the tokens live", upTo: 1440, otherwise: (int)AccessTokens.LongestLife.TotalMinutes);
        var issuer = new Option<Uri?>("--issuer")
        {
            Description = "The gateway's URL, as the platform knows it",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri)) return uri;
                result.AddError("--issuer is an absolute URL.");
                return null;
            },
        };
        var keyFolder = new Option<string?>("--key-folder") { Description = "The folder of the development keys" };
        var connection = new Option<string?>("--connection-string") { Description = "The database identity-db" };

        var command = new Command("token", "Development only: enters synthetic people and writes their access tokens, one a line")
        { role, count, lifetime, issuer, keyFolder, connection };
        command.SetAction(async (parsed, ct) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (!InDevelopment)
            {
                await error.WriteLineAsync("Tokens are made by signing in. This command exists in Development only (ASPNETCORE_ENVIRONMENT=Development).");
                return 2;
            }

            var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            if ((parsed.GetValue(connection) ?? settings.GetConnectionString("identity-db") ?? LocalPlatform.ConnectionString) is not { } database)
            {
                await error.WriteLineAsync("No platform is running here: start it with ./run.sh, or give --connection-string.");
                return 2;
            }

            var keys = KeyFolder.Open(parsed.GetValue(keyFolder) ?? settings["Identity:KeyFolder"] ?? LocalPlatform.KeyFolder, mayCreate: true);
            var from = parsed.GetValue(issuer) ?? new Uri(settings["Authentication:Issuer"] ?? LocalPlatform.Issuer);
            var now = TimeProvider.System.GetUtcNow();
            var life = TimeSpan.FromMinutes(parsed.GetValue(lifetime));
            await using var opened = new NpgsqlConnection(database);
            try
            {
                await opened.OpenAsync(ct);
                var people = await SyntheticPeople.Ensure(
                    opened, parsed.GetValue(role)!, parsed.GetValue(count), Passwords.Hash(SyntheticPassword.Password), now, ct);
                foreach (var token in people.AsParallel().AsOrdered().Select(person => AccessTokens.Sign(person, from, keys.Current, now, life)))
                    await output.WriteLineAsync(token);
                return 0;
            }
            catch (NpgsqlException e)
            {
                await error.WriteLineAsync($"identity-db: {e.Message} (Is the platform running, and its schema applied by `migrate`?)");
                return 1;
            }
        });
        return command;
    }

    // A checkout is a developer's machine unless the environment says otherwise; what is deployed has no solution file around it.
    static bool InDevelopment =>
        (Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")) is { } named
            ? named == Environments.Development
            : LocalPlatform.IsCheckout;

    static Option<int> Number(string name, string description, int upTo, int otherwise) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, out var number) && number >= 1 && number <= upTo) return number;
            result.AddError($"{name} is 1 to {upTo}.");
            return otherwise;
        },
    };
}
