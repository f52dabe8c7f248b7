using System.Text;
using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Items;

namespace HumanRights.Assessment.Tests.Exchange;

public sealed class MoodleSpecs
{
    private static Task<List<FileQuestion>> ReadAsync(string text) => Reading.AllAsync("moodle", Encoding.UTF8.GetBytes(text));

    private static Task<List<FileQuestion>> QuestionAsync(string text) => ReadAsync($"<quiz><question type=\"essay\"><name><text>One</text></name>{text}</question><question type=\"essay\"><questiontext><text>Two</text></questiontext></question></quiz>");

    [Fact]
    public async Task A_file_as_Moodle_writes_it_is_read()
    {
        var read = await Reading.AllAsync("moodle", await File.ReadAllBytesAsync(Reading.Path("bank.moodle.xml")));
        read.Select(q => (q.Line, q.Number, q.Name, q.Refused?.Code ?? q.Content!.Kind.ToString())).ShouldBe(
        [
            (14, 1, "Votar & ser eleito", "SingleChoice"), (47, 2, "Vários", "MultipleChoice"), (60, 3, "Duas línguas", "TrueFalse"), (67, 4, "Artigos", "Matching"), (76, 5, "Artigos", "Numeric"),
            (85, 6, "Quem", "ShortText"), (93, 7, "Porquê", "OpenText"), (104, 8, "Contas", "kind-not-held"), (105, 9, "Lacunas", "kind-not-held"), (106, 10, "Arrastar", "kind-not-held"),
            (107, 11, "Leia", "kind-not-held"), (109, 12, "Escondida", "hidden-question"), (114, 13, "Todas erradas", "SingleChoice"), (121, 14, "Desenho", "not-a-medium"), (126, 15, "Lixo", "not-a-medium"),
            (131, 16, "Colada", "OpenText"), (143, 17, "Marcas ]]> e < sinais", "MultipleChoice"),
        ]);
        read.Where(q => q.Content is { } c && (Bounds.Exceeded(c) ?? c.Content.Incoherence()) is not null).Select(q => q.Number).ShouldBe([13]);

        var vote = read[0].Content!;
        (read[0].Key, vote.Weight, vote.FixedOrder).ShouldBe(("DH-01", 2.0000000m, true));
        vote.Topics.ShouldBe(["voto", "cidadania", "Igualdade e Diversidade"]);
        vote.Prompt.Pt.ShouldBe("Observe: [[grafico-um.png]]\n\nQuem vota?\nEscolha uma.");
        vote.Media!.Single().ShouldBe(new MediaBody("grafico-um.png", read[0].Files.Single().Id, new Words("Um \"gráfico\"", "Um \"gráfico\"")));
        // A picture of the explanation would be seen before the release.
        vote.Explanation!.En.ShouldBe("Artigo 21.º a solução");
        vote.Options!.Select(o => (o.Text.En, o.Correct, o.CreditPercent, o.Feedback?.En)).ShouldBe(
            [("Todos", true, null, "Certo."), ("Quase todos", false, 33.33333m, null), ("Só <alguns>", false, (decimal?)null, null)]);
        read[0].Remarks.Count.ShouldBe(4);

        read[1].Content!.Prompt.En.ShouldBe("Quais são direitos?\nEscolha todos.");
        read[1].Content!.FixedOrder.ShouldBeFalse();
        read[1].Content!.Options!.Select(o => (o.Correct, o.CreditPercent)).ShouldBe([(true, (decimal?)null), (true, null), (true, null), (false, null)]);
        read[2].Content!.Prompt.ShouldBe(new Words("Yes?", "Sim?"));
        read[2].Content!.Options!.Select(o => (o.Id, o.Correct, o.Feedback?.Pt)).ShouldBe([("true", false, "Não."), ("false", true, null)]);
        read[3].Content!.Options!.Select(o => (o.Text.Pt, o.Match)).ShouldBe([("Trabalho", "1"), ("Educação", "2")]);
        read[3].Content!.Targets!.Select(t => t.Text.Pt).ShouldBe(["23.º", "26.º", "1.º"]);
        read[4].Content!.Numbers!.Select(n => (n.Value, n.Tolerance, n.CreditPercent, n.Feedback?.Pt)).ShouldBe([(30m, 0m, 100m, "Trinta."), (30m, 2.5m, 50m, null)]);
        (read[4].Content!.Unit, read[4].Remarks.Count).ShouldBe(("artigos", 2));
        (read[5].Content!.CaseMatters, read[5].Content!.AccentsMatter).ShouldBe((true, true));
        read[5].Content!.Variants!.Select(v => (v.Pattern, v.CreditPercent, v.Feedback?.En)).ShouldBe([("*Eleanor Roosevelt*", 100m, null), ("A <b> \\* B", 50m, "Quase.")]);
        read[6].Content!.MarkersNotes!.Pt.ShouldBe("- Fundamento\n- Clareza");
        read[15].Content!.Prompt.Pt.ShouldBe("[[picture]]?");
        read[15].Content!.Media!.Single().Alternative.ShouldBeNull();

        var marks = read[16].Content!;
        (marks.Prompt.Pt, marks.Weight, marks.FixedOrder).ShouldBe(("Qual é maior: <a> ou b — x^2?", 1.5m, true));
        marks.Options!.Select(o => (o.Text.Pt, o.Correct, o.CreditPercent)).ShouldBe([("1 > 0", true, (decimal?)null), ("\"aspas\"", true, null), ("não", false, null), ("nunca", false, null)]);
        marks.Topics.ShouldBe(["Liberdade/Segurança"]);
    }

