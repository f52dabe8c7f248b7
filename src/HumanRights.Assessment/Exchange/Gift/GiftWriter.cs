using System.Globalization;
using System.Text;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange.Gift;

/// <summary>Items as GIFT. Pictures and sounds are named only: GIFT holds no files.</summary>
internal static class GiftWriter
{
    /// <param name="key">What the item is called, for who reads the file again.</param>
    /// <param name="content">What it says.</param>
    public static string Write(string key, ItemContent content)
    {
        var gift = new StringBuilder();
        var tags = content.Labels.Topics.All(t => t.AsSpan().IndexOfAny("[]\\\n") < 0);
        gift.Append("// [id:").Append(key).Append(']');
        gift.AppendJoin("", (tags ? content.Labels.Topics : []).Select(t => $" [tag:{t}]")).Append('\n');
        if (Extras.Write(content, tags ? Held.Topics : Held.Nothing) is { Length: > 0 } extras)
        {
            gift.Append("// ").Append(extras).Append('\n');
        }

        if (content.Labels.Name is { } name)
        {
            gift.Append("::").Append(Escaped(new Text(name, name))).Append("::");
        }

        gift.Append("[html]").Append(Escaped(content.Question.Prompt, content.Question.Media)).Append(" {");
        foreach (var line in Answers(content.Question, Extras.Sorted(content).Key))
        {
            gift.Append('\n').Append(line);
        }

        if (content.Key.Explanation is { } explanation)
        {
            gift.Append("\n####").Append(Escaped(explanation));
        }

        return gift.Append("\n}\n\n").ToString();
    }

    private static IEnumerable<string> Answers(Question question, AnswerKey key) => question.Kind switch
    {
        ItemKind.SingleChoice => Shared(question, key, (percent, right) => right ? "=" : percent == 0 ? "~" : $"~%{Figure(percent)}%"),
        ItemKind.MultipleChoice => Shared(question, key, (percent, _) => $"~%{Figure(percent)}%"),
        ItemKind.TrueFalse => [TrueOrFalse(key)],
        ItemKind.Matching => question.Options.Select(o => (o.Text, key.Pairs.First(p => p.OptionId == o.Id).TargetId))
            .Select(o => $"={Escaped(o.Text, question.Media)} -> {Escaped(question.Targets.First(t => t.Id == o.TargetId).Text, question.Media)}")
            .Concat(question.Targets.Where(t => key.Pairs.All(p => p.TargetId != t.Id)).Select(t => $"= -> {Escaped(t.Text, question.Media)}")),
        ItemKind.Numeric => key.Numbers.Select((n, i) => $"{(i == 0 ? "#\n" : "")}={Percent(n.CreditPercent)}{Figure(n.Value)}:{Figure(n.Tolerance)}{Feedback(n.Feedback)}"),
        // A text that begins like a percentage has one before it.
        ItemKind.ShortText => key.Texts.Select(t => $"={(t.Pattern[0] == '%' ? $"%{Figure(t.CreditPercent)}%" : Percent(t.CreditPercent))}{GiftText.Escape(t.Pattern)}{Feedback(t.Feedback)}"),
        _ => [],
    };

    private static IEnumerable<string> Shared(Question question, AnswerKey key, Func<decimal, bool, string> sign)
    {
        var percents = Shares.Of(question, key);
        return question.Options.Select((o, i) => sign(percents[i], key.Correct.Contains(o.Id)) + Escaped(o.Text, question.Media) + Feedback(FeedbackOf(key, o.Id)));
    }

    private static string TrueOrFalse(AnswerKey key)
    {
        var right = key.Correct[0];
        var (rightly, wrongly) = (FeedbackOf(key, right), FeedbackOf(key, right == "true" ? "false" : "true"));
        return $"{right.ToUpperInvariant()}{(rightly is null ? Feedback(wrongly) : $"#{(wrongly is null ? "" : Escaped(wrongly))}{Feedback(rightly)}")}";
    }

    private static Text? FeedbackOf(AnswerKey key, string option) => key.Feedback.FirstOrDefault(f => f.OptionId == option)?.Text;

    private static string Feedback(Text? feedback) => feedback is null ? "" : "#" + Escaped(feedback);

    private static string Percent(decimal percent) => percent == 100 ? "" : $"%{Figure(percent)}%";

    private static string Figure(decimal figure) => figure.ToString(CultureInfo.InvariantCulture);

    private static string Escaped(Text text, IReadOnlyList<Media>? media = null) => GiftText.Escape(Markup.Write(text, media is null ? null : Moodle.Pictures.Of(media)));
}

/// <summary>A file of GIFT on its way out.</summary>
internal sealed class GiftFile(Stream stream) : IItemWriter
{
    private readonly StreamWriter writer = new(stream, new UTF8Encoding(false), leaveOpen: true);

    public async Task WriteAsync((Guid Id, ItemContent Content) item, IReadOnlyList<Files.MediumFile> files, CancellationToken cancellation)
    {
        await writer.WriteAsync(GiftWriter.Write(item.Id.ToString("D"), item.Content).AsMemory(), cancellation);
        await writer.FlushAsync(cancellation);
    }

    public Task EndAsync(CancellationToken cancellation) => writer.FlushAsync(cancellation);

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
