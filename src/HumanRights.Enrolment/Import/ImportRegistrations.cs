using System.Runtime.CompilerServices;
using HumanRights.Enrolment.Editions;
using HumanRights.Enrolment.Integration;
using HumanRights.Enrolment.Rosters;
using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Import;

/// <summary>
/// The coordination registers many at once from a file: each line by the same rules as if the person had come by themselves, in the order of
/// the file. Done in parts, each committed before it is reported; sent again, the same file changes nothing for those registered already.
/// </summary>
public static class ImportRegistrations
{
    /// <summary>Lines resolved and decided together: as many as the vault answers at once.</summary>
    private const int Part = People.Batch;

    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    /// <summary>Each holds its file in memory.</summary>
    private static readonly SemaphoreSlim AtOnce = new(4);

    public static async Task<Results<LineReport, Refusal>> Handle(
        Guid editionId, bool? dryRun, HttpRequest request, EventWriter writer, RosterDesk desk, People people, TimeProvider clock, CancellationToken cancellation)
    {
        if (!await AtOnce.WaitAsync(LongestWait, cancellation))
        {
            return new Refusal(TooManyImports);
        }

        var begun = false;
        try
        {
            var (file, unreadable) = ImportFile.Open(await ImportFile.ReceiveAsync(request, cancellation));
            if (unreadable is not null)
            {
                return new Refusal(unreadable);
            }

            var (roster, _) = await desk.ReadAsync(editionId, cancellation);
            if (roster.Shut() is { } shut)
            {
                return new Refusal(roster.Announced || await UnknownEditions.IsPlannedAsync(writer, editionId, cancellation) ? shut : Edition.NotPlanned);
            }

            var decide = dryRun == true ? Rehearse(roster, clock) : AtTheDesk(editionId, desk, cancellation);
            var report = await LineReport.BeginAsync(RunAsync(file!, dryRun == true, people, decide, cancellation), () => AtOnce.Release(), cancellation);
            begun = true;
            return report;
        }
        catch (Exception e) when (Outage.Is(e))
        {
            return new Refusal(OnBehalf.VaultAway);
        }
        finally
        {
            if (!begun)
            {
                AtOnce.Release();
            }
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<object>> RunAsync(
        ImportFile file, bool dryRun, People people, DecideAll decide, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (seen, tally, stopped, begun) = (new HashSet<Guid>(), new Tally(), false, false);
        foreach (var rows in file.Rows().Chunk(Part))
        {
            ImportLine[] lines;
            try
            {
                lines = stopped ? [.. rows.Select(NotDecided)] : await PartAsync(rows, seen, people, decide, cancellation);
            }
            // Before anything was reported it is a refusal like any other.
            catch (Exception e) when (begun && Outage.Is(e))
            {
                lines = [.. rows.Select(NotDecided)];
            }

            begun = true;
            stopped = stopped || lines.Any(l => l.Outcome == Undecided);
            tally.Add(lines);
            yield return lines;
        }

        yield return
        [
            new ImportSummary(dryRun, !stopped, tally.Lines, tally.Outcomes, tally.Refusals, file.Blank, file.Ignored,
                stopped ? Interrupted.Reason.ForReader() : null, stopped ? Interrupted.WayOut!.ForReader() : null),
        ];
    }

    private static async Task<ImportLine[]> PartAsync(
        IReadOnlyList<ImportedRow> rows, HashSet<Guid> seen, People people, DecideAll decide, CancellationToken cancellation)
    {
        var emails = rows.Where(r => r.Email is not null).Select(r => r.Email!).Distinct().ToList();
        var byEmail = emails.Count == 0 ? new Dictionary<string, Guid>() : await people.FindAsync(emails, cancellation);
        var named = rows.Select(r => r.PersonId ?? (r.Email is not null && byEmail.TryGetValue(r.Email, out var id) ? id : (Guid?)null)).ToList();
        var ids = named.OfType<Guid>().Distinct().ToList();
        var known = ids.Count == 0 ? new Dictionary<Guid, PersonFacts>() : await people.FactsAsync(ids, cancellation);

        var lines = new ImportLine[rows.Count];
        var open = new List<(int Index, PersonFacts Person)>();
        foreach (var (i, row) in rows.Index())
        {
            if (row.Wrong is { } wrong)
            {
                lines[i] = new(row.Line, "malformed", Because: wrong.ForReader());
            }
            else if (named[i] is not { } id || !known.TryGetValue(id, out var person))
            {
                lines[i] = new(row.Line, "unknown-person", PersonId: row.PersonId, Because: Unknown.ForReader());
            }
            else if (!seen.Add(id))
            {
                lines[i] = new(row.Line, "duplicate-in-file", PersonId: id, Because: Twice.ForReader());
            }
            else
            {
                open.Add((i, person));
            }
        }

        var outcomes = await decide([.. open.Select(o => (Func<Roster, DateTimeOffset, Decision>)Decided(Guid.CreateVersion7(), o.Person))]);
        foreach (var ((i, person), outcome) in open.Zip(outcomes))
        {
            lines[i] = Line(rows[i], person.Id, outcome);
        }

        return lines;
    }

    private static Func<Roster, DateTimeOffset, Decision> Decided(Guid registrationId, PersonFacts person) =>
        (roster, now) => roster.DecideFor(registrationId, person, now);

    private static ImportLine Line(ImportedRow row, Guid personId, Outcome<Roster> outcome) => outcome switch
    {
        { Rejection.Kind: RejectionKind.Busy } => NotDecided(row) with { PersonId = personId },
        { Rejection: { } refused } => new(
            row.Line, "refused", PersonId: personId, Code: refused.Code,
            Because: (refused.IsAboutThePerson() ? HistoryWords.Refusal(refused.Code) : refused.Reason).ForReader(), WayOut: refused.WayOut?.ForReader()),
        { Events: [SeatTaken, ..] } => new(row.Line, "seat", PersonId: personId),
        { Events: [PlacedOnWaitingList placed, ..] } => new(row.Line, "waiting", PersonId: personId, Position: placed.Position),
        _ => new(row.Line, "already-registered", PersonId: personId),
    };

    private static ImportLine NotDecided(ImportedRow row) => new(row.Line, Undecided, Because: Interrupted.Reason.ForReader());

    /// <summary>On a copy of the roster as it stands; nothing is appended.</summary>
    private static DecideAll Rehearse(Roster roster, TimeProvider clock) => decisions =>
    {
        var outcomes = new List<Outcome<Roster>>(decisions.Count);
        foreach (var decide in decisions)
        {
            var decision = decide(roster, clock.GetUtcNow());
            roster = decision.Events.Aggregate(roster, (state, e) => state.Apply(e));
            outcomes.Add(new Outcome<Roster>(roster, 0, decision.Events, decision.Rejection));
        }

        return Task.FromResult<IReadOnlyList<Outcome<Roster>>>(outcomes);
    };

    /// <summary>What a busy desk did not decide is brought again; what it did decide and could not tell comes back as registered already.</summary>
    private static DecideAll AtTheDesk(Guid editionId, RosterDesk desk, CancellationToken cancellation) => async decisions =>
    {
        var outcomes = new List<Outcome<Roster>>(decisions.Count);
        for (var tries = 1; ; tries++)
        {
            var answers = await desk.DecideAllAsync(editionId, [.. decisions.Skip(outcomes.Count)], cancellation);
            outcomes.AddRange(answers.TakeWhile(o => o.Rejection?.Kind != RejectionKind.Busy));
            if (outcomes.Count == decisions.Count || tries == Tries)
            {
                outcomes.AddRange(answers.TakeLast(decisions.Count - outcomes.Count));
                return outcomes;
            }

            await Task.Delay(Pause, cancellation);
        }
    };

    private const string Undecided = "not-decided";

    private static Text Unknown { get; } = new("The platform knows nobody by this.", "A plataforma não conhece ninguém por isto.");

    private static Text Twice { get; } = new("An earlier line names the same person.", "Uma linha anterior indica a mesma pessoa.");

    private static Rejection Interrupted { get; } = new(
        "import-interrupted",
        new Text("The platform was interrupted before it came to this.", "A plataforma foi interrompida antes de aqui chegar."),
        new Text("Send the same file again: who is registered already stays so.", "Envie de novo o mesmo ficheiro: quem já está inscrito assim continua."),
        RejectionKind.Busy);

    private static Rejection TooManyImports { get; } = new(
        "too-many-imports",
        new Text("Several other files are being imported at this moment.", "Estão a ser importados vários outros ficheiros neste momento."),
        new Text("Nothing was changed: send the file again in a minute.", "Nada foi alterado: envie o ficheiro de novo dentro de um minuto."), RejectionKind.Busy);

    private delegate Task<IReadOnlyList<Outcome<Roster>>> DecideAll(IReadOnlyList<Func<Roster, DateTimeOffset, Decision>> decisions);

    private sealed class Tally
    {
        public int Lines { get; private set; }

        public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

        public void Add(IReadOnlyCollection<ImportLine> lines)
        {
            Lines += lines.Count;
            foreach (var line in lines)
            {
                Outcomes[line.Outcome] = Outcomes.GetValueOrDefault(line.Outcome) + 1;
                if (line.Code is { } code)
                {
                    Refusals[code] = Refusals.GetValueOrDefault(code) + 1;
                }
            }
        }
    }
}
