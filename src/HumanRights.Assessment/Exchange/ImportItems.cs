using System.Runtime.CompilerServices;
using System.Text.Json;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Exchange;

/// <summary>
/// Questions of a file become drafts of a module's bank, each by the same rules as if an author had sent it. Each is saved before it is
/// reported; the same file sent again changes nothing, because what a question is called in the file, or else its very words, make its item's id.
/// </summary>
public static class ImportItems
{
    /// <summary>Questions decided together and reported together.</summary>
    private const int Part = 64;

    private const int AtATime = 8;

    /// <summary>Of one file.</summary>
    private const int MostQuestions = 20_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private static readonly SemaphoreSlim AtOnce = new(2);

    /// <summary>The same content is the same item, and another content under the same id is refused; what is the latest version already is no news.</summary>
    public static Decision Import(this Item item, Guid itemId, Guid programmeId, int moduleNumber, ItemContent content) =>
        item.Latest is { } latest && item.ProgrammeId == programmeId && item.ModuleNumber == moduleNumber && latest.Content.SameAs(content)
            ? Decision.Nothing
            : item.Draft(itemId, programmeId, moduleNumber, content);

    public static async Task<Results<LineReport, Refusal>> Handle(
        Guid programmeId, int moduleNumber, string format, bool? dryRun, HttpRequest request, EventWriter writer, MediumRows media, CancellationToken cancellation)
    {
        if (FileFormat.Of(format) is not { } form)
        {
            return new Refusal(FileFormat.Unknown);
        }

        if (moduleNumber is < 1 or > 20)
        {
            return new Refusal(NoModule);
        }

        if (!await AtOnce.WaitAsync(LongestWait, cancellation))
        {
            return new Refusal(TooManyImports);
        }

        Stream? file = null;
        var begun = false;
        try
        {
            file = await QuestionFile.ReceiveAsync(request, cancellation);
            var desk = new Desk(programmeId, moduleNumber, dryRun == true, writer, media, cancellation);
            var held = file;
            var report = await LineReport.BeginAsync(RunAsync(form.Read(file, cancellation), desk, cancellation), () =>
            {
                held.Dispose();
                AtOnce.Release();
            }, cancellation);
            begun = true;
            return report;
        }
        finally
        {
            if (!begun)
            {
                AtOnce.Release();
                if (file is not null)
                {
                    await file.DisposeAsync();
                }
            }
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<object>> RunAsync(
        IAsyncEnumerable<FileQuestion> questions, Desk desk, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (outcomes, refusals) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new SortedDictionary<string, int>(StringComparer.Ordinal));
        var (count, broken, stopped, begun) = (0, false, false, false);
        await foreach (var part in questions.Take(MostQuestions + 1).Chunk(Part).WithCancellation(cancellation))
        {
            QuestionLine[] lines;
            try
            {
                lines = stopped ? [.. part.Select(NotDecided)] : await desk.DecideAsync(part, count);
            }
            // Before anything was reported it is a refusal like any other.
            catch (Exception e) when (begun && Outage.Is(e))
            {
                lines = [.. part.Select(NotDecided)];
            }

            begun = true;
            stopped = stopped || lines.Any(l => l.Outcome == Undecided);
            foreach (var line in lines)
            {
                outcomes[line.Outcome] = outcomes.GetValueOrDefault(line.Outcome) + 1;
                if (line.Code is { } code)
                {
                    refusals[code] = refusals.GetValueOrDefault(code) + 1;
                }
            }

            count += part.Length;
            broken = broken || part.Any(q => q.Broken) || count > MostQuestions;
            yield return lines;
        }

        yield return
        [
            new QuestionSummary(
                desk.DryRun, !stopped && !broken, count, outcomes, refusals,
                stopped ? Interrupted.Reason.ForReader() : broken ? Ends.Reason.ForReader() : null,
                stopped ? Interrupted.WayOut!.ForReader() : broken ? Ends.WayOut!.ForReader() : null),
        ];
    }

    /// <summary>Decides questions of one file, and remembers which it has met.</summary>
    private sealed class Desk(Guid programmeId, int moduleNumber, bool dryRun, EventWriter writer, MediumRows media, CancellationToken cancellation)
    {
        private readonly Dictionary<Guid, Guid> met = [];

        public bool DryRun => dryRun;

        public async Task<QuestionLine[]> DecideAsync(FileQuestion[] part, int before)
        {
            var lines = new QuestionLine[part.Length];
            var open = new List<(int Index, Guid ItemId, ItemContent Content)>();
            foreach (var (i, question) in part.Index())
            {
                if (before + i >= MostQuestions)
                {
                    lines[i] = Line(question, "refused") with { Code = TooMany.Code, Because = TooMany.Reason.ForReader(), WayOut = TooMany.WayOut!.ForReader() };
                }
                else if ((question.Refused ?? Bounds.Exceeded(question.Content!)) is { } refused)
                {
                    lines[i] = Refused(question, refused);
                }
                else
                {
                    var content = question.Content!.Content;
                    var words = NamedId.Of(JsonSerializer.SerializeToUtf8Bytes(content));
                    var id = await IdAsync(question.Key, words);
                    if (met.TryAdd(id, words))
                    {
                        open.Add((i, id, content));
                    }
                    else
                    {
                        lines[i] = met[id] == words ? Line(question, "duplicate-in-file", id) : Refused(question, KeyTwice);
                    }
                }
            }

            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation }, async (one, _) =>
                lines[one.Index] = await DecideAsync(part[one.Index], one.ItemId, one.Content));
            return lines;
        }

