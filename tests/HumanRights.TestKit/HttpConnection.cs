using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HumanRights.TestKit;

/// <summary>What came back for one request; status 0: nothing did.</summary>
/// <param name="Status">HTTP's.</param>
/// <param name="Sent">When the request left: a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="Received">When the answer was there.</param>
/// <param name="RetryAfter">Seconds after which the server asks to be asked again; 0 when it says nothing of it.</param>
/// <param name="Body">The answer's.</param>
public readonly record struct Answer(int Status, long Sent, long Received, int RetryAfter, ReadOnlyMemory<byte> Body)
{
    public double Milliseconds => Stopwatch.GetElapsedTime(Sent, Received).TotalMilliseconds;
}

/// <summary>
/// HTTP/1.1 by hand: on a machine that client and platform share, what the client burns the platform lacks. Knows just what our own answers need
/// (RFC 9112): a status, and a body by Content-Length or in chunks. Sends the next request once the answer is there; connects when it must.
/// </summary>
public sealed class HttpConnection(Uri target) : IDisposable
{
    private readonly byte[] outgoing = new byte[8192];
    private byte[] incoming = new byte[16384];
    private Socket? socket;

    /// <summary>What a request begins with, up to the bearer token.</summary>
    /// <param name="target">The server.</param>
    /// <param name="path">The request's target.</param>
    /// <param name="method">HTTP's.</param>
    /// <param name="length">Of its body, which is JSON; none when 0.</param>
    public static byte[] Head(Uri target, string path, string method = "POST", int length = 0) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {target.Authority}\r\nContent-Length: {length}\r\n{(length > 0 ? "Content-Type: application/json\r\n" : "")}Authorization: Bearer ");

    public async ValueTask<Answer> SendAsync(byte[] head, byte[] token, byte[]? json = null)
    {
        json ??= [];
        head.CopyTo(outgoing, 0);
        token.CopyTo(outgoing, head.Length);
        "\r\n\r\n"u8.CopyTo(outgoing.AsSpan(head.Length + token.Length));
        json.CopyTo(outgoing, head.Length + token.Length + 4);
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (socket is null)
            {
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target.Port));
            }

            await socket.SendAsync(outgoing.AsMemory(0, head.Length + token.Length + 4 + json.Length));
            var (status, body, retryAfter, stays) = await ReceiveAsync(socket);
            if (!stays)
            {
                Dispose();
            }

            return new Answer(status, start, Stopwatch.GetTimestamp(), retryAfter, body);
        }
        catch (SocketException)
        {
            Dispose();
            return new Answer(0, start, Stopwatch.GetTimestamp(), 0, default);
        }
    }

    public void Dispose()
    {
        socket?.Dispose();
        socket = null;
    }

    private async ValueTask<(int Status, ReadOnlyMemory<byte> Body, int RetryAfter, bool Stays)> ReceiveAsync(Socket from)
    {
        for (var length = 0; ;)
        {
            var read = await from.ReceiveAsync(incoming.AsMemory(length));
            if (read == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            length += read;
            if (length == incoming.Length)
            {
                Array.Resize(ref incoming, 2 * length);
            }

            if (TryParse(incoming.AsSpan(0, length), out var status, out var body, out var retryAfter, out var stays))
            {
                return (status, body, retryAfter, stays);
            }
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> answer, out int status, out ReadOnlyMemory<byte> body, out int retryAfter, out bool stays)
    {
        (status, body, retryAfter, stays) = (0, default, 0, true);
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..(end + 2)];
        var rest = answer[(end + 4)..];
        status = ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0');
        stays = head.IndexOf("Connection: close"u8) < 0;
        retryAfter = status < 400 ? 0 : Number(head, "Retry-After: "u8) ?? 0;
        if (status == 204)
        {
            return true;
        }

        if (Number(head, "Content-Length: "u8) is { } length)
        {
            if (rest.Length < length)
            {
                return false;
            }

            body = rest[..length].ToArray();
            return true;
        }

        // Chunks: our small answers come in one, followed by the empty one.
        if (!rest.EndsWith("0\r\n\r\n"u8))
        {
            return false;
        }

        var first = rest.IndexOf("\r\n"u8) + 2;
        body = rest[first..^7].ToArray();
        return true;
    }

    private static int? Number(ReadOnlySpan<byte> head, ReadOnlySpan<byte> field)
    {
        var at = head.IndexOf(field);
        if (at < 0)
        {
            return null;
        }

        var number = 0;
        for (var i = at + field.Length; head[i] != '\r'; i++)
        {
            number = (number * 10) + (head[i] - '0');
        }

        return number;
    }
}
