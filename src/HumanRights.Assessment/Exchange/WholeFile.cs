using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>
/// A file is read to its end before anything of it is stored: one that is broken, means harm or is too long is refused as a whole, wherever that turns
/// out. What is wrong with one question alone is no matter of the file's.
/// </summary>
internal static class WholeFile
{
    public const int MostQuestions = 20_000;

    public static async Task<Rejection?> RefusedAsync(IAsyncEnumerable<FileQuestion> questions)
    {
        var before = 0;
        await foreach (var question in questions)
        {
            if (question.Broken || before == MostQuestions)
            {
                return At(question, before, question.Broken ? question.Refused! : TooMany);
            }

            before++;
        }

        return null;
    }

    private static Rejection At(FileQuestion question, int before, Rejection rejection)
    {
        var (en, pt) = question.Path is { } path ? ($"{FileRefusals.Shown(path)}, line", $"{FileRefusals.Shown(path)}, linha") : ("Line", "Linha");
        return rejection with
        {
            Reason = new Text(
                $"{en} {question.Line} (questions before it: {before}): {rejection.Reason.En} Nothing of the file was taken.",
                $"{pt} {question.Line} (perguntas antes: {before}): {rejection.Reason.Pt} Nada do ficheiro foi aceite."),
            Facts = new Dictionary<string, object?> { ["line"] = question.Line, ["questionsBefore"] = before },
        };
    }

    private static Rejection TooMany { get; } = new(
        "too-many-questions",
        new Text($"The file has more than {MostQuestions} questions.", $"O ficheiro tem mais de {MostQuestions} perguntas."),
        new Text("Send it in several parts.", "Envie-o em várias partes."), RejectionKind.Invalid);
}
