using System.Runtime.CompilerServices;
using System.Xml;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Exchange.Moodle;

/// <summary>Moodle XML (docs.moodle.org, "Moodle XML format"), as Moodle 4 and 5 write it, one question at a time.</summary>
internal static class MoodleReader
{
    public static async IAsyncEnumerable<FileQuestion> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = XmlQuestions.Open(file);
        var (number, category, more) = (0, (string?)null, true);
        while (more)
        {
            cancellation.ThrowIfCancellationRequested();
            FileQuestion? read = null;
            try
            {
                // The first element is the file's own; questions stand right under it.
                more = await reader.ReadAsync();
                if (more && reader is { NodeType: XmlNodeType.Element, Depth: 0 } && reader.LocalName != "quiz")
                {
                    (read, more) = (new FileQuestion(XmlQuestions.LineOf(reader), 0, null, null) { Refused = NoQuiz, Broken = true }, false);
                }
                else if (more && reader is { NodeType: XmlNodeType.Element, Depth: 1, LocalName: "question" })
                {
                    var (question, refused) = await XmlQuestions.ReadAsync(reader);
                    if (question["type"] == "category")
                    {
                        category = question.Child("category")?.Child("text")?.Word;
                    }
                    else
                    {
                        read = new Question(question, ++number, category).Read(refused);
                    }
                }
            }
            catch (XmlException e)
            {
                (read, more) = (new FileQuestion(Math.Max(1, e.LineNumber), 0, null, null) { Refused = XmlQuestions.Broken(e), Broken = true }, false);
            }

            if (read is not null)
            {
                yield return read;
            }
        }
    }

    private static Rejection NoQuiz { get; } = FileRefusals.BrokenFile("This is no file of Moodle's questions: it does not begin with <quiz>.", "Isto não é um ficheiro de perguntas do Moodle: não começa por <quiz>.");

    private sealed class Question
    {
        private readonly Element question;
        private readonly int number;
        private readonly string? name;
        private readonly string? key;
        private readonly QuestionDraft draft;
        private Element scope;

        public Question(Element question, int number, string? category)
        {
            (this.question, this.number, scope) = (question, number, question.Child("questiontext") ?? question);
            var told = new Markup((_, alternative, _) => alternative, _ => { }).Read(question.Child("name")?.Child("text")?.Value ?? "", Markings.Html).En;
            name = ItemWords.Plain(told) is { Length: > 0 } plain ? plain : null;
            key = question.Child("idnumber")?.Word is { Length: > 0 } id ? id : null;
            draft = new QuestionDraft { Kind = ItemKind.OpenText, Extras = question.Extras, File = FileOf };
            draft.Topics.AddRange((question.Child("tags")?.All("tag") ?? []).Select(t => t.Child("text")?.Value ?? "").Where(t => t.Length > 0));
            if (Categories.Topic(category) is { } topic)
            {
                draft.Topics.Add(topic);
            }
        }

        public FileQuestion Read(Rejection? refused)
        {
            if ((refused ?? (question.Child("hidden")?.Word == "1" ? Hidden : null)) is { } rejection)
            {
                return new FileQuestion(question.Line, number, name, key) { Refused = rejection };
            }

            if (!ReadKind(question["type"]))
            {
                return new FileQuestion(question.Line, number, name, key) { Refused = FileRefusals.KindNotHeld(question["type"]) };
            }

            draft.Prompt = Words("questiontext", pictures: true);
            draft.Explanation = WordsOrNull(question.Child("generalfeedback"));
            draft.Weight = question.Child("defaultgrade") is { } grade ? Figure(grade.Word) : null;
            LeftOut();
            In(question.Child("questiontext"));
            return draft.Read(question.Line, number, name, key);
        }

        private bool ReadKind(string type)
        {
            var answers = question.All("answer").ToList();
            switch (type)
            {
                case "multichoice":
                    draft.Kind = Says("single", otherwise: true) ? ItemKind.SingleChoice : ItemKind.MultipleChoice;
                    draft.FixedOrder = !Says("shuffleanswers", otherwise: true);
                    draft.Options.AddRange(answers.Select(a => new ChoiceDraft("", Words(a, pictures: true), Figure(a["fraction"]), WordsOrNull(a.Child("feedback")))));
                    break;
                case "truefalse":
                    draft.Kind = ItemKind.TrueFalse;
                    draft.Options.AddRange(QuestionDraft.TrueFalseIds.Select(id => answers.FirstOrDefault(a => a.Child("text")?.Word.ToLowerInvariant() == id) is { } a
                        ? new ChoiceDraft(id, new Text("", ""), Figure(a["fraction"]), WordsOrNull(a.Child("feedback"))) : new ChoiceDraft(id, new Text("", ""))));
                    break;
                case "matching" or "match":
                    draft.Kind = ItemKind.Matching;
                    draft.FixedOrder = !Says("shuffleanswers", otherwise: true);
                    foreach (var pair in question.All("subquestion"))
                    {
                        Match(pair);
                    }

                    break;
                case "numerical":
                    draft.Kind = ItemKind.Numeric;
                    answers.ForEach(Number);
                    Units();
                    break;
                case "shortanswer":
                    draft.Kind = ItemKind.ShortText;
                    draft.CaseMatters = Says("usecase", otherwise: false);
                    draft.Variants.AddRange(answers.Select(a => new VariantBody(a.Child("text")?.Value ?? "", Figure(a["fraction"]), Body(WordsOrNull(a.Child("feedback"))))));
                    break;
                case "essay":
                    draft.Kind = ItemKind.OpenText;
                    draft.MarkersNotes = WordsOrNull(question.Child("graderinfo"));
                    break;
                default:
                    return false;
            }

            return true;
        }

        private void Match(Element pair)
        {
            var (option, target) = (Words(pair, pictures: true), draft.Read(pair.Child("answer")?.Child("text")?.Value ?? "", Markings.Html));
            if (option.En.Length == 0)
            {
                draft.Distractors.Add(target);
            }
            else
            {
                draft.Pairs.Add((option, target));
            }
        }

        private void Number(Element answer)
        {
            var (written, credit) = (answer.Child("text")?.Word ?? "", Figure(answer["fraction"]));
            if (written == "*" && credit <= 0)
            {
                draft.Remark("Feedback to any other answer was left out.", "O comentário a qualquer outra resposta foi deixado de fora.");
                return;
            }

            draft.Numbers.Add(new NumberBody(Figure(written), answer.Child("tolerance")?.Word is { Length: > 0 } tolerance ? Figure(tolerance) : 0, credit, Body(WordsOrNull(answer.Child("feedback")))));
        }

        private void Units()
        {
            foreach (var unit in question.Child("units")?.All("unit") ?? [])
            {
                if (draft.Unit is null && Safely.Number(unit.Child("multiplier")?.Word ?? "1") == 1)
                {
                    draft.Unit = unit.Child("unit_name")?.Value;
                }
                else
                {
                    draft.Remark("A number has one unit here; the others were left out.", "Um número tem aqui uma só unidade; as outras foram deixadas de fora.");
                }
            }
        }

        private void LeftOut()
        {
            if (question.Children.Any(c => c.Name is "correctfeedback" or "partiallycorrectfeedback" or "incorrectfeedback" or "hint" && c.Child("text")?.Word.Length > 0))
            {
                draft.Remark("Feedback to the answer as a whole and hints for further tries were left out.", "O comentário à resposta como um todo e as pistas para novas tentativas foram deixados de fora.");
            }

            if (question.Child("responsetemplate")?.Child("text")?.Word.Length > 0)
            {
                draft.Remark("The template for the answer was left out.", "O modelo para a resposta foi deixado de fora.");
            }

            if (question.Child("attachmentsrequired")?.Word is { Length: > 0 } and not "0")
            {
                draft.Remark("Files cannot be handed in with an answer.", "Não se podem entregar ficheiros com uma resposta.");
            }
        }

        private Text Words(string child, bool pictures) => question.Child(child) is { } element ? Words(element, pictures) : new Text("", "");

        private Text Words(Element element, bool pictures)
        {
            In(element);
            return draft.Read(element.Child("text")?.Value ?? "", Marks(element), pictures);
        }

        private Text? WordsOrNull(Element? element) => element is null ? null : draft.ReadOrNull(element.Child("text")?.Value, Marks(element));

        private static Words? Body(Text? text) => text is null ? null : new Words(text.En, text.Pt);

        private Markings Marks(Element element)
        {
            if (element["format"] == "markdown")
            {
                draft.Remark("Marks of Markdown stay as they are written.", "As marcas de Markdown ficam como estão escritas.");
            }

            return element["format"] switch { "moodle_auto_format" => Markings.Auto, "plain_text" or "markdown" => Markings.Plain, _ => Markings.Html };
        }

        private decimal Figure(string written)
        {
            if (Safely.Number(written) is { } figure)
            {
                return figure;
            }

            draft.Refuse(FileRefusals.Number(written));
            return 0;
        }

        private bool Says(string child, bool otherwise) => question.Child(child)?.Word switch { "true" or "1" => true, "false" or "0" => false, _ => otherwise };

        // A text's files stand beside it; another text's may have the same names.
        private void In(Element? element)
        {
            scope = element ?? question;
            draft.ForgetAddresses();
        }

        private (string Name, ReadOnlyMemory<byte> Content)? FileOf(string address)
        {
            if (!address.StartsWith(Pictures.Sign, StringComparison.Ordinal))
            {
                return null;
            }

            var path = address[(Pictures.Sign.Length - 1)..].Split('?')[0];
            var file = scope.All("file").FirstOrDefault(f => PathOf(f) is var own && (own == path || own == Uri.UnescapeDataString(path)));
            return file is null ? null : (file["name"], Safely.Base64(file.Value) ?? ReadOnlyMemory<byte>.Empty);
        }

        private static string PathOf(Element file) => (file["path"] is { Length: > 0 } path ? path : "/") + file["name"];

        private static Rejection Hidden { get; } = new(
            "hidden-question",
            new Text("The question was deleted or hidden where it comes from.", "A pergunta foi eliminada ou ocultada no sítio de onde vem."),
            new Text("Show it again there and export it anew, if it is meant to be taken.", "Volte a mostrá-la e exporte-a de novo, se é para ser aceite."), RejectionKind.Invalid);
    }
}
