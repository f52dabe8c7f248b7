using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Items;

namespace HumanRights.Assessment.Tests.Exchange;

public sealed class GiftSpecs
{
    private static Task<List<FileQuestion>> ReadAsync(string text) => Reading.AllAsync("gift", System.Text.Encoding.UTF8.GetBytes(text));

    private static async Task<FileQuestion> OneAsync(string text) => (await ReadAsync(text)).ShouldHaveSingleItem();

    [Fact]
    public async Task A_file_of_every_kind_is_read()
    {
        var read = await Reading.AllAsync("gift", await File.ReadAllBytesAsync(Reading.Path("bank.gift.txt")));
        read.Select(q => (q.Line, q.Number, q.Name, q.Refused?.Code ?? q.Content!.Kind.ToString())).ShouldBe(
        [
            (5, 1, "Votar", "TrueFalse"), (7, 2, "Multiple choice", "SingleChoice"), (14, 3, null, "MultipleChoice"), (20, 4, "Short", "ShortText"), (22, 5, "Match", "Matching"),
            (24, 6, "Numbers", "Numeric"), (30, 7, "Range", "Numeric"), (32, 8, "Essay", "OpenText"), (35, 9, null, "kind-not-held"), (37, 10, "Broken", "malformed-question"),
            (39, 11, "Twice", "malformed-question"), (41, 12, "Everything wrong", "MultipleChoice"), (43, 13, "No form", "malformed-question"), (45, 14, "Far away", "medium-elsewhere"),
            (47, 15, "Not there", "medium-missing"), (49, 16, "Duas línguas", "SingleChoice"),
        ]);
        read.Where(q => q.Content is { } c && (Bounds.Exceeded(c) ?? c.Content.Incoherence()) is not null).Select(q => q.Number).ShouldBe([12]);

        var vote = read[0].Content!;
        (read[0].Key, vote.Prompt).ShouldBe(("Q1", new Words("Todas as pessoas podem votar.", "Todas as pessoas podem votar.")));
        vote.Topics.ShouldBe(["votar", "with ] bracket", "Igualdade"]);
        vote.Options!.Select(o => (o.Id, o.Text.Pt, o.Correct, o.Feedback?.En)).ShouldBe([("true", "Verdadeiro", false, "Não: há uma idade mínima."), ("false", "Falso", true, "Certo.")]);

        var single = read[1].Content!;
        (single.Prompt.En, single.Explanation!.En).ShouldBe(("Who chaired the drafting?", "It was a commission."));
        single.Options!.Select(o => (o.Id, o.Text.En, o.Correct, o.CreditPercent, o.Feedback?.En)).ShouldBe(
            [("a", "Eleanor Roosevelt", true, null, "Since 1946."), ("b", "A Roosevelt", false, 50m, null), ("c", "Nobody", false, null, "<Someone> did.")]);
        read[1].Remarks.ShouldHaveSingleItem().En.ShouldStartWith("Emphasis");

        // Choosing everything would earn everything there: here wrong ones cost as usual.
        read[2].Content!.Options!.Select(o => (o.Correct, o.CreditPercent)).ShouldBe([(true, (decimal?)null), (true, null), (false, null)]);
        read[2].Remarks.ShouldHaveSingleItem().Pt.ShouldContain("nada descontam");

        read[3].Content!.Prompt.En.ShouldBe("Two plus _____ equals four.");
        read[3].Content!.Variants!.Select(v => (v.Pattern, v.CreditPercent)).ShouldBe([("two", 100m), ("2", 50m), ("{2}", 100m)]);
        (read[3].Content!.CaseMatters, read[3].Content!.AccentsMatter).ShouldBe((false, true));

        var match = read[4].Content!;
        match.Options!.Select(o => (o.Id, o.Text.En, o.Match)).ShouldBe([("a", "Work", "1"), ("b", "Education", "2"), ("c", "Wages", "1")]);
        match.Targets!.Select(t => (t.Id, t.Text.En)).ShouldBe([("1", "23"), ("2", "26"), ("3", "1")]);

        read[5].Content!.Numbers!.Select(n => (n.Value, n.Tolerance, n.CreditPercent, n.Feedback?.En)).ShouldBe([(30m, 0m, 100m, "Exactly."), (30m, 1m, 50m, null)]);
        read[6].Content!.Numbers!.Select(n => (n.Value, n.Tolerance)).ShouldBe([(3m, 2m)]);
        read[7].Content!.Prompt.En.ShouldBe("Why = because?\nSay so:");
        read[15].Content!.Prompt.ShouldBe(new Words("Yes?", "Sim?"));
        read[15].Content!.Options!.Select(o => o.Text).ShouldBe([new Words("Sim", "Sim"), new Words("No", "Não")]);
        read.Where(q => q.Refused is not null).ShouldAllBe(q => q.Refused!.Reason.En.Length > 10 && q.Refused.Reason.Pt.Length > 10 && q.Refused.WayOut != null);
    }

