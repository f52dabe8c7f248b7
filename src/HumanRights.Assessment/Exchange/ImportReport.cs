using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange;

/// <summary>What became of one question.</summary>
/// <param name="Line">Where it begins in the file, 1-based.</param>
/// <param name="Number">Its place among the file's questions, 1-based.</param>
/// <param name="Name">As in the file.</param>
/// <param name="Outcome">drafted, already-there, duplicate-in-file, refused or not-decided.</param>
/// <param name="ItemId">The item it is, or would be.</param>
/// <param name="Code">The refusal's.</param>
/// <param name="Because">Why, in the reader's language.</param>
/// <param name="WayOut">What can be done about it.</param>
/// <param name="Remarks">What of it was not taken, or was taken otherwise.</param>
/// <param name="Path">The file of a package it stands in.</param>
public sealed record QuestionLine(
    int Line, int Number, string? Name, string Outcome, Guid? ItemId = null, string? Code = null, string? Because = null, string? WayOut = null,
    IReadOnlyList<string>? Remarks = null, string? Path = null)
{
    public const string Undecided = "not-decided";

    internal static QuestionLine Of(FileQuestion question, string outcome, Guid? itemId = null) => new(
        question.Line, question.Number, question.Name, outcome, itemId, Remarks: question.Remarks.Count == 0 ? null : [.. question.Remarks.Select(r => r.ForReader())], Path: question.Path);

    internal static QuestionLine Refused(FileQuestion question, Rejection rejection) => Of(question, "refused") with
    {
        Code = rejection.Code, Because = rejection.Reason.ForReader(), WayOut = rejection.WayOut?.ForReader(),
    };

    internal static QuestionLine NotDecided(FileQuestion question) => Of(question, Undecided) with { Because = Interrupted.Reason.ForReader() };

    internal static Rejection Interrupted { get; } = new(
        "import-interrupted",
        new Text("The platform was interrupted before it came to this.", "A plataforma foi interrompida antes de aqui chegar."),
        new Text("Send the same file again: what was drafted stays as it is.", "Envie de novo o mesmo ficheiro: o que já é rascunho assim continua."), RejectionKind.Busy);
}

/// <summary>The last line of the report.</summary>
/// <param name="DryRun">Nothing was stored: this is what would become of the file now.</param>
/// <param name="Complete">Every question was decided.</param>
/// <param name="Questions">Questions reported.</param>
/// <param name="Outcomes">Questions by outcome.</param>
/// <param name="Refusals">Refused questions by the refusal's code.</param>
/// <param name="Because">Why it is not complete.</param>
/// <param name="WayOut">What to do then.</param>
public sealed record QuestionSummary(
    bool DryRun, bool Complete, int Questions, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyDictionary<string, int> Refusals,
    string? Because = null, string? WayOut = null);
