namespace HumanRights.Enrolment.Import;

/// <summary>What became of one line.</summary>
/// <param name="Line">1-based; the header is line 1.</param>
/// <param name="Outcome">seat, waiting, already-registered, refused, unknown-person, duplicate-in-file, malformed or not-decided.</param>
/// <param name="PersonId">The person, where one was found.</param>
/// <param name="Position">Place on the waiting list, as of this line.</param>
/// <param name="Code">The refusal's.</param>
/// <param name="Because">Why, in the reader's language.</param>
/// <param name="WayOut">What can be done about it.</param>
public sealed record ImportLine(
    int Line, string Outcome, Guid? PersonId = null, int? Position = null, string? Code = null, string? Because = null, string? WayOut = null);

/// <summary>The last line of the report.</summary>
/// <param name="DryRun">Nothing was registered: this is what would become of the file now.</param>
/// <param name="Complete">Every line was decided. Otherwise the same file may be sent again: who is registered stays so.</param>
/// <param name="Lines">Lines reported, the header and empty ones not counted.</param>
/// <param name="Outcomes">Lines by outcome.</param>
/// <param name="Refusals">Refused lines by the refusal's code.</param>
/// <param name="Blank">Empty lines passed over.</param>
/// <param name="IgnoredColumns">Columns that were not looked at.</param>
/// <param name="Because">Why it is not complete.</param>
/// <param name="WayOut">What to do then.</param>
public sealed record ImportSummary(
    bool DryRun, bool Complete, int Lines, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyDictionary<string, int> Refusals, int Blank,
    IReadOnlyList<string> IgnoredColumns, string? Because = null, string? WayOut = null);
