using CsCheck;
using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Files;

namespace HumanRights.Assessment.Tests.Exchange;

/// <summary>What is exported and imported again is the same item, whatever it says. HR_HUNT=100000 looks for longer.</summary>
public sealed class RoundTripProperties
{
    private static readonly long Rounds = long.TryParse(Environment.GetEnvironmentVariable("HR_HUNT"), out var rounds) ? rounds : 400;

    public static TheoryData<string> Formats => ["gift", "moodle", "qti"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_item_comes_back_as_it_was(string format) => await Generated.Bodies.Array[1, 3].SampleAsync(async bodies =>
    {
        var form = FileFormat.Of(format)!;
        using var file = new MemoryStream();
        var items = bodies.Select((b, i) => (Id: Samples.Id(i + 1), b.Content)).ToList();
        await using (var writer = form.Writer(file))
        {
            foreach (var item in items)
            {
                await writer.WriteAsync(item, [.. ((MediumFile[])[Generated.Picture, Generated.Sound]).Where(f => item.Content.Question.Media.Any(m => m.FileId == f.Id))], default);
            }

            await writer.EndAsync(default);
        }

        var read = await Reading.AllAsync(format, file.ToArray());
        read.Select(q => (q.Refused?.Code, q.Refused?.Reason.En, q.Key)).ShouldBe(items.Select(i => ((string?)null, (string?)null, (string?)i.Id.ToString())));
        foreach (var (question, item) in read.Zip(items))
        {
            Bounds.Exceeded(question.Content!)?.Reason.En.ShouldBeNull();
            System.Text.Json.JsonSerializer.Serialize(question.Content!.Content).ShouldBe(System.Text.Json.JsonSerializer.Serialize(item.Content), System.Text.Encoding.UTF8.GetString(file.ToArray()));
            question.Remarks.Where(r => !r.En.Contains("alternative text")).ShouldBeEmpty();
        }
    }, iter: Rounds);

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task No_bytes_at_all_make_a_reader_fail(string format) => await Gen.OneOf(
        Gen.Byte.Array[0, 300], Gen.OneOf("<", ">", "&", "{", "}", "=", "~", "#", ":", "\\", "\n", "\n\n", "//", "[id:", "human-rights: {", "\"media\":[{", "<quiz>", "<question type=\"multichoice\">", "</question>", "<text>", "<![CDATA[",
            "]]>", "<!DOCTYPE", "<assessmentItem ", "xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\">", "PK\u0003\u0004", "\u0000", "é").Array[0, 40].Select(p => System.Text.Encoding.UTF8.GetBytes(string.Concat(p)))).SampleAsync(async bytes =>
    {
        foreach (var question in await Reading.AllAsync(format, bytes))
        {
            (question.Content is null).ShouldBe(question.Refused is not null);
        }
    }, iter: Rounds);
}
