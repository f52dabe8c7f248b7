using CsCheck;
using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.Tests.Exchange;

/// <summary>Items of every kind that authors may draft, with texts that hold what some format gives a meaning.</summary>
internal static class Generated
{
    private static readonly string[] Pieces =
    [
        "a", "Which?", " ", "  ", "\n", "\n\n", "\t", "=", "~", "#", "####", "{", "}", ":", "::", "\\", "\\n", "\\=", "%50%", "%", "->", "//", "// [id:x]", "$CATEGORY: x", "[html]", "[plain]", "[[", "]]",
        "[[chart.png]]", "[[clip.mp3]]", "[[no.png]]", "<", ">", "<b>", "</text>", "<!--", "-->", "--", "]]>", "<![CDATA[", "&", "&amp;", "&#123;", "&lt;", "&nbsp;", "\"", "'", "*", "\\*", "{mlang en}", "{mlang}",
        "<span lang=\"en\" class=\"multilang\">", "</span>", "multilang", "@@PLUGINFILE@@/", "T", "TRUE", "_____", "human-rights:", "é", "e\u0301", "ção", "\u00A0", "\u200B", "\u200F", "\u202Eabc", "مريم", "שלום",
        "田中", "\u3000", "\u2003", "\u2028", "\u0085", "\uFEFF", "😀", "\uD83D", "\uDE00", "\uFDD0", "\uE000", "\uFFFD", "\uFFFF", "\u0001", "\r", "\r\n", "1.5", ";", ",", "|", "- ", "^", "_", "true", "İ", "ß",
    ];

    private static readonly Gen<string> Raw = Gen.OneOf(Gen.OneOf(Pieces).Array[0, 8].Select(p => string.Concat(p)), Gen.String[0, 12]);

    private static Gen<string> Line(int longest) => Raw.Select(t => t.Length > longest ? t[..longest] : t).Where(t => ItemWords.Plain(t).Length > 0 && !string.IsNullOrWhiteSpace(t));

    private static readonly Gen<Words> Some = Gen.Frequency((2, Line(200).Select(t => new Words(t, t))), (3, Gen.Select(Line(200), Line(200), (en, pt) => new Words(en, pt))));

    private static Gen<T?> Or<T>(Gen<T> gen) where T : class => Gen.Frequency((1, Gen.Const((T?)null)), (1, gen.Select(T? (g) => g)));

    private static Gen<string[]> Ids(int least, int most) => Gen.Frequency(
        (1, Gen.Int[least, most].Select(n => QuestionDraft.OptionIds(n).ToArray())),
        (1, Gen.Int[least, most].SelectMany(n => Gen.OneOf("a", "b", "c", "true", "false", "1", "2", "x-1", "--", "-", "0", "z", "o27", "response").Array[n]).Where(ids => ids.Distinct().Count() == ids.Length)));

    private static readonly Gen<decimal> Figure = Gen.OneOf(
        Gen.Int[-100, 100].Select(i => (decimal)i), Gen.Select(Gen.Int[-100000, 100000], Gen.Int[0, 5], (i, d) => new decimal(Math.Abs(i), 0, 0, i < 0, (byte)d)),
        Gen.OneOf(0.0m, 1.50m, 33.33m, 33.33333m, 33.3333333333m, 1e-28m, 79228162514264337593543950335m, -0.1m, 0.333333333333333333333333333m));

    private static Gen<decimal> Percent(int least) => Figure.Select(f => Math.Clamp(f, least, 100));

