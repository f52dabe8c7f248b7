using System.Diagnostics;
using System.Text.RegularExpressions;
using HumanRights.ServiceDefaults;

namespace HumanRights.EndToEnd.Tests;

/// <summary>What the README has a newcomer type, typed: all its bash blocks in their order, in one terminal.</summary>
public sealed partial class ReadmeTests(Platform platform)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task What_the_README_has_a_newcomer_type_does_what_it_says()
    {
        var folder = Directory.CreateTempSubdirectory("human-rights-readme-");
        try
        {
            var printed = await RunAsync(await ScriptAsync(folder.FullName), folder.FullName);
            foreach (var expected in (string[])
            [
                "\"registration-not-open\"", "\"status\":\"seat\",\"position\":null", "\"status\":\"waiting\",\"position\":2", "\"status\": \"offered\"",
                "Message-Id: <", "participant-0002@example.invalid", "The offered seat was accepted.", "\"dryRun\"", "\"result-not-released\"", "\"passed\": true",
            ])
            {
                printed.ShouldContain(expected, Case.Insensitive, printed);
            }

            printed.ShouldNotContain("\"status\": 500");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The newcomer's platform listens on its usual port and keeps its data beside the README; this one does neither, and its tokens are made already.</summary>
    async Task<string> ScriptAsync(string folder)
    {
        foreach (var (role, count) in ((string, int)[])[(Roles.Coordinator, 1), (Roles.Trainer, 1), (Roles.Participant, 3)])
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, role), await platform.Host.TokensAsync(role, count));
        }

        Directory.CreateSymbolicLink(Path.Combine(folder, ".local"), platform.Host.Data);
        var readme = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md"));
        var script = string.Join('\n', Bash().Matches(readme).Select(m => m.Groups[1].Value)).Replace("http://localhost:8080", platform.Gateway.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
        return "set -euo pipefail\n" + Token().Replace(script, """token() { head -n "${2:-1}" "$1"; }""");
    }

    static async Task<string> RunAsync(string script, string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "readme.sh"), script);
        using var shell = Process.Start(new ProcessStartInfo("bash", ["readme.sh"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync().WaitAsync(Patience);
        var printed = await output + await error;
        shell.ExitCode.ShouldBe(0, printed);
        return printed;
    }

    [GeneratedRegex("^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Bash();

    [GeneratedRegex(@"^token\(\).*$", RegexOptions.Multiline)]
    private static partial Regex Token();
}
