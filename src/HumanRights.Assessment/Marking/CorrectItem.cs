using System.ComponentModel.DataAnnotations;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Due;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Assessment.Marking;

/// <param name="ItemId">An item of the test.</param>
/// <param name="Kind">What is done about it.</param>
/// <param name="Reason">Shown to everybody whose attempt has the item, with the released result: it must name nobody.</param>
/// <param name="OptionIds">Options that are right besides; in a multiple choice they may be chosen or left.</param>
/// <param name="Pairs">Of a matching: right besides.</param>
/// <param name="Numbers">Accepted besides.</param>
/// <param name="Variants">Accepted besides.</param>
/// <param name="Weight">Of a re-weighting: points for a full answer.</param>
public sealed record CorrectionBody(
    Guid ItemId, CorrectionKind Kind, [Required] Words Reason, [MaxLength(20)] IReadOnlyList<string>? OptionIds = null,
    [MaxLength(20)] IReadOnlyList<PairBody>? Pairs = null, [MaxLength(20)] IReadOnlyList<NumberBody>? Numbers = null,
    [MaxLength(20)] IReadOnlyList<VariantBody>? Variants = null, [Range(0.1, 100)] decimal? Weight = null)
{
    internal Correction Correction => new(Kind)
    {
        OptionIds = [.. (OptionIds ?? []).Distinct()],
        Pairs = [.. (Pairs ?? []).Select(p => new Pair(p.OptionId, p.TargetId)).Distinct()],
        Numbers = [.. (Numbers ?? []).Select(n => new AcceptedNumber(Figures.Plain(n.Value), Figures.Plain(n.Tolerance), Figures.Plain(n.CreditPercent), n.Feedback?.Text)).Distinct()],
        Texts = [.. (Variants ?? []).Select(v => new AcceptedText(ItemWords.Plain(v.Pattern), Figures.Plain(v.CreditPercent), v.Feedback?.Text)).Distinct()],
        Weight = Weight is { } weight ? Figures.Plain(weight) : null,
    };
}

/// <summary>
/// An item that is found faulty is put right once for all attempts of a test. A correction that would change nothing about the item is no event:
/// so is a repeat.
/// </summary>
public static class CorrectItem
{
    public static Decision Correct(this TestKey key, ModuleTest test, Guid itemId, Correction correction, Text reason, DateTimeOffset now)
    {
        if (test.Composition is not { } composed)
        {
            return ModuleTest.Unknown;
        }

        if (composed.Items.FirstOrDefault(i => i.ItemId == itemId) is not { } posed)
        {
            return UnknownItem;
        }

        if (correction.Misfit(posed.Question, reason) is { } misfit)
        {
            return misfit;
        }

        if (test.StageAt(now) == TestStage.Planned)
        {
            return NotOpened;
        }

        var corrected = new ItemCorrected(composed.TestId, key.Corrections.Count + 1, itemId, posed.Version, correction, reason, now);
        var after = key.Apply(corrected);
        return key.Standing(posed).SameAs(after.Standing(posed)) ? Decision.Nothing
            : after.MayLeaveNothing(composed) ? NothingLeft
            : Decision.Accept(corrected);
    }

    /// <summary>With the version that the preview told, so that what is applied is what was seen; a repeat is known for one whatever the version.</summary>
    public static async Task<Results<Ok<CorrectionsAnswer>, Refusal>> Handle(
        Guid testId, CorrectionBody body, [FromHeader(Name = "If-Match")] long? version, EventWriter writer, IQuerySession session, TimeProvider clock,
        CancellationToken cancellation)
    {
        var (test, testVersion) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        if (Decide(key, clock.GetUtcNow()) is { Rejection: null, Events.Count: 0 })
        {
            return await CorrectionList.Handle(testId, writer, session, cancellation);
        }

        if (version is null)
        {
            return new Refusal(NotPreviewed);
        }

        // Composed anew, it would have other keys.
        var outcome = await writer.DecideAsync<TestKey>(
            TestKey.Stream(testId), Decide, version, alongside: s => s.HoldStill(ModuleTest.Stream(testId), testVersion), cancellation: cancellation);
        return outcome.Rejection is { } rejection ? new Refusal(rejection) : await CorrectionList.Handle(testId, writer, session, cancellation);

        Decision Decide(TestKey key, DateTimeOffset now) => key.Correct(test, body.ItemId, body.Correction, body.Reason.Text, now);
    }

