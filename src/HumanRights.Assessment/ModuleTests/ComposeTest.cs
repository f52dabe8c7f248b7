using System.ComponentModel.DataAnnotations;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.ModuleTests;

/// <param name="Items">Approved items of the module, in the order they are posed.</param>
/// <param name="ClosesAt">No attempt lasts beyond it.</param>
/// <param name="Minutes">Time limit of an attempt.</param>
/// <param name="OpensAt">Absent: now.</param>
/// <param name="Attempts">How many each person has.</param>
public sealed record ComposeTestBody(
    [Required, MinLength(1), MaxLength(100)] IReadOnlyList<Guid> Items, DateTimeOffset ClosesAt, [Range(1, 480)] int Minutes,
    DateTimeOffset? OpensAt = null, [Range(1, 5)] int Attempts = 1);

public sealed record TestPlan(DateTimeOffset? OpensAt, DateTimeOffset ClosesAt, int Minutes, int Attempts);

public static class ComposeTest
{
    /// <summary>
    /// Can be done anew until the test opens: before that nobody has seen an item. Afterwards a repeat of the same changes nothing
    /// and anything else is refused.
    /// </summary>
    public static Decision Compose(this ModuleTest test, Edition edition, int moduleNumber, IReadOnlyList<Item> items, TestPlan plan, DateTimeOffset now)
    {
        var opensAt = plan.OpensAt ?? test.Composition?.OpensAt ?? now;
        if (!edition.Known)
        {
            return Edition.Unknown;
        }

        if (edition.Modules.FirstOrDefault(m => m.Number == moduleNumber) is not { } module)
        {
            return Rejection.NotFound(new Text($"The edition has no module {moduleNumber}.", $"A edição não tem o módulo {moduleNumber}."));
        }

        if (items.Any(i => i.Latest is null))
        {
            return Item.Unknown;
        }

        if (items.Any(i => i.ProgrammeId != edition.ProgrammeId || i.ModuleNumber != moduleNumber))
        {
            return ItemOfAnotherModule;
        }

        if (items.Select(i => i.Id).Distinct().Count() != items.Count)
        {
            return ItemTwice;
        }

        if (items.Where(i => i.Approved is null).Select(i => i.Id).ToList() is { Count: > 0 } drafts)
        {
            return NotApproved(drafts);
        }

        var composed = new TestComposed(
            ModuleTest.IdOf(edition.Id, moduleNumber), edition.Id, moduleNumber, module.Title,
            [.. items.Select(i => new PosedItem(i.Id, i.Approved!.Number, i.Approved.Question))],
            opensAt, plan.ClosesAt, plan.Minutes, plan.Attempts, edition.PassMarkPercent);
        return test switch
        {
            { Composition: { } before } when before.SameAs(composed) => Decision.Nothing,
            { Composition: not null } when test.StageAt(now) != TestStage.Planned => AlreadyOpened,
            _ when plan.ClosesAt <= opensAt || plan.ClosesAt <= now => NoWindow,
            _ => Decision.Accept(composed),
        };
    }

    public static async Task<Results<Created<TestAnswer>, Refusal>> Handle(
        Guid editionId, int moduleNumber, ComposeTestBody body, EventWriter writer, TimeProvider clock, CancellationToken cancellation)
    {
        var testId = ModuleTest.IdOf(editionId, moduleNumber);
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        var items = new List<Item>();
        foreach (var id in body.Items)
        {
            items.Add((await writer.ReadAsync<Item>(Item.Stream(id), cancellation)).State);
        }

        var plan = new TestPlan(body.OpensAt?.ToUniversalTime(), body.ClosesAt.ToUniversalTime(), body.Minutes, body.Attempts);
        return await writer.DecideAsync<ModuleTest>(
                ModuleTest.Stream(testId),
                (t, now) => t.Compose(edition, moduleNumber, items, plan, now),
                alongside: session => session.Events.Append(TestKey.Stream(testId), writer.Stamp(session, new KeySealed(
                    testId, [.. items.Select(i => new ItemKey(i.Id, i.Approved!.Number, i.Approved.Key))]))),
                cancellation: cancellation)
            .RespondAsync(o => TypedResults.Created($"/api/assessment/tests/{testId}", TestAnswer.Of(o.State, clock.GetUtcNow())));
    }

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
