using MailKit.Security;
using MimeKit;

namespace HumanRights.Notifications.Sending;

/// <summary>The section <c>Mail</c> of the configuration.</summary>
public sealed class MailOptions
{
    /// <summary>Name and address that letters come from; its domain ends their Message-IDs.</summary>
    public string From { get; init; } = "Programa de Direitos Humanos <no-reply@human-rights.invalid>";

    /// <summary>Where letters are put, one .eml each, when no mail server is given.</summary>
    public string Folder { get; init; } = Path.Combine(".local", "mail");

    /// <summary>How many letters a replica sends in a second at most, so that a rush's letters leave the machine to the rush; 0: none, they wait for other replicas.</summary>
    public int PerSecond { get; init; } = 50;

    /// <summary>
    /// For how long a letter is a replica's own. A replica that dies gives its letters back after it; one letter may take half of it.
    /// </summary>
    public TimeSpan Claim { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a letter waits for its edition's title. An edition is usually heard of long before its letters; order is not promised, though.</summary>
    public TimeSpan PatienceForEdition { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long letters that were sent or dropped are kept, for operators and as the inbox of messages that come again.</summary>
    public int KeptDays { get; init; } = 90;

    public SmtpOptions Smtp { get; init; } = new();

    public MailboxAddress Sender => MailboxAddress.Parse(From);
}

public sealed class SmtpOptions
{
    /// <summary>The mail server; without one, letters go to the folder.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>None, StartTls, SslOnConnect, StartTlsWhenAvailable. By default TLS is demanded as soon as a password would be sent.</summary>
    public SecureSocketOptions? Security { get; init; }

    /// <summary>How many letters are on their way to the server at once.</summary>
    public int Connections { get; init; } = 4;

    public SecureSocketOptions EffectiveSecurity => Security
        ?? (Port == 465 ? SecureSocketOptions.SslOnConnect : User is null ? SecureSocketOptions.StartTlsWhenAvailable : SecureSocketOptions.StartTls);
}
