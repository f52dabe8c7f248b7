using System.Globalization;
using MimeKit;

namespace HumanRights.Notifications.Sending;

/// <summary>
/// One file per letter, in order of their names. A file is there whole or not at all, and the same letter written again is the same file.
/// </summary>
public sealed class FolderPost(string folder) : IPost
{
    public const string Extension = ".eml";

    private static readonly FormatOptions Plain = Format(international: false);
    private static readonly FormatOptions International = Format(international: true);

    public int Lanes => 1;

    // A small file is written before an asynchronous write of it would have been arranged.
    public Task<Delivery> DeliverAsync(MimeMessage message, DateTimeOffset created, CancellationToken cancellation) => Task.FromResult(Deliver(message, created));

    public Task RestAsync() => Task.CompletedTask;

    private Delivery Deliver(MimeMessage message, DateTimeOffset created)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{created.UtcDateTime:yyyyMMdd'T'HHmmss.fff'Z'}-{message.MessageId!.Split('@')[0]}");
        var (file, draft) = (Path.Combine(folder, name + Extension), Path.Combine(folder, $".{name}.draft"));
        using var text = new MemoryStream();
        message.WriteTo(message.To.Mailboxes.Any(m => m.IsInternational) ? International : Plain, text);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(draft, text.GetBuffer().AsSpan(0, (int)text.Length));
            File.Move(draft, file, overwrite: true);
            return Delivery.Sent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(Fate.Away, "folder-away");
        }
    }

    private static FormatOptions Format(bool international)
    {
        var format = FormatOptions.Default.Clone();
        (format.NewLineFormat, format.International) = (NewLineFormat.Dos, international);
        return format;
    }
}