    /// <summary>Whether there could be an attempt all of whose items are dropped.</summary>
    private static bool MayLeaveNothing(this TestKey key, TestComposed test)
    {
        var counting = test.Items.Where(i => key.Standing(i).Weight != 0).Select(i => i.ItemId).ToHashSet();
        return !test.Fixed.Any(i => counting.Contains(i.ItemId)) && test.Items.Count - counting.Count >= test.ItemsPerAttempt;
    }

    private static Rejection? Misfit(this Correction correction, Question question, Text reason)
    {
        var accepted = correction.OptionIds.Count + correction.Pairs.Count + correction.Numbers.Count + correction.Texts.Count;
        return correction switch
        {
            _ when string.IsNullOrWhiteSpace(reason.En) || string.IsNullOrWhiteSpace(reason.Pt) =>
                Incoherent("The reason is empty in one language or both.", "O motivo está vazio numa língua ou em ambas."),
            _ when (correction.Weight is not null) != (correction.Kind == CorrectionKind.Reweight) =>
                Incoherent("A new weight belongs to a re-weighting, and only there.", "Um novo peso pertence a uma alteração de peso, e só a ela."),
            { Kind: not CorrectionKind.AcceptAlso } => accepted == 0 ? null
                : Incoherent("Answers are named only to be accepted also.", "Só se indicam respostas para as aceitar também."),
            _ when question.Kind == ItemKind.OpenText =>
                Incoherent("An open text is marked by people: mark it again instead.", "Um texto aberto é avaliado por pessoas: avalie-o de novo."),
            _ when accepted == 0 || accepted != question.Kind switch
            {
                ItemKind.Matching => correction.Pairs.Count,
                ItemKind.Numeric => correction.Numbers.Count,
                ItemKind.ShortText => correction.Texts.Count,
                _ => correction.OptionIds.Count,
            } => Incoherent("Items of this kind take other answers, or none is named.", "As perguntas deste tipo têm outras respostas, ou não se indica nenhuma."),
            _ when correction.OptionIds.Concat(correction.Pairs.Select(p => p.OptionId)).Any(id => question.Options.All(o => o.Id != id))
                || correction.Pairs.Any(p => question.Targets.All(t => t.Id != p.TargetId)) =>
                Incoherent("The item has no such option or target.", "A pergunta não tem essa opção ou esse alvo."),
            _ when correction.Texts.Any(t => t.CreditPercent > 0 && t.Pattern.All(c => c is '*' or ' ')) =>
                Incoherent("Any answer at all would earn points: drop the item instead.", "Qualquer resposta obteria pontos: anule antes a pergunta."),
            _ => null,
        };
    }

    private static Rejection Incoherent(string en, string pt) => new(
        "incoherent-correction", new Text(en, pt), new Text("Change the correction and preview it again.", "Altere a correção e pré-visualize-a de novo."), RejectionKind.Invalid);

    private static Rejection UnknownItem { get; } = Rejection.NotFound(new Text("The test has no such item.", "O teste não tem essa pergunta."));

    private static Rejection NotOpened { get; } = new(
        "test-not-open",
        new Text("Nobody has seen the test yet: its items can still be revised.", "Ainda ninguém viu o teste: as perguntas ainda podem ser revistas."),
        new Text("Revise the item and compose the test anew.", "Reveja a pergunta e componha o teste de novo."));

    private static Rejection NothingLeft { get; } = new(
        "last-item",
        new Text("An attempt could be left without any item that counts.", "Uma tentativa poderia ficar sem nenhuma pergunta que conte."),
        new Text("Accept further answers, or give the item another weight.", "Aceite mais respostas ou dê outro peso à pergunta."));

    private static Rejection NotPreviewed { get; } = new(
        "if-match-missing",
        new Text("A correction names the version its preview told.", "Uma correção indica a versão dada pela pré-visualização."),
        new Text("Preview it, and send its version as If-Match.", "Pré-visualize-a e envie a versão como If-Match."), RejectionKind.Invalid);
}
