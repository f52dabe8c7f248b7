using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class PolicySpecs
{
    private static readonly IReadOnlyList<AttemptGraded> Grades = [Graded(1, 40), Graded(2, 66.67m), Graded(3, 66.67m), Graded(4, 20)];

    private static AttemptGraded Graded(int number, decimal score) =>
        new(Attempt.IdOf(TestId, Ana, number), TestId, Ana, number, new Marks([], score, 100, score), 50, score >= 50);

    private static ResultReleased Released(int number, Counting counting) => (ResultReleased)Attempt.Initial.Apply(Started(number)).Apply(Submitted)
        .Release(Grades[number - 1], Grades, counting).Events.Single();

    [Theory]
    [InlineData(Counting.Best, 2)]
    [InlineData(Counting.Last, 4)]
    [InlineData(Counting.First, 1)]
    [InlineData(Counting.Average, 4)]
    public void One_attempt_counts_whatever_the_policy(Counting counting, int number)
    {
        Grades.Counted(counting).Number.ShouldBe(number);
        Grades.Reverse().ToList().Counted(counting).Number.ShouldBe(number);
        Enumerable.Range(1, 4).Select(n => Released(n, counting)).Count(r => r.Counts).ShouldBe(1);
    }

    [Fact]
    public void An_average_is_released_with_the_last_attempt_and_says_so()
    {
        Released(4, Counting.Average).ShouldSatisfyAllConditions(
            r => r.ScorePercent.ShouldBe(48.34m), r => r.Passed.ShouldBeFalse(), r => r.Counts.ShouldBeTrue(), r => r.AverageOf.ShouldBe(4));
        Released(2, Counting.Average).ShouldSatisfyAllConditions(
            r => r.ScorePercent.ShouldBe(66.67m), r => r.Passed.ShouldBeTrue(), r => r.Counts.ShouldBeFalse(), r => r.AverageOf.ShouldBeNull());
        Released(4, Counting.Last).AverageOf.ShouldBeNull();
    }

    [Fact]
    public void The_mean_that_is_released_is_what_passes()
    {
        IReadOnlyList<AttemptGraded> grades = [Graded(1, 70), Graded(2, 30)];
        var released = (ResultReleased)Attempt.Initial.Apply(Started(2)).Apply(Submitted).Release(grades[1], grades, Counting.Average).Events.Single();
        (released.ScorePercent, released.Passed).ShouldBe((50, true));
    }

    [Fact]
    public void Less_feedback_gives_no_key_away()
    {
        PosedItem[] items = [.. EveryKind.Select((content, n) => new PosedItem(Id(50 + n), 1, content.Question))];
        var key = new TestKey([.. EveryKind.Select((content, n) => new ItemKey(Id(50 + n), 1, content.Key))]);
        var given = new Dictionary<Guid, Given>
        {
            [Id(50)] = new(["a"], [], null, null), [Id(51)] = new(["a", "b"], [], null, null), [Id(53)] = new([], [new Pair("p", "x")], null, null),
            [Id(54)] = new([], [], 31, null),
        };
        var all = MyResult.Explain(items, key, Mark.Attempt(items, key, given), given);

        all.ToldBy(Feedback.Everything).ShouldBe(all);
        all.ToldBy(Feedback.Score).ShouldBeEmpty();
        var some = all.ToldBy(Feedback.RightOrWrong).ToList();
        some.Select(i => i.Points).ShouldBe(all.Select(i => i.Points));
        some.ShouldAllBe(i => i.Explanation == null && i.Feedback == null && i.Accepted.Count == 0);
        some.SelectMany(i => i.Options).ShouldAllBe(o => o.Match == null && o.Feedback == null && (o.Chosen || o.Correct == null));
        some[1].Options.Where(o => o.Chosen).Select(o => o.Correct).ShouldBe([true, false]);
        some[3].Options.Single(o => o.Chosen).Correct.ShouldBe(false);
    }
}
