using System.Security.Claims;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Marking;

public sealed record MarkedOption(string OptionId, string Text, bool Chosen, bool Correct);

/// <param name="ItemId">The item.</param>
/// <param name="Prompt">In the reader's language.</param>
/// <param name="Points">What the answer earned.</param>
/// <param name="Weight">The most that could be had.</param>
/// <param name="Because">How the points came about, in words.</param>
/// <param name="Explanation">The author's, where there is one.</param>
/// <param name="Options">In the test's order.</param>
public sealed record MarkedItem(
    Guid ItemId, string Prompt, decimal Points, decimal Weight, string Because, string? Explanation, IReadOnlyList<MarkedOption> Options);

public sealed record ResultAnswer(
    Guid AttemptId, Guid TestId, Guid EditionId, int ModuleNumber, int Number, decimal Points, decimal MaxPoints, decimal ScorePercent, int PassMarkPercent,
    bool Passed, bool Counts, IReadOnlyList<MarkedItem> Items);

public static class MyResult
{
    /// <summary>Neither grade nor key is read before the release is on the attempt's own record.</summary>
    public static async Task<Results<Ok<ResultAnswer>, Refusal>> Handle(
        Guid testId, int number, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(testId, personId, number), cancellation);
        if (attempt.Start is null)
        {
            return new Refusal(Attempt.Unknown);
        }

        if (attempt.Released is not { } released)
        {
            return new Refusal(NotReleased);
        }

        var (test, _) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var (grade, _) = await writer.ReadAsync<Grade>(Grade.Stream(testId, personId, number), cancellation);
        var (key, _) = await writer.ReadAsync<TestKey>(TestKey.Stream(testId), cancellation);
        var marks = grade.Graded!.Marks;
        return TypedResults.Ok(new ResultAnswer(
            released.AttemptId, testId, released.EditionId, released.ModuleNumber, number, marks.Points, marks.MaxPoints, marks.ScorePercent,
            released.PassMarkPercent, released.Passed, released.Counts, Explain(test.Composition!, key, marks)));
    }

    internal static IReadOnlyList<MarkedItem> Explain(TestComposed test, TestKey key, Marks marks) =>
        [.. test.Items.Zip(marks.Items, (posed, mark) => new MarkedItem(
            posed.ItemId, posed.Question.Prompt.ForReader(), mark.Points, mark.Weight, Because(mark).ForReader(),
            key.Keys.First(k => k.ItemId == posed.ItemId).Key.Explanation?.ForReader(),
            [.. posed.Question.Options.Select(o => new MarkedOption(o.Id, o.Text.ForReader(), mark.Chosen.Contains(o.Id), mark.Correct.Contains(o.Id)))]))];

    private static Text Because(ItemMark mark) => mark.Chosen.Count == 0
        ? new Text("Not answered.", "Sem resposta.")
        : new Text(
            $"{mark.RightChosen} of {mark.Correct.Count} right and {mark.WrongChosen} of {mark.WrongOffered} wrong options chosen.",
            $"Escolheu {mark.RightChosen} de {mark.Correct.Count} opções certas e {mark.WrongChosen} de {mark.WrongOffered} erradas.");

    private static Rejection NotReleased { get; } = new(
        "result-not-released",
        new Text("The results of this test have not been released yet.", "Os resultados deste teste ainda não foram divulgados."),
        new Text("They are released for everyone at the same time; come back later.", "São divulgados a todos ao mesmo tempo; volte mais tarde."));
}
