using System.Collections.Concurrent;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace HumanRights.Notifications.Sending;

/// <summary>Hands letters to a mail server (RFC 5321), over connections that are kept while there is something to send.</summary>
public sealed class SmtpPost(SmtpOptions options) : IPost, IAsyncDisposable
{
    private readonly ConcurrentBag<SmtpClient> idle = [];

    public int Lanes => options.Connections;

    public async Task<Delivery> DeliverAsync(MimeMessage message, DateTimeOffset created, CancellationToken cancellation)
    {
        SmtpClient? client = null;
        try
        {
            client = idle.TryTake(out var kept) && kept.IsConnected ? kept : await ConnectAsync(cancellation);
            await client.SendAsync(message, cancellation);
            idle.Add(client);
            return Delivery.Sent;
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode != 421 && e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted)
        {
            var delivery = JudgementOf(e);
            if (client is { IsConnected: true })
            {
                idle.Add(client);
            }

            return delivery;
        }
        catch (NotSupportedException)
        {
            // An address beyond ASCII, and a server that does not know such (RFC 6531).
            if (client is { IsConnected: true })
            {
                idle.Add(client);
            }

            return new(Fate.Refused, "address-not-supported");
        }
        catch (Exception e) when (e is SmtpCommandException or SmtpProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException
            or AuthenticationException or SslHandshakeException or IOException or SocketException or OperationCanceledException)
        {
            client?.Dispose();
            return new(Fate.Away, e is AuthenticationException ? "mail-server-away-unauthenticated" : e is SmtpCommandException c ? $"mail-server-away-{(int)c.StatusCode}" : "mail-server-away");
        }
    }

    public async Task RestAsync()
    {
        while (idle.TryTake(out var client))
        {
            using (client)
            using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            {
                try
                {
                    await client.DisconnectAsync(quit: true, patience.Token);
                }
                catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ProtocolException or CommandException)
                {
                    // It was leaving anyway.
                }
            }
        }
    }

    public async ValueTask DisposeAsync() => await RestAsync();

    /// <summary>
    /// A refusal of the recipient is about this letter alone, and for good when it begins with 5. A refusal of what was written may be a policy that is mended:
    /// it is tried again for as long as the sender has patience.
    /// </summary>
    private static Delivery JudgementOf(SmtpCommandException refusal) => new(
        refusal.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)refusal.StatusCode >= 500 ? Fate.Refused : Fate.Delayed,
        $"refused-{(int)refusal.StatusCode}");

    private async Task<SmtpClient> ConnectAsync(CancellationToken cancellation)
    {
        var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(options.Host!, options.Port, options.EffectiveSecurity, cancellation);
            if (options.User is { } user)
            {
                await client.AuthenticateAsync(user, options.Password ?? "", cancellation);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
