using HumanRights.Certification.Editions;
using HumanRights.EventSourcing;

namespace HumanRights.Certification.Ledgers;

public enum RequirementKind
{
    Seat,
    ModuleTest,
    Attendance,
    Involvement,
}

public enum LineState
{
    Met,
    Missing,

    /// <summary>Missing, and nothing the person can still do will change it.</summary>
    Unreachable,
}

/// <summary>One requirement, whether it is met, and why.</summary>
/// <param name="Kind">What is required.</param>
/// <param name="ModuleNumber">Of a module test.</param>
/// <param name="State">Met or not.</param>
/// <param name="Because">The evidence, or what is missing, in words.</param>
/// <param name="Achieved">In <paramref name="Unit"/>; absent while nothing is known.</param>
/// <param name="Required">In <paramref name="Unit"/>.</param>
/// <param name="Unit"><c>percent</c> or <c>points</c>; absent where nothing is counted.</param>
/// <param name="MetAt">When it was met.</param>
public sealed record Line(
    RequirementKind Kind, int? ModuleNumber, LineState State, Text Because, decimal? Achieved = null, decimal? Required = null, string? Unit = null, DateTimeOffset? MetAt = null);

/// <summary>The verdict: what the facts amount to, line by line. None before the edition's requirements are known.</summary>
public static class Verdict
{
    public static bool IsComplete(this Ledger ledger) => ledger.Requirements is not null && ledger.Lines().All(l => l.State == LineState.Met);

    /// <summary>When the last requirement was met, whatever the order the facts arrived in.</summary>
    public static DateTimeOffset? CompletedAt(this Ledger ledger) => ledger.Lines().Where(l => l.Kind != RequirementKind.Seat).Max(l => l.MetAt);

    public static IEnumerable<Line> Lines(this Ledger ledger) => ledger.Requirements is not { } required
        ? []
        : [
            SeatLine(ledger.Seat),
            .. required.Modules.Select(m => TestLine(m, required.Thresholds.PassMarkPercent, ledger.Tests.Values.Where(t => t.ModuleNumber == m.Number))),
            AttendanceLine(ledger.Attendance, required.Thresholds.AttendancePercent),
            InvolvementLine(ledger.Involvement, required.Thresholds.InvolvementPoints),
        ];

    /// <summary>The line in an edition that was cancelled: what was met stays met, the rest cannot be met any more.</summary>
    public static Line CalledOff(this Line line) => line.State == LineState.Met ? line : line with
    {
        State = LineState.Unreachable, Because = new Text("The edition was cancelled.", "A edição foi cancelada."),
    };

    private static Line SeatLine(Seat? seat) => seat switch
    {
        { Held: true } => new(RequirementKind.Seat, null, LineState.Met, new Text("The person has a seat in the edition.", "A pessoa tem lugar na edição."), MetAt: seat.At),
        { Held: false } => new(RequirementKind.Seat, null, LineState.Missing, new Text("The seat was given up.", "O lugar foi libertado.")),
        null => new(RequirementKind.Seat, null, LineState.Missing, new Text("No seat in the edition is known of.", "Não há conhecimento de um lugar na edição.")),
    };

    private static Line TestLine(Module module, int passMark, IEnumerable<TestResult> results)
    {
        var best = results.OrderByDescending(t => t.Passed).ThenByDescending(t => t.ScorePercent).ThenBy(t => t.At).FirstOrDefault();
        return best switch
        {
            null => new(RequirementKind.ModuleTest, module.Number, LineState.Missing,
                new Text($"No result of the test of module {module.Number} is released yet.", $"Ainda não foi divulgado nenhum resultado do teste do módulo {module.Number}."),
                null, passMark, "percent"),
            { Passed: true } => new(RequirementKind.ModuleTest, module.Number, LineState.Met,
                new Text($"The test of module {module.Number} was passed.", $"O teste do módulo {module.Number} foi superado."),
                best.ScorePercent, best.PassMarkPercent, "percent", best.At),
            _ => new(RequirementKind.ModuleTest, module.Number, LineState.Missing,
                new Text($"The best result in the test of module {module.Number} is below the pass mark.", $"O melhor resultado no teste do módulo {module.Number} está abaixo da nota mínima."),
                best.ScorePercent, best.PassMarkPercent, "percent"),
        };
    }

    private static Line AttendanceLine(Attendance? attendance, int requiredPercent) => attendance switch
    {
        null or { Met: false } when requiredPercent == 0 => new(RequirementKind.Attendance, null, LineState.Met, NothingRequired, null, 0, "percent"),
        null => new(RequirementKind.Attendance, null, LineState.Missing,
            new Text("Attendance has not reached what is required yet.", "A assiduidade ainda não atingiu o exigido."), null, requiredPercent, "percent"),
        { Met: true } => new(RequirementKind.Attendance, null, LineState.Met,
            new Text($"{attendance.AttendedMinutes} of {attendance.PlannedMinutes} planned minutes were attended.", $"Houve presença em {attendance.AttendedMinutes} dos {attendance.PlannedMinutes} minutos planeados."),
            Percent(attendance), attendance.RequiredPercent, "percent", attendance.At),
        _ => new(RequirementKind.Attendance, null, LineState.Unreachable,
            new Text($"Even with full attendance from now on, only {attendance.ReachableMinutes} of {attendance.PlannedMinutes} planned minutes can be reached.",
                $"Mesmo com presença total daqui em diante, só é possível chegar a {attendance.ReachableMinutes} dos {attendance.PlannedMinutes} minutos planeados."),
            Percent(attendance), attendance.RequiredPercent, "percent"),
    };

    private static Line InvolvementLine(Involvement? involvement, int requiredPoints) => involvement switch
    {
        null when requiredPoints == 0 => new(RequirementKind.Involvement, null, LineState.Met, NothingRequired, null, 0, "points"),
        null => new(RequirementKind.Involvement, null, LineState.Missing,
            new Text("Involvement has not reached what is required yet.", "O envolvimento ainda não atingiu o exigido."), null, requiredPoints, "points"),
        _ => new(RequirementKind.Involvement, null, LineState.Met,
            new Text($"{involvement.Points} points of involvement were given.", $"Foram atribuídos {involvement.Points} pontos de envolvimento."),
            involvement.Points, involvement.RequiredPoints, "points", involvement.At),
    };

    private static decimal Percent(Attendance a) => a.PlannedMinutes == 0 ? 0 : decimal.Round(a.AttendedMinutes * 100m / a.PlannedMinutes, 1);

    private static Text NothingRequired { get; } = new("This edition requires none.", "Esta edição não exige nenhum.");
}
