using System.Text.Json;
using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Items;

namespace HumanRights.Assessment.Tests.Exchange;

/// <summary>Files written by hand after the formats' documentation, taken in and given out again in every format.</summary>
public sealed class HandWrittenSpecs
{
    public static TheoryData<string, string> Ways => new((
        from source in (string[])["gift", "moodle", "qti"]
        from target in (string[])["gift", "moodle", "qti"]
        select (source, target)).ToArray());

    private static byte[] FileOf(string format) => format switch
    {
        "gift" => File.ReadAllBytes(Reading.Path("bank.gift.txt")),
        "moodle" => File.ReadAllBytes(Reading.Path("bank.moodle.xml")),
        _ => QtiSpecs.ByHand(),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_was_taken_from_one_comes_back_from_another_as_it_is(string source, string target)
    {
        var taken = (await Reading.AllAsync(source, FileOf(source))).Where(q => q.Content is { } c && Bounds.Exceeded(c) is null && c.Content.Incoherence() is null).ToList();
        taken.Select(q => q.Content!.Kind).Distinct().Count().ShouldBe(7);
        using var file = new MemoryStream();
        await using (var writer = FileFormat.Of(target)!.Writer(file))
        {
            foreach (var (i, question) in taken.Index())
            {
                await writer.WriteAsync((Samples.Id(i + 1), question.Content!.Content), question.Files, default);
            }

            await writer.EndAsync(default);
        }

        var back = await Reading.AllAsync(target, file.ToArray());
        back.Select(q => (q.Key, q.Refused?.Reason.En)).ShouldBe(taken.Select((_, i) => ((string?)$"{Samples.Id(i + 1)}", (string?)null)));
        foreach (var (question, original) in back.Zip(taken))
        {
            JsonSerializer.Serialize(question.Content!.Content).ShouldBe(JsonSerializer.Serialize(original.Content!.Content));
        }
    }
}
