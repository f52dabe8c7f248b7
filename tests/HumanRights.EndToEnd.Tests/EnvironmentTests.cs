namespace HumanRights.EndToEnd.Tests;

/// <summary>The names each project of the real model is given; GitHub's CI compares the same list with real Aspire.</summary>
public sealed class EnvironmentTests(Platform platform)
{
    [Fact]
    public async Task The_local_engine_gives_the_names_of_the_committed_list()
    {
        var ours = Environment.GetEnvironmentVariables().Keys.Cast<string>().ToHashSet();
        var given =
            from resource in platform.Host.State()!.Resources
            where resource is { ConnectionString: null, Pid: not null }
            from name in NamesOf(resource.Pid!.Value)
            where !ours.Contains(name) && !name.EndsWith("__http__1", StringComparison.Ordinal) // of a second replica
            orderby resource.Resource, name
            select $"{resource.Resource} {name}";
        given.Distinct().ShouldBe(await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "environment.txt")));
    }

    static IEnumerable<string> NamesOf(int pid) =>
        File.ReadAllText($"/proc/{pid}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')[0]);
}