    public static readonly MediumFile Picture = MediumFile.Of(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3 }).File!;

    public static readonly MediumFile Sound = MediumFile.Of(new byte[] { (byte)'I', (byte)'D', (byte)'3', 4, 5, 6 }).File!;

    private static readonly Gen<MediaBody[]> Media = Gen.Select(Gen.Int[0, 3], Or(Some), Or(Some), (which, one, other) => (MediaBody[])(which switch
    {
        0 => [],
        1 => [new MediaBody("chart.png", Picture.Id, one)],
        2 => [new MediaBody("clip.mp3", Sound.Id, one)],
        _ => [new MediaBody("clip.mp3", Sound.Id, one), new MediaBody("chart.png", Picture.Id, other)],
    }));

    private static readonly Gen<ContentBody> Common =
        from prompt in Some
        from weight in Gen.OneOf(Gen.Const(1m), Figure.Select(f => Math.Clamp(Math.Abs(f), 0.1m, 100m)))
        from explanation in Or(Some)
        from media in Media
        from name in Or(Line(200))
        from topics in Line(100).Array[0, 3]
        from objectives in Gen.OneOf("a", "b", "g").Array[0, 3]
        from owner in Or(Line(200))
        select new ContentBody(ItemKind.OpenText, prompt, Weight: weight, Explanation: explanation, Media: media, Name: name, Topics: topics, Objectives: objectives, Owner: owner);

    private static readonly Gen<Words?> Feedback = Or(Some);

    private static Gen<ContentBody> Choice(ItemKind kind) =>
        from body in Common
        from ids in kind == ItemKind.TrueFalse ? Gen.OneOf<string[]>(["true", "false"], ["false", "true"]) : Ids(2, 6)
        from right in kind == ItemKind.MultipleChoice ? Gen.Bool.Array[ids.Length] : Gen.Int[0, ids.Length - 1].Select(r => ids.Select((_, i) => i == r).ToArray())
        from texts in Some.Array[ids.Length]
        from feedback in Feedback.Array[ids.Length]
        from credits in Gen.OneOf(Gen.Const(new decimal?[ids.Length]), Percent(-100).Select(p => (decimal?)p).Array[ids.Length], Shared(right))
        from order in Gen.Bool
        from ordinary in Gen.Bool
        select body with
        {
            Kind = kind, FixedOrder = order,
            Options = [.. ids.Select((id, i) => new OptionBody(
                id, kind == ItemKind.TrueFalse && ordinary ? new Words(QuestionDraft.TrueFalseLabel(id).En, QuestionDraft.TrueFalseLabel(id).Pt) : texts[i], right[i], credits[i], Feedback: feedback[i]))],
        };

    // Weights that a multiple choice may have: chance finds few.
    private static Gen<decimal?[]> Shared(bool[] right) => Gen.OneOf(33.33m, 33.3333333m, 25m, 10.5m, 50m).SelectMany(first => Gen.OneOf<decimal?>(null, -100m, -50m, -33.33333m, 0m).Array[right.Length].Select(wrong =>
    {
        var rights = right.Index().Where(r => r.Item).Select(r => r.Index).ToList();
        return right.Select((r, i) => !r ? wrong[i] : rights.Count == 1 ? 100m : i == rights[^1] ? 100 - (first * (rights.Count - 1)) : (decimal?)first).ToArray();
    }));

    private static readonly Gen<ContentBody> Matching =
        from body in Common
        from ids in Ids(2, 5)
        from targets in Gen.OneOf(Gen.Int[2, 5].Select(n => Enumerable.Range(1, n).Select(i => $"{i}").ToArray()), Ids(2, 5))
        from pairs in Gen.Int[0, targets.Length - 1].Array[ids.Length]
        from texts in Gen.OneOf(Some, Gen.Const(new Words("same", "same"))).Array[ids.Length]
        from words in Gen.OneOf(Some, Gen.Const(new Words("same", "same"))).Array[targets.Length]
        from feedback in Feedback.Array[ids.Length]
        from order in Gen.Bool
        select body with
        {
            Kind = ItemKind.Matching, FixedOrder = order,
            Options = [.. ids.Select((id, i) => new OptionBody(id, texts[i], Match: targets[pairs[i]], Feedback: feedback[i]))],
            Targets = [.. targets.Select((id, i) => new TargetBody(id, words[i]))],
        };

    private static readonly Gen<ContentBody> Numeric =
        from body in Common
        from numbers in Gen.Select(Figure, Figure.Select(f => Math.Min(Math.Abs(f), 1e15m)), Gen.OneOf(Gen.Const(100m), Percent(0)), Feedback, (v, t, c, f) => new NumberBody(v, t, c, f)).Array[1, 4]
        from unit in Or(Line(40))
        select body with { Kind = ItemKind.Numeric, Numbers = numbers, Unit = unit };

    private static readonly Gen<ContentBody> ShortText =
        from body in Common
        from variants in Gen.Select(Gen.OneOf(Line(500), Gen.OneOf("a->b", "-> x", "=", "%50%x", "*x*", "\\*", "# 1", "true")), Gen.OneOf(Gen.Const(100m), Percent(0)), Feedback, (p, c, f) => new VariantBody(p, c, f)).Array[1, 4]
        from @case in Gen.Bool
        from accents in Gen.Bool
        select body with { Kind = ItemKind.ShortText, Variants = variants, CaseMatters = @case, AccentsMatter = accents };

    private static readonly Gen<ContentBody> OpenText =
        from body in Common
        from rubric in Gen.Select(Ids(0, 3), Some.Array[6], Figure, (ids, texts, points) => ids.Select((id, i) => new CriterionBody(id, texts[i], Math.Clamp(Math.Abs(points), 0.01m, 100))).ToArray())
        from notes in Or(Some)
        select body with { Rubric = rubric, MarkersNotes = notes };

    /// <summary>Such as the bank takes: what no author could draft needs no way out of it.</summary>
    public static readonly Gen<ContentBody> Bodies = Gen.OneOf(
            Choice(ItemKind.SingleChoice), Choice(ItemKind.MultipleChoice), Choice(ItemKind.TrueFalse), Matching, Numeric, ShortText, OpenText)
        .Where(b => Bounds.Exceeded(b) is null && b.Content.Incoherence() is null);
}
