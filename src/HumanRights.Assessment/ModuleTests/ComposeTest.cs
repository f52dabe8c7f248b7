using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.ModuleTests;

/// <param name="Count">So many items of those that fit.</param>
/// <param name="Kind">Of this kind only.</param>
/// <param name="Topic">About this only; capitals mean nothing.</param>
/// <param name="Objective">For this one only, by its letter.</param>
/// <param name="Weight">Points for a full answer to each, in place of the item's own.</param>
public sealed record SectionBody(
    [Range(1, 100)] int Count, ItemKind? Kind = null, [StringLength(ItemCoherence.LongestTopic)] string? Topic = null,
    [RegularExpression("^[a-z]$")] string? Objective = null, [Range(0.1, 100)] decimal? Weight = null);

/// <summary>Times are instants with an offset, or wall times of <paramref name="Zone"/>.</summary>
/// <param name="ClosesAt">No attempt lasts beyond it.</param>
/// <param name="Minutes">Time limit of an attempt.</param>
/// <param name="Items">Approved items of the module that every attempt poses, in this order.</param>
/// <param name="Sections">What is drawn besides, from the module's other approved items.</param>
/// <param name="DrawOnce">Whether all attempts get the same drawn items; otherwise each draws its own.</param>
/// <param name="ShuffleItems">Whether each attempt has its own order of items.</param>
/// <param name="ShuffleOptions">Whether each attempt has its own order of options, but where an item insists on its author's.</param>
/// <param name="OpensAt">Absent: now.</param>
/// <param name="Zone">Absent: Europe/Lisbon.</param>
/// <param name="Attempts">How many each person has.</param>
/// <param name="Counting">Which of them counts.</param>
/// <param name="Feedback">What participants see after the release.</param>
public sealed record ComposeTestBody(
    [Required, RegularExpression(WallTime.Pattern)] string ClosesAt, [Range(1, 480)] int Minutes,
    [MaxLength(100)] IReadOnlyList<Guid>? Items = null, [MaxLength(20)] IReadOnlyList<SectionBody>? Sections = null,
    bool DrawOnce = false, bool ShuffleItems = false, bool ShuffleOptions = true,
    [RegularExpression(WallTime.Pattern)] string? OpensAt = null, [RegularExpression(WallTime.Zones)] string? Zone = null,
    [Range(1, 5)] int Attempts = 1, Counting Counting = Counting.Best, Feedback Feedback = Feedback.Everything);

public sealed record TestPlan(DateTimeOffset? OpensAt, DateTimeOffset ClosesAt, int Minutes, int Attempts)
{
    public IReadOnlyList<SectionBody> Sections { get; init; } = [];

    public bool DrawOnce { get; init; }

    public TestPolicy Policy { get; init; } = TestPolicy.Usual;

    /// <value>Its number, if it is a rehearsal.</value>
    public int? Rehearsal { get; init; }
}

/// <summary>What a test can be made of.</summary>
/// <param name="Named">The fixed items, in their order.</param>
/// <param name="Bank">Items of the module; where there are sections, all that may fit one of them.</param>
/// <param name="Seed">What a draw once for all is made by, unless the test has one already.</param>
public sealed record Stock(IReadOnlyList<Item> Named, IReadOnlyList<Item> Bank, int Seed)
{
    /// <value>A rehearsal tells keys while the test is still to be taken: what one of them poses is kept from the other.</value>
    public IReadOnlySet<Guid> Kept { get; init; } = new HashSet<Guid>();

    public AnswerKey KeyOf(PosedItem posed) => Named.Concat(Bank).First(i => i.Id == posed.ItemId).Approved!.Key;
}

