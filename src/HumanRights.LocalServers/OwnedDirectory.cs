using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HumanRights.LocalServers;

/// <summary>
/// A directory for running things, owned by one process at a time: the lock dies with its holder, so whoever gets it may stop
/// what the last holder left running.
/// </summary>
public sealed class OwnedDirectory : IDisposable
{
    const string ElsewhereLink = "elsewhere";

    readonly FileStream ownership;
    readonly bool temporary;

    OwnedDirectory(string path, bool temporary)
    {
        (Path, this.temporary) = (path, temporary);
        try
        {
            ownership = new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"{path} belongs to another running process.", e);
        }
    }

    public string Path { get; }
    public bool Temporary => temporary;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A directory to keep. Where the user who must enter it cannot, another one, with a link in the wanted place.</summary>
    public static async Task<OwnedDirectory> ClaimAsync(string given, string? user = null)
    {
        var path = Directory.CreateDirectory(given).FullName;
        if (user is not null && !await CanEnterAsync(user, path)) path = Elsewhere(path);
        return new OwnedDirectory(path, temporary: false);
    }

    /// <summary>A new directory that any user can pass, removed at the end even if this process is killed.</summary>
    public static OwnedDirectory MakeTemporary()
    {
        var path = Directory.CreateTempSubdirectory("human-rights-").FullName;
        Watchdog.RemoveAtEnd(path);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        return new OwnedDirectory(path, temporary: true);
    }

    /// <summary>A password made once and kept.</summary>
    public string Password()
    {
        var file = In("password");
        if (!File.Exists(file))
        {
            using var stream = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            stream.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(32, lowercase: true)));
        }
        return File.ReadAllText(file);
    }

    /// <summary>Removes what it holds, also where PostgreSQL's part of it lies elsewhere.</summary>
    public void Empty()
    {
        foreach (var link in Directory.EnumerateFileSystemEntries(Path, ElsewhereLink, SearchOption.AllDirectories))
        {
            if (new FileInfo(link).LinkTarget is { } target && Directory.Exists(target)) Directory.Delete(target, recursive: true);
        }
        foreach (var directory in Directory.EnumerateDirectories(Path)) Directory.Delete(directory, recursive: true);
        foreach (var file in Directory.EnumerateFiles(Path).Where(f => f != ownership.Name)) File.Delete(file);
    }

    public void Remember(ChildProcess process) => File.AppendAllText(In("running"), $"{process.Id} {Signals.StartTimeOf(process.Id)}\n");

    /// <summary>Kills what an earlier holder of this directory left running.</summary>
    public async Task KillOrphansAsync()
    {
        if (!File.Exists(In("running"))) return;
        foreach (var line in await File.ReadAllLinesAsync(In("running")))
        {
            if (line.Split(' ') is not [var id, var started] || !int.TryParse(id, out var pid)) continue;
            bool Runs() => Signals.StartTimeOf(pid) is { } now && now.ToString(CultureInfo.InvariantCulture) == started;
            if (Runs()) Signals.SendToTree(pid, Signal.Kill);
            while (Runs()) await Task.Delay(20);
        }
        File.Delete(In("running"));
    }

    public void Dispose()
    {
        File.Delete(In("running"));
        ownership.Dispose();
        if (!temporary) return;
        Directory.Delete(Path, recursive: true);
        Watchdog.Removed(Path);
    }

    static async Task<bool> CanEnterAsync(string user, string path)
    {
        try
        {
            await Signals.RunAsync("setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--", "test", "-x", path);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>PostgreSQL's user cannot pass root's home, say: the data then lies in /var/lib, a link in its wanted place.</summary>
    static string Elsewhere(string wanted)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12];
        var path = $"/var/lib/human-rights/{name}";
        Directory.CreateDirectory(path);
        var link = System.IO.Path.Combine(wanted, ElsewhereLink);
        if (new FileInfo(link).LinkTarget is null) File.CreateSymbolicLink(link, path);
        return path;
    }
}
