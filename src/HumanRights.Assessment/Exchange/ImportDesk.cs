using System.Text.Json;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Npgsql;

namespace HumanRights.Assessment.Exchange;

/// <summary>Where the questions of one file go.</summary>
/// <param name="ProgrammeId">Whose bank.</param>
/// <param name="ModuleNumber">Which module's.</param>
/// <param name="Owner">Of those that name none.</param>
/// <param name="Entities">Those that give the module.</param>
/// <param name="DryRun">Whether nothing is stored.</param>
internal sealed record ImportInto(Guid ProgrammeId, int ModuleNumber, string? Owner, IReadOnlyList<string> Entities, bool DryRun);

/// <summary>
/// Decides questions of one file part by part, and remembers which it has met. A part is one transaction: interrupted at any moment, it is there as a whole or
/// not at all, and the same file sent again goes on where it ended.
/// </summary>
internal sealed class ImportDesk(ImportInto into, EventWriter writer, MediumRows media, CancellationToken cancellation)
{
    private readonly Dictionary<Guid, Guid> met = [];

    public async Task<QuestionLine[]> DecideAsync(IReadOnlyList<FileQuestion> part)
    {
        var own = await OwnAsync(part);
        var lines = new QuestionLine[part.Count];
        var open = new List<Open>();
        foreach (var (i, question) in part.Index())
        {
            var body = question.Content is { } sent ? sent with { Owner = sent.Owner ?? into.Owner } : null;
            if ((question.Refused ?? Bounds.Exceeded(body!)) is { } refused)
            {
                lines[i] = QuestionLine.Refused(question, refused);
                continue;
            }

            var content = body!.Content;
            var words = NamedId.Of(JsonSerializer.SerializeToUtf8Bytes(content));
            var id = IdOf(question.Key, words, own);
            if (!met.TryAdd(id, words))
            {
                lines[i] = met[id] == words ? QuestionLine.Of(question, "duplicate-in-file", id) : QuestionLine.Refused(question, KeyTwice);
            }
            else if (await MissingAsync(question, content) is { } name)
            {
                lines[i] = QuestionLine.Refused(question, FileRefusals.MediumMissing(name));
            }
            else
            {
                open.Add(new Open(i, id, content, question));
            }
        }

        foreach (var (one, outcome) in open.Zip(into.DryRun ? await RehearseAsync(open) : await SaveAsync(open)))
        {
            lines[one.Index] = outcome.Rejection switch
            {
                null => QuestionLine.Of(one.Question, outcome.Events.Count > 0 ? "drafted" : "already-there", one.ItemId),
                { Kind: RejectionKind.Busy } => QuestionLine.NotDecided(one.Question),
                var rejection => QuestionLine.Refused(one.Question, rejection),
            };
        }

        return lines;
    }

    /// <summary>Those of the keys that are ids of this very bank's items.</summary>
    private async Task<HashSet<Guid>> OwnAsync(IReadOnlyList<FileQuestion> part)
    {
        string[] streams = [.. part.Select(q => Guid.TryParseExact(q.Key, "D", out var id) ? Item.Stream(id) : null).OfType<string>().Distinct()];
        return (await writer.ReadEachAsync<Item>(streams, cancellation)).Select(found => found.State)
            .Where(i => i.Latest is not null && i.ProgrammeId == into.ProgrammeId && i.ModuleNumber == into.ModuleNumber).Select(i => i.Id).ToHashSet();
    }

    /// <summary>An item exported from this very bank has its id; any other has one that follows from what it is called, or what it says.</summary>
    private Guid IdOf(string? key, Guid words, HashSet<Guid> own) =>
        Guid.TryParseExact(key, "D", out var id) && own.Contains(id) ? id
        : NamedId.Of($"question {into.ProgrammeId} {into.ModuleNumber} {(key is null ? $"words {words}" : $"key {key}")}");

    /// <summary>A medium that came neither with the question nor before it.</summary>
    private async Task<string?> MissingAsync(FileQuestion question, ItemContent content)
    {
        var elsewhere = content.Question.Media.Where(m => question.Files.All(f => f.Id != m.FileId)).ToList();
        return await media.HoldsAsync([.. elsewhere.Select(m => m.FileId)], cancellation) ? null : elsewhere[0].Name;
    }

    private Decision Decide(Open one, Item item) => item.Import(one.ItemId, into.ProgrammeId, into.ModuleNumber, one.Content, into.Entities);

    private async Task<IReadOnlyList<Outcome<Item>>> RehearseAsync(List<Open> open)
    {
        var found = await writer.ReadEachAsync<Item>([.. open.Select(o => Item.Stream(o.ItemId))], cancellation);
        return
        [
            .. open.Zip(found, (one, item) =>
            {
                var decision = Decide(one, item.State);
                return new Outcome<Item>(item.State, item.Version, decision.Events, decision.Rejection);
            }),
        ];
    }

    private async Task<IReadOnlyList<Outcome<Item>>> SaveAsync(IReadOnlyList<Open> open)
    {
        try
        {
            return await writer.DecideEachAsync<Item>(
                [.. open.Select(o => Item.Stream(o.ItemId))], (i, item, _) => Decide(open[i], item),
                alongside: (session, i) =>
                {
                    foreach (var file in open[i].Question.Files)
                    {
                        session.Keep(file);
                    }
                },
                cancellation);
        }
        catch (Exception e) when (IsUnstorable(e))
        {
            if (open is [_])
            {
                return [new Outcome<Item>(Item.Initial, 0, [], Unstorable)];
            }

            // The others must not suffer for it.
            var each = new List<Outcome<Item>>(open.Count);
            foreach (var one in open)
            {
                each.AddRange(await SaveAsync([one]));
            }

            return each;
        }
    }

    /// <summary>The database says of a value that it is none (SQLSTATE class 22).</summary>
    private static bool IsUnstorable(Exception? e) => e is PostgresException { SqlState: ['2', '2', ..] } || (e is { InnerException: { } inner } && IsUnstorable(inner));

    private sealed record Open(int Index, Guid ItemId, ItemContent Content, FileQuestion Question);

    private static Rejection KeyTwice { get; } = new(
        "key-used-twice",
        new Text("An earlier question of the file is called the same and says something else.", "Uma pergunta anterior do ficheiro tem o mesmo identificador e diz outra coisa."),
        new Text("Give each question an id of its own, or none.", "Dê a cada pergunta um identificador próprio, ou nenhum."), RejectionKind.Invalid);

    private static Rejection Unstorable { get; } = new(
        "unstorable-value", new Text("A value of the question cannot be stored.", "Um valor da pergunta não pode ser guardado."),
        new Text("Correct it in the file and send the file again.", "Corrija-o no ficheiro e envie-o de novo."), RejectionKind.Invalid);
}
