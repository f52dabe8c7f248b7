using System.Text;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Files;

/// <summary>
/// A picture or sound as it is stored and served. What it is, its bytes say: names and declared types are anybody's word. SVG is none of them,
/// because it can hold scripts.
/// </summary>
/// <param name="Id">Follows from content and type: the same file sent twice is one row.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Content">At most <see cref="MaxBytes"/>.</param>
public sealed record MediumFile(Guid Id, string Type, ReadOnlyMemory<byte> Content)
{
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <summary>The file these bytes are, or why they are not taken.</summary>
    public static (MediumFile? File, Rejection? Rejection) Of(ReadOnlyMemory<byte> content) => content switch
    {
        { Length: > MaxBytes } => (null, TooLarge),
        _ when TypeOf(content.Span) is { } type => (new MediumFile(NamedId.Of([.. Encoding.ASCII.GetBytes(type), 0, .. content.Span]), type, content), null),
        _ => (null, NotAMedium),
    };

    private static string? TypeOf(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => "audio/wav",
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => "audio/ogg",
        [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, 0xFB or 0xFA or 0xF3 or 0xF2, ..] => "audio/mpeg",
        _ => null,
    };

    public static Rejection TooLarge { get; } = new(
        "medium-too-large",
        new Text($"A picture or sound has at most {MaxBytes} bytes.", $"Uma imagem ou um som tem no máximo {MaxBytes} bytes."),
        new Text("Make it smaller and send it again.", "Reduza-o e envie-o de novo."), RejectionKind.Invalid);

    public static Rejection NotAMedium { get; } = new(
        "not-a-medium",
        new Text(
            "A file is neither a picture (PNG, JPEG, GIF, WebP) nor a sound (MP3, Ogg, WAV), whatever its name says.",
            "Um ficheiro não é uma imagem (PNG, JPEG, GIF, WebP) nem um som (MP3, Ogg, WAV), seja qual for o seu nome."),
        new Text("Save it as one of those and send it again; SVG is not taken, because it can hold scripts.", "Guarde-o num desses formatos e envie-o de novo; SVG não é aceite, porque pode conter programas."),
        RejectionKind.Invalid);

    /// <summary>Of an item that names it.</summary>
    public static Rejection NotSent { get; } = new(
        "unknown-medium", new Text("The item names a picture or sound that was not sent.", "A pergunta refere uma imagem ou um som que não foi enviado."),
        new Text("Send the file first and name it by the id answered.", "Envie primeiro o ficheiro e indique o identificador da resposta."), RejectionKind.Invalid);

    public static Rejection Unknown { get; } = Rejection.NotFound(new Text("There is no such picture or sound.", "Essa imagem ou som não existe."));
}
