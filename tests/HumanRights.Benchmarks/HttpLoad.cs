using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HumanRights.Benchmarks;

/// <summary>What came back for one request; status 0: nothing did.</summary>
public readonly record struct Answer(int Status, double Milliseconds, ReadOnlyMemory<byte> Body);

/// <summary>One run: every request once, over a fixed number of connections that each wait for the answer before sending the next.</summary>
public sealed record LoadRun(IReadOnlyList<Answer> Answers, TimeSpan Elapsed)
{
    public double PerSecond => Answers.Count / Elapsed.TotalSeconds;

    public int Errors(int expected) => Answers.Count(a => a.Status != expected);

    public double Percentile(double share) => Samples.Percentile([.. Answers.Select(a => a.Milliseconds)], share);
}

/// <summary>
/// HTTP/1.1 by hand: on a machine that client and platform share, what the client burns the platform lacks. Knows just what our own answers need
/// (RFC 9112): a status, and a body by Content-Length or in chunks.
/// </summary>
public static class HttpLoad
{
    /// <summary>Posts an empty body once with each token.</summary>
    /// <param name="target">The server.</param>
    /// <param name="path">The request's target.</param>
    /// <param name="tokens">Bearer tokens, one for each request.</param>
    /// <param name="connections">How many requests are under way at any time.</param>
    public static async Task<LoadRun> PostAsync(Uri target, string path, IReadOnlyList<byte[]> tokens, int connections)
    {
        var head = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {target.Authority}\r\nContent-Length: 0\r\nAuthorization: Bearer ");
        var answers = new Answer[tokens.Count];
        var address = new IPEndPoint(IPAddress.Loopback, target.Port);
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(address);
            for (var i = Interlocked.Increment(ref next); i < tokens.Count; i = Interlocked.Increment(ref next))
            {
                answers[i] = await connection.SendAsync(head, tokens[i]);
            }
        })));
        return new LoadRun(answers, Stopwatch.GetElapsedTime(start));
    }

    private sealed class Connection(IPEndPoint address) : IDisposable
    {
        private readonly byte[] outgoing = new byte[8192];
        private readonly byte[] incoming = new byte[16384];
        private Socket? socket;

        public async ValueTask<Answer> SendAsync(byte[] head, byte[] token)
        {
            head.CopyTo(outgoing, 0);
            token.CopyTo(outgoing, head.Length);
            "\r\n\r\n"u8.CopyTo(outgoing.AsSpan(head.Length + token.Length));
            var start = Stopwatch.GetTimestamp();
            try
            {
                if (socket is null)
                {
                    socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(address);
                }

                await socket.SendAsync(outgoing.AsMemory(0, head.Length + token.Length + 4));
                var (status, body, stays) = await ReceiveAsync(socket);
                if (!stays)
                {
                    Dispose();
                }

                return new Answer(status, Stopwatch.GetElapsedTime(start).TotalMilliseconds, body);
            }
            catch (SocketException)
            {
                Dispose();
                return new Answer(0, Stopwatch.GetElapsedTime(start).TotalMilliseconds, default);
            }
        }

        public void Dispose()
        {
            socket?.Dispose();
            socket = null;
        }

        private async ValueTask<(int Status, ReadOnlyMemory<byte> Body, bool Stays)> ReceiveAsync(Socket from)
        {
            for (var length = 0; ;)
            {
                var read = await from.ReceiveAsync(incoming.AsMemory(length));
                if (read == 0)
                {
                    throw new SocketException((int)SocketError.ConnectionReset);
                }

                length += read;
                if (TryParse(incoming.AsSpan(0, length), out var status, out var body, out var stays))
                {
                    return (status, body, stays);
                }
            }
        }

        private static bool TryParse(ReadOnlySpan<byte> answer, out int status, out ReadOnlyMemory<byte> body, out bool stays)
        {
            (status, body, stays) = (0, default, true);
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return false;
            }

            var head = answer[..(end + 2)];
            var rest = answer[(end + 4)..];
            status = ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0');
            stays = head.IndexOf("Connection: close"u8) < 0;
            if (status == 204)
            {
                return true;
            }

            if (head.IndexOf("Content-Length: "u8) is var at and >= 0)
            {
                var length = 0;
                for (var i = at + 16; head[i] != '\r'; i++)
                {
                    length = (length * 10) + (head[i] - '0');
                }

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
    }
}