    [Fact]
    public async Task What_is_no_text_in_utf_8_ends_the_file_there()
    {
        var read = await Reading.AllAsync("gift", [.. "One {T}\n\nTwo {T}\n\n"u8, .. new byte[9000].Select(_ => (byte)'x'), 0xE9, (byte)'\n']);
        read[^1].Refused!.Code.ShouldBe("broken-file");
        read[^1].Broken.ShouldBeTrue();
    }

    [Fact]
    public async Task Windows_line_ends_and_a_byte_order_mark_mean_nothing() =>
        (await ReadAsync("\uFEFF::One::Yes? {T}\r\n\r\n::Two::\r\nNo?\r\n{F}\r\n")).Select(q => (q.Line, q.Name, q.Content!.Prompt.En)).ShouldBe([(1, "One", "Yes?"), (3, "Two", "No?")]);

    [Fact]
    public async Task A_question_without_end_is_refused_and_its_neighbours_are_read()
    {
        var read = await ReadAsync($"One {{T}}\n\n{new string('x', 300_000)}\nmore {{T}}\n\nTwo {{T}}");
        read.Select(q => (q.Line, q.Refused?.Code)).ShouldBe([(1, null), (3, "question-too-large"), (6, null)]);
    }

    [Theory]
    [InlineData("a {#x}")]
    [InlineData("a {#1:y}")]
    [InlineData("a {#5..1}")]
    [InlineData("a {#1e40}")]
    [InlineData("a {=1 -> 2 ~b junk}", false)]
    [InlineData("a {b =c}")]
    [InlineData("a }{")]
    [InlineData("a {T} b }")]
    public async Task What_cannot_be_understood_is_refused(string text, bool refused = true) => ((await OneAsync(text)).Refused is not null).ShouldBe(refused);

    [Fact]
    public async Task Nothing_of_a_markup_is_left_that_could_act()
    {
        var read = await OneAsync("""[html]<script>alert(1)</script>Safe<img src\="x" onerror\="alert(2)"><iframe src\="//x">inside</iframe><svg onload\="x"><text>drawn</text></svg><style>*\{\}</style>&lt;b&gt; {T}""");
        read.Refused!.Code.ShouldBe("medium-missing");
        read = await OneAsync("""[html]<script>alert(1)</script>Safe<iframe src\="//x">inside</iframe><svg onload\="x"><text>drawn</text></svg><a href\="javascript\:x">link</a>&lt;b&gt; {T}""");
        read.Content!.Prompt.En.ShouldBe("Safelink<b>");
        read.Remarks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Deep_and_endless_markup_is_read_in_one_pass()
    {
        var read = await ReadAsync($"[html]{string.Concat(Enumerable.Repeat("<b><span class\\=multilang lang\\=en>", 4000))}x {{T}}\n\n[html]{new string('<', 100_000)} {{T}}\n\n[html]{string.Concat(Enumerable.Repeat("<svg>", 30_000))} {{T}}");
        read.Select(q => q.Refused?.Code).ShouldBe([null, null, null]);
        read[0].Content!.Prompt.En.ShouldBe("x");
    }

    [Fact]
    public async Task A_comment_that_does_not_fit_the_question_is_passed_over()
    {
        var read = await OneAsync("""
            // human-rights: {"options":["x","y","z"],"credits":[1],"weight":2,"pairs":["a"],"targets":["a"]}
            Which? {=a ~b}
            """);
        read.Content!.Options!.Select(o => (o.Id, o.CreditPercent)).ShouldBe([("a", (decimal?)null), ("b", null)]);
        read.Content!.Weight.ShouldBe(2);
        (await OneAsync("// human-rights: {\"options\":[null]}\nWhich? {=a ~b}")).Content.ShouldNotBeNull();
        (await OneAsync("// human-rights: not json\nWhich? {=a ~b}")).Content!.Weight.ShouldBe(1);
    }

    [Fact]
    public void An_item_is_written_for_who_reads_gift_elsewhere() => Assessment.Exchange.Gift.GiftWriter.Write("Q1", Samples.Counted).ShouldBe("""
        // [id:Q1]
        // human-rights: {"unit":"articles"}
        [html]<span lang\="en" class\="multilang">How many articles?</span><span lang\="pt" class\="multilang">How many articles? (pt)</span> {
        #
        =30:0#<span lang\="en" class\="multilang">Exactly.</span><span lang\="pt" class\="multilang">Exactly. (pt)</span>
        =%50%30:2
        }


        """);
}
