using HumanRights.Assessment.Marking;
using HumanRights.Assessment.Questions;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Items;

/// <summary>What makes an item markable: only such items enter the bank.</summary>
public static class ItemCoherence
{
    public static Rejection? Incoherence(this Question question, AnswerKey key)
    {
        var ids = question.Options.Select(o => o.Id).ToList();
        return (question.Kind, key.Correct.Count) switch
        {
            _ when ids.Distinct().Count() != ids.Count =>
                Incoherent("Two options have the same id.", "Duas opções têm o mesmo identificador."),
            (_, 0) =>
                Incoherent("No option is marked as right.", "Nenhuma opção está marcada como certa."),
            (ItemKind.SingleChoice, > 1) =>
                Incoherent("A single choice has exactly one right option.", "Uma escolha única tem exatamente uma opção certa."),
            // With every option right, choosing all would always be rewarded: nothing could be guessed against.
            _ when key.Correct.Count == ids.Count =>
                Incoherent("At least one option must be wrong.", "Pelo menos uma opção tem de estar errada."),
            _ => null,
        };
    }

    private static Rejection Incoherent(string en, string pt) => new(
        "incoherent-item", new Text(en, pt), new Text("Correct the item and send it again.", "Corrija a pergunta e envie-a de novo."), RejectionKind.Invalid);
}
