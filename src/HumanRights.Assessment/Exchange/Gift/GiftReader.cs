using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange.Gift;

/// <summary>
/// GIFT (docs.moodle.org, "GIFT format"): questions as text, an empty line between them. Read question by question, however long the file is; a
/// question that cannot be read spoils no other.
/// </summary>
internal static partial class GiftReader
{
    /// <summary>Characters of one question.</summary>
    public const int Longest = 200_000;

    public static async IAsyncEnumerable<FileQuestion> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var lines = new BoundedLines(reader, Longest);
        var (block, number, begins, category, size) = (new List<(int Line, string Text)>(), 0, 0, (string?)null, 0);
        for (var more = true; more;)
        {
            FileQuestion? broken = null;
            string? line = null;
            try
            {
                line = await lines.ReadAsync(cancellation);
            }
            catch (DecoderFallbackException)
            {
                broken = new FileQuestion(lines.Line + 1, 0, null, null) { Refused = FileRefusals.NotUtf8, Broken = true };
            }

            more = line is not null;
            if (line is not null && !IsBlank(line))
            {
                begins = size == 0 ? lines.Line : begins;
                size += line.Length + 1;
                if (size <= Longest)
                {
                    block.Add((lines.Line, line));
                }

                continue;
            }

            if (size > Longest)
            {
                yield return new FileQuestion(begins, ++number, null, null) { Refused = FileRefusals.TooLarge(Longest) };
            }
            else if (block.Count > 0 && broken is null && new Block(block, category) is var read)
            {
                category = read.Category;
                if (read.HasQuestion)
                {
                    yield return read.Question(++number);
                }
            }

            if (broken is not null)
            {
                yield return broken;
            }

            block.Clear();
            size = 0;
        }
    }

    private static bool IsBlank(string line) => line.AsSpan().Trim(" \t\r\uFEFF").IsEmpty;

    /// <summary>Lines between two empty ones: comments, perhaps a category, perhaps a question.</summary>
    private sealed class Block
    {
        private readonly StringBuilder text = new();
        private readonly List<string> topics = [];
        private readonly int begins;
        private readonly string? key;
        private readonly Extras? extras;

        public Block(List<(int Line, string Text)> lines, string? category)
        {
            Category = category;
            foreach (var (line, written) in lines)
            {
                var trimmed = written.AsSpan().Trim(" \t\r\uFEFF");
                if (trimmed.StartsWith("//"))
                {
                    var comment = trimmed[2..].ToString();
                    key ??= Id().Match(comment) is { Success: true } id ? Unescaped(id.Groups[1].Value) : null;
                    topics.AddRange(Tag().Matches(comment).Select(t => Unescaped(t.Groups[1].Value)));
                    extras ??= Extras.Read(comment);
                }
                else if (text.Length == 0 && trimmed.StartsWith("$CATEGORY:"))
                {
                    Category = GiftText.Of(trimmed["$CATEGORY:".Length..].ToString()).Trimmed.ToString();
                }
                else
                {
                    begins = text.Length == 0 ? line : begins;
                    text.Append(written.AsSpan().TrimEnd('\r')).Append('\n');
                }
            }
        }

        public string? Category { get; }

        public bool HasQuestion => text.Length > 0;

        public FileQuestion Question(int number)
        {
            var all = GiftText.Of(text.ToString().TrimStart('\uFEFF')).Trimmed;
            string? name = null;
            if (all.Is(0, "::") && all.Find("::", 2) is >= 0 and var end)
            {
                name = new Markup((_, alternative, _) => alternative, _ => { }).Read(all[2..end].Trimmed.ToString(), Markings.Html).En;
                name = ItemWords.Plain(name);
                all = all[(end + 2)..].Trimmed;
            }

            var (open, close) = (all.Find("{"), all.Find("}"));
            var refused = (open, close) switch
            {
                (-1, -1) => FileRefusals.KindNotHeld("description"),
                _ when open < 0 || close < open => FileRefusals.Malformed("A brace { is opened and not closed, or closed and not opened.", "Há uma chaveta { aberta e não fechada, ou fechada e não aberta."),
                _ when all.Find("{", open + 1) >= 0 || all.Find("}", close + 1) >= 0 => FileRefusals.Malformed("There is more than one answer in braces.", "Há mais de uma resposta entre chavetas."),
                _ => null,
            };
            if (refused is not null)
            {
                return new FileQuestion(begins, number, name, key) { Refused = refused };
            }

            var draft = new QuestionDraft { Kind = ItemKind.OpenText, Extras = extras };
            draft.Topics.AddRange(topics);
            if (Categories.Topic(Category) is { } topic)
            {
                draft.Topics.Add(topic);
            }

            var (before, after) = (all[..open].Trimmed, all[(close + 1)..].Trimmed);
            var (markings, prompt) = Format(before, Markings.Auto, draft);
            draft.Prompt = draft.Read(after.Length == 0 ? prompt : $"{prompt} _____ {after}", markings, pictures: true);
            new Answers(draft, markings).Read(all[(open + 1)..close].Trimmed);
            return draft.Read(begins, number, name, key);
        }

        private static string Unescaped(string text) => text.Replace("\\]", "]", StringComparison.Ordinal).Trim(' ', '\t');
    }

    /// <summary>A text may say which marks it uses.</summary>
    private static (Markings Markings, string Text) Format(GiftText text, Markings otherwise, QuestionDraft draft)
    {
        foreach (var (sign, markings) in ((string, Markings)[])[("[html]", Markings.Html), ("[moodle]", Markings.Auto), ("[plain]", Markings.Plain), ("[markdown]", Markings.Plain)])
        {
            if (text.Is(0, sign))
            {
                if (sign == "[markdown]")
                {
                    draft.Remark("Marks of Markdown stay as they are written.", "As marcas de Markdown ficam como estão escritas.");
                }

                return (markings, text[sign.Length..].Trimmed.ToString());
            }
        }

        return (otherwise, text.ToString());
    }

    /// <summary>What stands in the braces.</summary>
    private sealed class Answers(QuestionDraft draft, Markings markings)
    {
        public void Read(GiftText answers)
        {
            if (answers.Find("####") is >= 0 and var general)
            {
                draft.Explanation = Words(answers[(general + 4)..]);
                answers = answers[..general].Trimmed;
            }

            var equals = answers.Find("=");
            var tilde = answers.Find("~");
            if (answers.Length == 0)
            {
                draft.Kind = ItemKind.OpenText;
            }
            else if (answers.Is(0, "#"))
            {
                draft.Kind = ItemKind.Numeric;
                Numbers(answers[1..].Trimmed);
            }
            else if (tilde >= 0)
            {
                draft.Kind = equals >= 0 ? ItemKind.SingleChoice : ItemKind.MultipleChoice;
                foreach (var (sign, percent, text, feedback) in Each(answers, wrong: true))
                {
                    var (marks, words) = Format(text, markings, draft);
                    draft.Options.Add(new ChoiceDraft("", draft.Read(words, marks, pictures: true), percent ?? (sign == '=' ? 100 : 0), feedback));
                }
            }
            else if (equals >= 0)
            {
                var each = Each(answers).ToList();
                if (draft.Extras?.Kind != ItemKind.ShortText && each.All(a => a.Text.Find("->") >= 0))
                {
                    draft.Kind = ItemKind.Matching;
                    each.ForEach(a => Matched(a.Text));
                }
                else
                {
                    draft.Kind = ItemKind.ShortText;
                    draft.Variants.AddRange(each.Select(a => new VariantBody(a.Text.Trimmed.ToString(), a.Percent ?? 100, a.Feedback is { } f ? new Words(f.En, f.Pt) : null)));
                }
            }
            else
            {
                TrueOrFalse(answers);
            }
        }

        /// <summary>Feedback to who answers wrongly comes first.</summary>
        private void TrueOrFalse(GiftText answers)
        {
            var parts = Split(answers, "#");
            bool? said = parts[0].Trimmed.ToString().ToUpperInvariant() switch { "T" or "TRUE" => true, "F" or "FALSE" => false, _ => null };
            if (said is not { } right)
            {
                draft.Refuse(FileRefusals.Malformed("What stands in the braces is no answer of a known form.", "O que está entre chavetas não é uma resposta de forma conhecida."));
                return;
            }

            draft.Kind = ItemKind.TrueFalse;
            var (wrongly, rightly) = (parts.Count > 1 ? Words(parts[1]) : null, parts.Count > 2 ? Words(parts[2]) : null);
            draft.Options.Add(new ChoiceDraft("true", new Text("", ""), right ? 100 : 0, right ? rightly : wrongly));
            draft.Options.Add(new ChoiceDraft("false", new Text("", ""), right ? 0 : 100, right ? wrongly : rightly));
        }

        private void Matched(GiftText pair)
        {
            var arrow = pair.Find("->");
            var (option, target) = (Format(pair[..arrow].Trimmed, markings, draft), draft.Read(pair[(arrow + 2)..].Trimmed.ToString(), markings, pictures: true));
            if (option.Text.Length == 0)
            {
                draft.Distractors.Add(target);
            }
            else
            {
                draft.Pairs.Add((draft.Read(option.Text, option.Markings, pictures: true), target));
            }
        }

        private void Numbers(GiftText answers)
        {
            var each = answers.Find("=") >= 0 || answers.Find("~") >= 0 ? Each(answers, wrong: true) : [One(' ', answers)];
            foreach (var (sign, percent, text, feedback) in each)
            {
                var written = text.Trimmed.ToString();
                if (sign == '~')
                {
                    // A comment on whatever other answer.
                    draft.Remark("Feedback to any other answer was left out.", "O comentário a qualquer outra resposta foi deixado de fora.");
                    continue;
                }

                if (Range(written) is { } range)
                {
                    draft.Numbers.Add(new NumberBody(range.Value, range.Tolerance, percent ?? 100, feedback is null ? null : new Words(feedback.En, feedback.Pt)));
                }
                else
                {
                    draft.Refuse(FileRefusals.Number(written));
                }
            }
        }

        private static (decimal Value, decimal Tolerance)? Range(string written)
        {
            if (written.IndexOf("..", StringComparison.Ordinal) is > 0 and var dots)
            {
                return (Safely.Number(written[..dots]), Safely.Number(written[(dots + 2)..])) is ({ } low, { } high) && low <= high
                    ? ((low / 2) + (high / 2), (high / 2) - (low / 2)) : null;
            }

            var colon = written.IndexOf(':', StringComparison.Ordinal);
            return (Safely.Number(colon < 0 ? written : written[..colon]), colon < 0 ? 0 : Safely.Number(written[(colon + 1)..])) is ({ } value, { } tolerance)
                ? (value, tolerance) : null;
        }

        private IEnumerable<(char Sign, decimal? Percent, GiftText Text, Text? Feedback)> Each(GiftText answers, bool wrong = false)
        {
            var starts = Enumerable.Range(0, answers.Length).Where(i => answers.Is(i, "=") || (wrong && answers.Is(i, "~"))).ToList();
            if (starts is [] or [> 0, ..])
            {
                draft.Refuse(FileRefusals.Malformed("An answer begins with neither = nor ~.", "Uma resposta não começa por = nem por ~."));
            }

            return starts.Select((start, i) => One(answers.Is(start, "=") ? '=' : '~', answers[(start + 1)..(i + 1 < starts.Count ? starts[i + 1] : answers.Length)]));
        }

        private (char Sign, decimal? Percent, GiftText Text, Text? Feedback) One(char sign, GiftText answer)
        {
            var parts = Split(answer, "#");
            var text = parts[0].Trimmed;
            var percent = Percent().Match(text.ToString()) is { Success: true } weight && Safely.Number(weight.Groups[1].Value) is { } number ? (weight.Length, number) : ((int, decimal)?)null;
            return (sign, percent?.Item2, percent is { Item1: var length } ? text[length..].Trimmed : text, parts.Count > 1 ? Words(answer[(parts[0].Length + 1)..]) : null);
        }

        private Text? Words(GiftText text)
        {
            var (marks, words) = Format(text.Trimmed, markings, draft);
            return draft.ReadOrNull(words, marks);
        }

        private static List<GiftText> Split(GiftText text, string sign)
        {
            var parts = new List<GiftText>();
            var from = 0;
            for (var at = text.Find(sign); at >= 0; at = text.Find(sign, from))
            {
                parts.Add(text[from..at]);
                from = at + sign.Length;
            }

            parts.Add(text[from..]);
            return parts;
        }
    }

    [GeneratedRegex(@"\[id:((?:[^\]\\]|\\.)*)\]")]
    private static partial Regex Id();

    [GeneratedRegex(@"\[tag:((?:[^\]\\]|\\.)*)\]")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^%(-?[0-9]{1,3}(?:\.[0-9]{1,28})?)%")]
    private static partial Regex Percent();
}
