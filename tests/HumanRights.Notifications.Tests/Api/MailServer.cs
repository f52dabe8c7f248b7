using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HumanRights.LocalServers;
using MimeKit;

namespace HumanRights.Notifications.Tests.Api;

/// <summary>What a mail server has taken.</summary>
public sealed record Taken(string From, string To, string Raw)
{
    public MimeMessage Message => MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(Raw)));
}

/// <summary>A mail server with the least of RFC 5321, that refuses and breaks off as told.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> conversations = [];
    private TcpListener listener;
    private Task accepting = Task.CompletedTask;

    private MailServer(int port) => (Port, listener) = (port, new TcpListener(IPAddress.Loopback, port));

    public int Port { get; }

    public ConcurrentQueue<Taken> Letters { get; } = [];

    public int Conversations => conversations.Count;

    /// <summary>The answer to RCPT TO, by address; null is 250.</summary>
    public Func<string, string?> OnRecipient { get; set; } = _ => null;

    /// <summary>The answer to the end of a message that has been taken; null is 250, an empty one hangs up without a word.</summary>
    public Func<Taken, string?> OnMessage { get; set; } = _ => null;

    /// <summary>A server at an address where nobody listens yet.</summary>
    public static MailServer Closed() => new(Ports.Free());

    public static MailServer Start()
    {
        var server = Closed();
        server.Open();
        return server;
    }

    public void Open()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(conversations);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                conversations.Add(TalkAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await SayAsync(stream, "220 test.example.org ESMTP");
                var (from, to) = ("", "");
                while (await reader.ReadLineAsync(stop.Token) is { } line)
                {
                    var (verb, argument) = (line.Split(' ', ':')[0].ToUpperInvariant(), line);
                    switch (verb)
                    {
                        case "EHLO":
                            await SayAsync(stream, "250-test.example.org\r\n250 8BITMIME");
                            break;
                        case "MAIL":
                            (from, to) = (Between(argument), "");
                            await SayAsync(stream, "250 2.1.0 noted");
                            break;
                        case "RCPT":
                            var answer = OnRecipient(Between(argument));
                            to = answer is null ? Between(argument) : to;
                            await SayAsync(stream, answer ?? "250 2.1.5 noted");
                            break;
                        case "DATA":
                            await SayAsync(stream, "354 go on");
                            var taken = new Taken(from, to, await MessageAsync(reader));
                            var verdict = OnMessage(taken);
                            if (verdict is null or "")
                            {
                                Letters.Enqueue(taken);
                            }

                            if (verdict is "")
                            {
                                return;
                            }

                            await SayAsync(stream, verdict ?? "250 2.0.0 taken");
                            break;
                        case "QUIT":
                            await SayAsync(stream, "221 good bye");
                            return;
                        default:
                            await SayAsync(stream, "250 2.0.0 fine");
                            break;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Whoever called has gone, or this test has.
        }
    }

    private async Task<string> MessageAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
        {
            text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        }

        return text.ToString();
    }

    private static string Between(string command) => command.Split('<', '>')[1];

    private async Task SayAsync(NetworkStream stream, string answer) => await stream.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), stop.Token);
}
