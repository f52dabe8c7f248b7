using System.Diagnostics;

namespace HumanRights.LocalServers;

/// <summary>
/// A shell that reads this process's pipe. When the pipe ends, because this process ended in whatever way (kill -9
/// included), it stops the processes still listed and removes the temporary directories. PR_SET_PDEATHSIG is no
/// substitute: it fires when the *thread* that forked ends, and pool threads come and go.
/// </summary>
static class Watchdog
{
    const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT TERM
        pids= dirs=
        while read -r what value signal; do
          case $what in
            watch) pids="$pids $value:$signal" ;;
            forget) rest=; for p in $pids; do [ "${p%:*}" = "$value" ] || rest="$rest $p"; done; pids=$rest ;;
            remove) dirs="$dirs $value" ;;
            keep) rest=; for d in $dirs; do [ "$d" = "$value" ] || rest="$rest $d"; done; dirs=$rest ;;
          esac
        done
        for p in $pids; do kill -CONT "${p%:*}"; kill -"${p#*:}" "${p%:*}"; done
        tries=0
        while [ $tries -lt 50 ]; do
          alive=; for p in $pids; do kill -0 "${p%:*}" && alive=yes; done
          [ -n "$alive" ] || break
          sleep 0.1; tries=$((tries + 1))
        done
        for p in $pids; do kill -KILL -"${p%:*}"; kill -KILL "${p%:*}"; done
        for d in $dirs; do sleep 1; rm -rf "$d"; done
        """;

    static readonly Lock Gate = new();
    static StreamWriter? pipe;

    public static void Watch(int pid, Signal stop) => Tell($"watch {pid} {(int)stop}");
    public static void Forget(int pid) => Tell($"forget {pid}");
    public static void RemoveAtEnd(string directory) => Tell($"remove {directory}");
    public static void Removed(string directory) => Tell($"keep {directory}");

    static void Tell(string line)
    {
        lock (Gate)
        {
            pipe ??= Start();
            pipe.WriteLine(line);
        }
    }

    static StreamWriter Start()
    {
        var process = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Script]) { RedirectStandardInput = true, WorkingDirectory = "/" })!;
        process.StandardInput.AutoFlush = true;
        return process.StandardInput;
    }
}
