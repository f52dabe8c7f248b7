using System.Runtime.CompilerServices;
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
    /// <summary>Questions saved together and reported together.</summary>
    private const int Part = 64;

    /// <summary>With pictures and sounds fewer.</summary>
    private const long PartBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private static readonly SemaphoreSlim AtOnce = new(2);

    /// <summary>The same content is the same item, and another content under the same id is refused; what is the latest version already is no news.</summary>
    public static Decision Import(this Item item, Guid itemId, Guid programmeId, int moduleNumber, ItemContent content, IReadOnlyList<string> entities) =>
        item.Latest is { } latest && item.ProgrammeId == programmeId && item.ModuleNumber == moduleNumber && latest.Content.SameAs(content)
            ? Decision.Nothing
            : item.Draft(itemId, programmeId, moduleNumber, content, entities);

    /// <param name="programmeId">Whose bank.</param>
    /// <param name="moduleNumber">Which module's.</param>
    /// <param name="format">Of the file.</param>
    /// <param name="dryRun">Whether nothing is stored.</param>
    /// <param name="owner">The entity that owns the questions that name none, by its code.</param>
    /// <param name="request">The file.</param>
    /// <param name="writer">The store.</param>
    /// <param name="media">Pictures and sounds.</param>
    /// <param name="bank">Who gives the module.</param>
    /// <param name="cancellation">The request's.</param>
    public static async Task<Results<LineReport, Refusal>> Handle(
        Guid programmeId, int moduleNumber, string format, bool? dryRun, string? owner, HttpRequest request,
        EventWriter writer, MediumRows media, BankRows bank, CancellationToken cancellation)
    {
        var entities = await bank.EntitiesAsync(programmeId, moduleNumber, cancellation);
        if ((FileFormat.Of(format) is null ? FileFormat.Unknown : moduleNumber is < 1 or > 20 ? NoModule : entities.Stranger(owner)) is { } refused)
        {
            return new Refusal(refused);
        }

        if (!await AtOnce.WaitAsync(LongestWait, cancellation))
        {
            return new Refusal(TooManyImports);
        }

        Stream? file = null;
        var begun = false;
        try
        {
            var form = FileFormat.Of(format)!;
            file = await QuestionFile.ReceiveAsync(request, cancellation);
            if (await WholeFile.RefusedAsync(form.Read(file, cancellation)) is { } spoilt)
            {
                return new Refusal(spoilt);
            }

            file.Position = 0;
            var desk = new ImportDesk(new ImportInto(programmeId, moduleNumber, owner, entities, dryRun == true), writer, media, cancellation);
            var held = file;
            var report = await LineReport.BeginAsync(RunAsync(form.Read(file, cancellation), desk, dryRun == true, cancellation), () =>
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
        IAsyncEnumerable<FileQuestion> questions, ImportDesk desk, bool dryRun, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (outcomes, refusals) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new SortedDictionary<string, int>(StringComparer.Ordinal));
        var (count, stopped) = (0, false);
        await foreach (var part in PartsAsync(questions, cancellation))
        {
            QuestionLine[] lines;
            try
            {
                lines = stopped ? [.. part.Select(QuestionLine.NotDecided)] : await desk.DecideAsync(part);
            }
            // Before anything was reported it is a refusal like any other.
            catch (Exception e) when (count > 0 && Outage.Is(e))
            {
                lines = [.. part.Select(QuestionLine.NotDecided)];
            }

            stopped = stopped || lines.Any(l => l.Outcome == QuestionLine.Undecided);
            foreach (var line in lines)
            {
                outcomes[line.Outcome] = outcomes.GetValueOrDefault(line.Outcome) + 1;
                if (line.Code is { } code)
                {
                    refusals[code] = refusals.GetValueOrDefault(code) + 1;
                }
            }

            count += lines.Length;
            yield return lines;
        }

        yield return
        [
            new QuestionSummary(
                dryRun, !stopped, count, outcomes, refusals,
                stopped ? QuestionLine.Interrupted.Reason.ForReader() : null, stopped ? QuestionLine.Interrupted.WayOut!.ForReader() : null),
        ];
    }

    private static async IAsyncEnumerable<IReadOnlyList<FileQuestion>> PartsAsync(IAsyncEnumerable<FileQuestion> questions, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (part, bytes) = (new List<FileQuestion>(Part), 0L);
        await foreach (var question in questions.WithCancellation(cancellation))
        {
            part.Add(question);
            bytes += question.Files.Sum(f => (long)f.Content.Length);
            if (part.Count == Part || bytes >= PartBytes)
            {
                yield return part;
                (part, bytes) = (new List<FileQuestion>(Part), 0);
            }
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    private static Rejection NoModule { get; } = new(
        "unknown-module", new Text("A module has a number from 1 to 20.", "Um módulo tem um número de 1 a 20."),
        new Text("Name the module the questions belong to.", "Indique o módulo a que as perguntas pertencem."), RejectionKind.Invalid);

    private static Rejection TooManyImports { get; } = new(
        "too-many-imports",
        new Text("Several other files are being imported at this moment.", "Estão a ser importados vários outros ficheiros neste momento."),
        new Text("Nothing was changed: send the file again in a minute.", "Nada foi alterado: envie o ficheiro de novo dentro de um minuto."), RejectionKind.Busy);
}
