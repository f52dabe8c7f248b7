using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>Why a question of a file is not taken, before any rule for items is asked.</summary>
internal static class FileRefusals
{
    /// <param name="kind">What the file calls it.</param>
    public static Rejection KindNotHeld(string kind) => new(
        "kind-not-held",
        new Text($"The question bank has no questions of this kind: {Shown(kind)}.", $"O banco de perguntas não tem perguntas deste tipo: {Shown(kind)}."),
        new Text("Ask the same in one of the kinds it has.", "Pergunte o mesmo num dos tipos que existem."), RejectionKind.Invalid);

    public static Rejection Malformed(string en, string pt) => new(
        "malformed-question", new Text(en, pt), new Text("Correct it in the file and send the file again.", "Corrija-a no ficheiro e envie-o de novo."), RejectionKind.Invalid);

    /// <summary>Of the file as a whole: what follows cannot be read, or must not be.</summary>
    public static Rejection BrokenFile(string en, string pt) => new(
        "broken-file", new Text(en, pt),
        new Text(
            "Save the file anew in the program it comes from and send it again.", "Guarde o ficheiro de novo no programa de onde vem e volte a enviá-lo."), RejectionKind.Invalid);

    public static Rejection NotUtf8 { get; } = BrokenFile("From here on the file is not text in UTF-8.", "A partir daqui o ficheiro não é texto em UTF-8.");

    public static Rejection TooLarge(int most) => new(
        "question-too-large",
        new Text($"The question has more than {most} characters.", $"A pergunta tem mais de {most} caracteres."),
        new Text("Shorten it and send the file again.", "Encurte-a e envie o ficheiro de novo."), RejectionKind.Invalid);

    public static Rejection MediumMissing(string name) => new(
        "medium-missing",
        new Text($"A picture or sound it shows is not in the file: {Shown(name)}.", $"Uma imagem ou um som que mostra não está no ficheiro: {Shown(name)}."),
        new Text("Export the question with its files, or leave the picture out.", "Exporte a pergunta com os seus ficheiros ou retire a imagem."), RejectionKind.Invalid);

    public static Rejection MediumElsewhere(string address) => new(
        "medium-elsewhere",
        new Text($"A picture or sound it shows is on another server: {Shown(address)}.", $"Uma imagem ou um som que mostra está noutro servidor: {Shown(address)}."),
        new Text("Put the picture into the question itself; nothing is fetched from elsewhere.", "Ponha a imagem na própria pergunta; nada é obtido de outros servidores."), RejectionKind.Invalid);

    public static Rejection Number(string text) => Malformed(
        $"This is not a number that can be compared: {Shown(text)}.", $"Isto não é um número que se possa comparar: {Shown(text)}.");

    internal static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