public static class ComposeTest
{
    /// <summary>
    /// Can be done anew until the test opens: before that nobody has seen an item. Afterwards a repeat of the same changes nothing
    /// and anything else is refused.
    /// </summary>
    public static Decision Compose(this ModuleTest test, Edition edition, int moduleNumber, Stock stock, TestPlan plan, DateTimeOffset now)
    {
        var opensAt = plan.OpensAt ?? test.Composition?.OpensAt ?? now;
        if (!edition.Known)
        {
            return Edition.Unknown;
        }

        if (edition.Cancelled is { } notice)
        {
            return Edition.IsCancelled(notice);
        }

        if (edition.Modules.FirstOrDefault(m => m.Number == moduleNumber) is not { } module)
        {
            return Rejection.NotFound(new Text($"The edition has no module {moduleNumber}.", $"A edição não tem o módulo {moduleNumber}."));
        }

        if (Unfit(stock.Named, edition, moduleNumber) is { } unfit)
        {
            return unfit;
        }

        if (stock.Named.Where(i => stock.Kept.Contains(i.Id)).Select(i => i.Id).ToList() is { Count: > 0 } kept)
        {
            return KeptApart(kept);
        }

        var (sections, drawnBy) = (Pools(stock, plan), default(int?));
        if (Sections.Refused(stock.Named.Count, sections) is { } refused)
        {
            return refused;
        }

        if (plan.DrawOnce && sections.Count > 0)
        {
            drawnBy = test.Composition?.DrawnBy ?? stock.Seed;
            var drawn = Draw.From(sections, drawnBy.Value);
            sections = [.. sections.Select((s, n) => s with { Pool = drawn[n] })];
        }

        var pool = sections.SelectMany(s => s.Pool).ToHashSet();
        var composed = new TestComposed(
            ModuleTest.IdOf(edition.Id, moduleNumber, plan.Rehearsal), edition.Id, moduleNumber, module.Title,
            [.. stock.Named.Concat(stock.Bank.Where(i => pool.Contains(i.Id))).Select(i => new PosedItem(i.Id, i.Approved!.Number, i.Approved.Question))],
            opensAt, plan.ClosesAt, plan.Minutes, plan.Attempts, edition.PassMarkPercent)
        {
            Sections = sections.Count == 0 ? null : sections,
            DrawnBy = drawnBy,
            Rehearsal = plan.Rehearsal,
            Policy = plan.Policy == TestPolicy.Usual ? null : plan.Policy,
        };
        return test switch
        {
            { Composition: { } before } when before.SameAs(composed) => Decision.Nothing,
            { Composition: not null } when test.StageAt(now) != TestStage.Planned => AlreadyOpened,
            _ when plan.ClosesAt <= opensAt || plan.ClosesAt <= now => NoWindow,
            _ => Decision.Accept(composed),
        };
    }

    public static Task<Results<Created<TestAnswer>, Refusal>> Handle(
        Guid editionId, int moduleNumber, ComposeTestBody body, EventWriter writer, BankRows bank, TimeProvider clock, CancellationToken cancellation) =>
        ComposeAsync(editionId, moduleNumber, null, body, writer, bank, clock, cancellation);

    public static Task<Results<Created<TestAnswer>, Refusal>> HandleRehearsal(
        Guid editionId, int moduleNumber, int number, ComposeTestBody body, EventWriter writer, BankRows bank, TimeProvider clock, CancellationToken cancellation) =>
        ComposeAsync(editionId, moduleNumber, number, body, writer, bank, clock, cancellation);