    [Theory]
    [InlineData("<!DOCTYPE quiz [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><quiz><question type=\"essay\"><name><text>&b;</text></name></question></quiz>")]
    [InlineData("<!DOCTYPE quiz SYSTEM \"http://127.0.0.1:1/x.dtd\"><quiz/>")]
    [InlineData("<!DOCTYPE quiz [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><quiz>&x;</quiz>")]
    [InlineData("<quiz><question type=\"essay\"><name><text>&x;</text></name></question></quiz>")]
    [InlineData("<quiz><question type=\"essay\"></quiz>")]
    [InlineData("<quiz><question")]
    [InlineData("")]
    [InlineData("GIFT? {T}")]
    [InlineData("<html><body/></html>")]
    [InlineData("<quiz>\u0001</quiz>")]
    public async Task What_is_no_file_of_Moodle_is_reported_as_that(string text)
    {
        var last = (await ReadAsync(text))[^1];
        (last.Refused!.Code, last.Broken).ShouldBe(("broken-file", true));
    }

    [Fact]
    public async Task A_break_is_told_with_its_line() =>
        (await ReadAsync("<quiz>\n<question type=\"essay\"><questiontext><text>One</text></questiontext></question>\n<question type=\"essay\">\n<oops</question></quiz>"))
            .Select(q => (q.Line, q.Refused?.Code)).ShouldBe([(2, null), (4, "broken-file")]);

    [Fact]
    public async Task Too_deep_too_long_and_too_many_parts_spoil_their_own_question_only()
    {
        string[] texts =
        [
            string.Concat(Enumerable.Repeat("<a>", 50_000)) + string.Concat(Enumerable.Repeat("</a>", 50_000)), $"<questiontext><text>{new string('x', 3_000_000)}</text></questiontext>",
            $"<questiontext><text><![CDATA[{new string('x', 3_000_000)}]]></text></questiontext>", string.Concat(Enumerable.Repeat("<a/>", 6_000)), string.Concat(Enumerable.Repeat("<file/>", 11)),
            $"<questiontext><text>x</text><file name=\"a\">{new string('A', 4_000_000)}</file></questiontext>",
        ];
        foreach (var text in texts)
        {
            var read = await QuestionAsync(text);
            read.Select(q => (q.Number, q.Refused is null)).ShouldBe([(1, false), (2, true)]);
            read[0].Name.ShouldBe("One");
        }
    }

    [Theory]
    [InlineData("moodle", "<quiz>", "<question type=\"essay\"><questiontext><text>{0}</text></questiontext></question>", "</quiz>")]
    [InlineData("gift", "", "{0} {{}}\n\n", "")]
    public async Task A_question_is_told_before_the_next_ones_are_read(string format, string before, string question, string after)
    {
        var one = Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, question, new string('x', 2000)));
        using var file = new Repeated(Encoding.UTF8.GetBytes(before), one, 20_000, Encoding.UTF8.GetBytes(after));
        var count = 0;
        await foreach (var read in FileFormat.Of(format)!.Read(file, default))
        {
            read.Content.ShouldNotBeNull();
            // As far as a buffer goes, and no further: what was told is held no more.
            (file.Position - (++count * (long)one.Length)).ShouldBeLessThan(200_000);
        }

        (count, file.Position > 40_000_000).ShouldBe((20_000, true));
    }

    /// <summary>A file that is nowhere as a whole.</summary>
    private sealed class Repeated(byte[] before, byte[] middle, int times, byte[] after) : Stream
    {
        private long at;

        public override long Length => before.Length + ((long)middle.Length * times) + after.Length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Position { get => at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var inside = at - before.Length;
            var from = inside < 0 ? before.AsSpan((int)at) : inside < (long)middle.Length * times ? middle.AsSpan((int)(inside % middle.Length)) : after.AsSpan((int)(inside - ((long)middle.Length * times)));
            var length = Math.Min(count, from.Length);
            from[..length].CopyTo(buffer.AsSpan(offset));
            at += length;
            return length;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
