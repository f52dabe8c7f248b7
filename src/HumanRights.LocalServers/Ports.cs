using System.Net;
using System.Net.Sockets;

namespace HumanRights.LocalServers;

public static class Ports
{
    /// <summary>
    /// A port of 127.0.0.1 nobody listens on, below the range from which Linux takes clients' ports (32768-60999): a client that
    /// retries a port of that range while its server is down can end up connected to itself and keep the server from binding.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (IsFree(port)) return port;
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
