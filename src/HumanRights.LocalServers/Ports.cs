using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HumanRights.LocalServers;

public static class Ports
{
    // Held as long as the process lives, and released by its death, however it comes.
    static readonly ConcurrentBag<FileStream> Promised = [];
    static readonly string Promises = Path.Combine(Path.GetTempPath(), $"human-rights-ports-{Environment.UserName}");

    /// <summary>
    /// A port of 127.0.0.1 nobody listens on, below the range from which Linux takes clients' ports (32768-60999): a client that
    /// retries a port of that range while its server is down can end up connected to itself and keep the server from binding.
    /// Nobody else who asks here is given it, in this process or another: who asked may listen on it only seconds later.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (IsFree(port) && Promise(port)) return port;
        }
    }

    static bool Promise(int port)
    {
        Directory.CreateDirectory(Promises);
        try
        {
            Promised.Add(new(Path.Combine(Promises, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