    private static async Task<Results<Created<TestAnswer>, Refusal>> ComposeAsync(
        Guid editionId, int moduleNumber, int? rehearsal, ComposeTestBody body, EventWriter writer, BankRows bank, TimeProvider clock, CancellationToken cancellation)
    {
        if (WallTime.Read(body.OpensAt, body.ClosesAt, body.Zone, out var opensAt, out var closesAt) is { } unclear)
        {
            return new Refusal(unclear);
        }

        var testId = ModuleTest.IdOf(editionId, moduleNumber, rehearsal);
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        var plan = new TestPlan(opensAt, closesAt!.Value, body.Minutes, body.Attempts)
        {
            Sections = body.Sections ?? [],
            DrawOnce = body.DrawOnce,
            Policy = new TestPolicy(body.Counting, body.Feedback, body.ShuffleItems, body.ShuffleOptions),
            Rehearsal = rehearsal,
        };
        var beside = (await writer.TestsOfAsync(edition, cancellation)).Where(t => t.Composition!.ModuleNumber == moduleNumber).ToList();
        if (rehearsal is { } number && EditionTests.NextRehearsal(beside) is var next && (number < 1 || number > next))
        {
            return new Refusal(NotNext(next));
        }

        var stock = await StockAsync(body.Items ?? [], plan, edition, moduleNumber, writer, bank, cancellation) with { Kept = beside.KeptFrom(rehearsal) };
        TestComposed? composed = null;
        return await writer.DecideAsync<ModuleTest>(
                ModuleTest.Stream(testId),
                (t, now) =>
                {
                    var decision = t.Compose(edition, moduleNumber, stock, plan, now);
                    composed = decision.Events.OfType<TestComposed>().SingleOrDefault();
                    return decision;
                },
                alongside: session => session.Events.Append(TestKey.Stream(testId), writer.Stamp(session, new KeySealed(
                    testId, [.. composed!.Items.Select(i => new ItemKey(i.ItemId, i.Version, stock.KeyOf(i)))]))),
                cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/assessment/tests/{testId}", TestAnswer.Of(o.State, clock.GetUtcNow())));
    }

    /// <summary>
    /// The rows of the bank say which items to read, and the items' own events what they are: no view needs to have caught up, and however large a bank
    /// is, no more of it is read than may fit. Its order is the same each time.
    /// </summary>
    private static async Task<Stock> StockAsync(
        IReadOnlyList<Guid> named, TestPlan plan, Edition edition, int moduleNumber, EventWriter writer, BankRows bank, CancellationToken cancellation)
    {
        var fitting = new SortedSet<Guid>();
        foreach (var rule in plan.Sections)
        {
            fitting.UnionWith(await bank.FittingAsync(
                edition.ProgrammeId, moduleNumber, rule.Kind, rule.Topic is null ? null : ItemWords.Plain(rule.Topic), rule.Objective, cancellation));
        }

        return new Stock(await LoadAsync(named), await LoadAsync(fitting), RandomNumberGenerator.GetInt32(int.MaxValue));

        async Task<IReadOnlyList<Item>> LoadAsync(IEnumerable<Guid> ids) =>
            [.. (await writer.ReadEachAsync<Item>([.. ids.Select(Item.Stream)], cancellation)).Select(i => i.State)];
    }

    private static Rejection? Unfit(IReadOnlyList<Item> named, Edition edition, int moduleNumber) =>
        named.Any(i => i.Latest is null) ? Item.Unknown
        : named.Any(i => i.ProgrammeId != edition.ProgrammeId || i.ModuleNumber != moduleNumber) ? ItemOfAnotherModule
        : named.DistinctBy(i => i.Id).Count() != named.Count ? ItemTwice
        : named.Where(i => i.Approved is null).Select(i => i.Id).ToList() is { Count: > 0 } drafts ? NotApproved(drafts)
        : null;

    private static IReadOnlyList<Section> Pools(Stock stock, TestPlan plan) =>
        [.. plan.Sections.Select(rule => new Section(
            rule.Count, rule.Kind, rule.Topic, rule.Objective, rule.Weight,
            [.. stock.Bank.Where(i => rule.Takes(i.Approved) && stock.Named.All(n => n.Id != i.Id) && !stock.Kept.Contains(i.Id)).Select(i => i.Id)]))];

    private static bool Takes(this SectionBody rule, ItemVersion? approved) =>
        approved is { Content: { Question: var question, Labels: var labels } }
        && (rule.Kind is null || rule.Kind == question.Kind)
        && (rule.Topic is null || labels.Topics.Contains(ItemWords.Plain(rule.Topic), StringComparer.OrdinalIgnoreCase))
        && (rule.Objective is null || labels.Objectives.Contains(rule.Objective));

    private static Rejection NotNext(int next) => new(
        "rehearsal-out-of-order",
        new Text($"Rehearsals are numbered from 1 to {EditionTests.MostRehearsals} without gaps.", $"Os ensaios são numerados de 1 a {EditionTests.MostRehearsals}, sem falhas."),
        new Text($"The highest number you can use is {next}.", $"O número mais alto que pode usar é {next}."))
    { Facts = new Dictionary<string, object?> { ["next"] = next } };

    private static Rejection KeptApart(IReadOnlyList<Guid> items) => new(
        "item-kept-apart",
        new Text("A rehearsal and the test of a module have no item in common: a rehearsal shows keys.", "Um ensaio e o teste de um módulo não têm perguntas em comum: o ensaio mostra as chaves."),
        new Text("Leave these items to one of them.", "Deixe estas perguntas só num deles."))
    { Facts = new Dictionary<string, object?> { ["items"] = items } };

    private static Rejection ItemOfAnotherModule { get; } = new(
        "item-of-another-module",
        new Text("An item belongs to another module's question bank.", "Uma pergunta pertence ao banco de outro módulo."),
        new Text("Choose items of this module.", "Escolha perguntas deste módulo."));

    private static Rejection ItemTwice { get; } = new(
        "item-twice", new Text("An item is named twice.", "Uma pergunta é indicada duas vezes."),
        new Text("Name each item once.", "Indique cada pergunta uma só vez."), RejectionKind.Invalid);

    private static Rejection NoWindow { get; } = new(
        "window-ends-before-it-begins",
        new Text("The test would close before anyone could take it.", "O teste fecharia antes de alguém o poder fazer."),
        new Text("Give a closing instant in the future and after the opening one.", "Indique um fecho no futuro e posterior à abertura."), RejectionKind.Invalid);

    private static Rejection AlreadyOpened { get; } = new(
        "test-already-opened",
        new Text("The test has opened: it stays as it was composed.", "O teste já abriu: fica como foi composto."),
        new Text("Compose a test before it opens.", "Componha o teste antes da abertura."));

    private static Rejection NotApproved(IReadOnlyList<Guid> drafts) => new(
        "item-not-approved",
        new Text("An item is not approved yet.", "Uma pergunta ainda não está aprovada."),
        new Text("Have it approved, or leave it out.", "Peça a sua aprovação ou retire-a."))
    { Facts = new Dictionary<string, object?> { ["items"] = drafts } };
}
