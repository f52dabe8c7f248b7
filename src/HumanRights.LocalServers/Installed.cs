using System.Globalization;

namespace HumanRights.LocalServers;

/// <summary>Where the servers' programs are, whatever their version.</summary>
static class Installed
{
    static readonly string[] SearchPath = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/usr/local/sbin"];

    /// <summary>The directory with initdb and postgres of the given major version, or of the newest.</summary>
    public static string PostgresPrograms(int? major)
    {
        string[] directories =
        [
            .. Versioned("/usr/lib/postgresql", "").Select(d => Path.Combine(d, "bin")),
            .. Versioned("/usr", "pgsql-").Select(d => Path.Combine(d, "bin")),
            .. SearchPath,
        ];
        var found = directories.Where(d => File.Exists(Path.Combine(d, "postgres")) && File.Exists(Path.Combine(d, "initdb")));
        if (major is { } wanted) found = found.Where(d => d.Split('/').Any(p => p.Replace("pgsql-", "") == wanted.ToString(CultureInfo.InvariantCulture)) || SearchPath.Contains(d));
        return found.FirstOrDefault() ?? throw Missing(major is null ? "PostgreSQL" : $"PostgreSQL {major}", "postgresql");
    }

    /// <summary>The server's own script; Debian's /usr/sbin/rabbitmq-server is a wrapper that changes user and directory.</summary>
    public static string RabbitMqServer() =>
        Find(["/usr/lib/rabbitmq/bin", .. SearchPath], "rabbitmq-server") ?? throw Missing("RabbitMQ", "rabbitmq-server");

    /// <summary>Erlang's port mapper.</summary>
    public static string Epmd() =>
        Find([.. SearchPath, "/usr/lib/erlang/bin", .. Versioned("/usr/lib/erlang", "erts-").Select(d => Path.Combine(d, "bin"))], "epmd")
        ?? throw Missing("Erlang's epmd", "erlang-base");

    static string? Find(IEnumerable<string> directories, string program) => directories.Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    static IEnumerable<string> Versioned(string parent, string prefix) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, prefix + "*").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[prefix.Length..].FirstOrDefault('x')))
                .OrderByDescending(d => double.TryParse(Path.GetFileName(d)[prefix.Length..], CultureInfo.InvariantCulture, out var v) ? v : 0)
            : [];

    static FileNotFoundException Missing(string what, string package) =>
        new($"{what} is not installed. On Debian or Ubuntu: apt-get install {package}. Elsewhere install it so that its programs are on PATH.");
}