        /// <summary>An item exported from this very bank has its id; any other has one that follows from what it is called, or what it says.</summary>
        private async Task<Guid> IdAsync(string? key, Guid words)
        {
            if (Guid.TryParseExact(key, "D", out var own))
            {
                var (item, _) = await writer.ReadAsync<Item>(Item.Stream(own), cancellation);
                if (item.Latest is not null && item.ProgrammeId == programmeId && item.ModuleNumber == moduleNumber)
                {
                    return own;
                }
            }

            return key is null ? NamedId.Of($"question {programmeId} {moduleNumber} words {words}") : NamedId.Of($"question {programmeId} {moduleNumber} key {key}");
        }

        private async Task<QuestionLine> DecideAsync(FileQuestion question, Guid itemId, ItemContent content)
        {
            Guid[] elsewhere = [.. content.Question.Media.Select(m => m.FileId).Where(id => question.Files.All(f => f.Id != id))];
            if (!await media.HoldsAsync(elsewhere, cancellation))
            {
                return Refused(question, FileRefusals.MediumMissing(content.Question.Media.First(m => elsewhere.Contains(m.FileId)).Name));
            }

            Decision Decide(Item item) => item.Import(itemId, programmeId, moduleNumber, content);
            if (dryRun)
            {
                var (item, _) = await writer.ReadAsync<Item>(Item.Stream(itemId), cancellation);
                var decision = Decide(item);
                return Decided(question, itemId, decision.Rejection, decision.Events);
            }

            var outcome = await writer.DecideAsync<Item>(
                Item.Stream(itemId), (item, _) => Decide(item),
                alongside: session =>
                {
                    foreach (var file in question.Files)
                    {
                        session.Keep(file);
                    }
                },
                cancellation: cancellation);
            return outcome.Rejection?.Kind == RejectionKind.Busy ? NotDecided(question) : Decided(question, itemId, outcome.Rejection, outcome.Events);
        }

        private static QuestionLine Decided(FileQuestion question, Guid itemId, Rejection? rejection, IReadOnlyList<object> events) =>
            rejection is not null ? Refused(question, rejection) : Line(question, events.Count > 0 ? "drafted" : "already-there", itemId);
    }

    private static QuestionLine Line(FileQuestion question, string outcome, Guid? itemId = null) => new(
        question.Line, question.Number, question.Name, outcome, itemId, Remarks: question.Remarks.Count == 0 ? null : [.. question.Remarks.Select(r => r.ForReader())], Path: question.Path);

    private static QuestionLine Refused(FileQuestion question, Rejection rejection) => Line(question, "refused") with
    {
        Code = rejection.Code, Because = rejection.Reason.ForReader(), WayOut = rejection.WayOut?.ForReader(),
    };

    private static QuestionLine NotDecided(FileQuestion question) => Line(question, Undecided) with { Because = Interrupted.Reason.ForReader() };

    private const string Undecided = "not-decided";

    private static Rejection Interrupted { get; } = new(
        "import-interrupted",
        new Text("The platform was interrupted before it came to this.", "A plataforma foi interrompida antes de aqui chegar."),
        new Text("Send the same file again: what was drafted stays as it is.", "Envie de novo o mesmo ficheiro: o que já é rascunho assim continua."), RejectionKind.Busy);

    private static Rejection Ends { get; } = new(
        "file-not-read-to-its-end",
        new Text("The file was not read to its end; its last line in this report says why.", "O ficheiro não foi lido até ao fim; a última linha deste relatório diz porquê."),
        new Text("Correct it and send it again: what was drafted stays as it is.", "Corrija-o e envie-o de novo: o que já é rascunho assim continua."), RejectionKind.Invalid);

    private static Rejection TooMany { get; } = new(
        "too-many-questions",
        new Text($"The file has more than {MostQuestions} questions.", $"O ficheiro tem mais de {MostQuestions} perguntas."),
        new Text("Send it in several parts.", "Envie-o em várias partes."), RejectionKind.Invalid);

    private static Rejection KeyTwice { get; } = new(
        "key-used-twice",
        new Text("An earlier question of the file is called the same and says something else.", "Uma pergunta anterior do ficheiro tem o mesmo identificador e diz outra coisa."),
        new Text("Give each question an id of its own, or none.", "Dê a cada pergunta um identificador próprio, ou nenhum."), RejectionKind.Invalid);

    private static Rejection NoModule { get; } = new(
        "unknown-module", new Text("A module has a number from 1 to 20.", "Um módulo tem um número de 1 a 20."),
        new Text("Name the module the questions belong to.", "Indique o módulo a que as perguntas pertencem."), RejectionKind.Invalid);

    private static Rejection TooManyImports { get; } = new(
        "too-many-imports",
        new Text("Several other files are being imported at this moment.", "Estão a ser importados vários outros ficheiros neste momento."),
        new Text("Nothing was changed: send the file again in a minute.", "Nada foi alterado: envie o ficheiro de novo dentro de um minuto."), RejectionKind.Busy);
}

/// <summary>What became of one question.</summary>
/// <param name="Line">Where it begins in the file, 1-based.</param>
/// <param name="Number">Its place among the file's questions, 1-based; 0 for what concerns the file.</param>
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
    IReadOnlyList<string>? Remarks = null, string? Path = null);

/// <summary>The last line of the report.</summary>
/// <param name="DryRun">Nothing was stored: this is what would become of the file now.</param>
/// <param name="Complete">The file was read to its end and every question was decided.</param>
/// <param name="Questions">Questions reported.</param>
/// <param name="Outcomes">Questions by outcome.</param>
/// <param name="Refusals">Refused questions by the refusal's code.</param>
/// <param name="Because">Why it is not complete.</param>
/// <param name="WayOut">What to do then.</param>
public sealed record QuestionSummary(
    bool DryRun, bool Complete, int Questions, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyDictionary<string, int> Refusals,
    string? Because = null, string? WayOut = null);
