using CsCheck;
using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Feedback;
using HumanRights.Learning.Participations;
using static HumanRights.Learning.Tests.Samples;
using Spec = HumanRights.TestKit.Spec;

namespace HumanRights.Learning.Tests.Specs;

public sealed class GiveFeedbackSpecs
{
    private static readonly FeedbackBegun Turn = new(EditionId, Person(1), After);

    private static Func<Participation, Decision> Begin(DateTimeOffset? at = null, params object[] course) =>
        p => p.BeginFeedback(TheCourse(course.Length == 0 ? Schedule : course), at ?? After);

    [Fact]
    public void Who_took_part_has_a_turn() => Spec.Given<Participation>(Begun).When(Begin()).Then(Turn);

    [Fact]
    public void From_the_closing_webinars_start() =>
        Spec.Given<Participation>(Begun).When(Begin(Closing)).Then(Turn with { At = Closing });

    [Fact]
    public void Without_a_closing_webinar_from_the_last_sessions_end() =>
        Spec.Given<Participation>(Begun).When(Begin(Class.AddHours(4), Prepared(), OpeningWebinar, TheClass)).Then(Turn with { At = Class.AddHours(4) });

    [Fact]
    public void A_second_turn_has_to_wait_for_the_first() =>
        Spec.Given<Participation>(Begun, Turn).When(Begin(After.AddSeconds(29))).ThenRejected("feedback-being-taken");

    [Fact]
    public void A_turn_that_came_to_nothing_lapses() =>
        Spec.Given<Participation>(Begun, Turn).When(Begin(After.AddSeconds(30))).Then(Turn with { At = After.AddSeconds(30) });

    public static TheoryData<object[], object[], string> Refused => new()
    {
        { [Begun], [new CourseCompleted(EditionId)], "not-found" },
        { [], Schedule, "not-a-participant" },
        { [Begun, Turn, new FeedbackGiven(EditionId, Person(1))], Schedule, "feedback-already-given" },
        { [Begun], [.. Schedule, new FeedbackClosed(EditionId, 0, null, null)], "feedback-closed" },
        { [Begun], [Prepared()], "feedback-not-open" },
        { [Begun], [Prepared(), ClosingWebinar with { StartsAt = After.AddTicks(1), EndsAt = After.AddHours(1) }], "feedback-not-open" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Otherwise_it_is_refused(object[] given, object[] course, string code) => Spec.Given<Participation>(given).When(Begin(null, course)).ThenRejected(code);

    [Fact]
    public void That_somebody_answered_is_noted_once()
    {
        Spec.Given<Participation>(Begun, Turn).When(p => p.FinishFeedback()).Then(new FeedbackGiven(EditionId, Person(1)));
        Spec.Given<Participation>(Begun, Turn).ThenARepeatAddsNothing(p => p.FinishFeedback());
    }
}

public sealed class CloseFeedbackSpecs
{
    private static FeedbackBox Answered(params int[] ratings) =>
        ratings.Select((r, i) => new PendingAnswer(Id(i), r, null)).Aggregate(FeedbackBox.Empty, (box, a) => box.Put(a)).Close();

    [Fact]
    public void The_figures_are_published() =>
        Spec.Given<Course>(Schedule).When(c => c.Close(Answered(5, 6, 6, 6, 6))).Then(new FeedbackClosed(EditionId, 5, 5.8m, [0, 0, 0, 0, 1, 4, 0]));

    [Fact]
    public void Those_of_a_small_group_are_not() =>
        Spec.Given<Course>(Schedule).When(c => c.Close(Answered(5, 6, 6, 6))).Then(new FeedbackClosed(EditionId, 4, null, null));

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Course>(Schedule).ThenARepeatAddsNothing(c => c.Close(Answered(5, 6, 6, 6, 6)));

    [Fact]
    public void It_can_be_closed_once_it_has_opened()
    {
        CloseFeedback.Refuse(TheCourse(Schedule), Closing.AddTicks(-1))!.Code.ShouldBe("feedback-not-open");
        CloseFeedback.Refuse(TheCourse(Schedule), Closing).ShouldBeNull();
        CloseFeedback.Refuse(TheCourse(Prepared()), After)!.Code.ShouldBe("feedback-not-open");
        CloseFeedback.Refuse(Course.Initial, After)!.Code.ShouldBe("not-found");
        CloseFeedback.Refuse(TheCourse(Prepared(), new FeedbackClosed(EditionId, 0, null, null)), After).ShouldBeNull();
    }

    [Theory]
    [InlineData(25, 147, 5.9)] // 5.88
    [InlineData(25, 148, 5.9)] // 5.92
    [InlineData(26, 161, 6.2)] // 6.19
    [InlineData(30, 174, 5.8)] // 5.80
    [InlineData(20, 117, 5.9)] // 5.85: halves away from zero
    public void The_average_is_the_ratings_mean_to_one_decimal(int people, int sum, double average)
    {
        var ratings = Enumerable.Range(0, people).Select(i => (sum / people) + (i < sum % people ? 1 : 0)).ToArray();
        CloseFeedback.Average(Answered(ratings)).ShouldBe((decimal)average);
    }
}

public sealed class FeedbackBoxSpecs
{
    private static PendingAnswer Answer(int number, int rating = 4, string? words = null) => new(Id(number), rating, words);

    [Fact]
    public void The_same_answer_sent_twice_waits_once() => FeedbackBox.Empty.Put(Answer(1)).Put(Answer(1)).Pending.Length.ShouldBe(1);

    [Fact]
    public void A_closed_box_takes_nothing() => FeedbackBox.Empty.Close().Put(Answer(1)).Close().Counted.ShouldBe(0);

    [Fact]
    public void What_is_shown_never_changes_by_fewer_than_the_smallest_group() =>
        Gen.Int[1, 7].Array[0, 60].Sample(ratings =>
        {
            var box = FeedbackBox.Empty;
            foreach (var (rating, number) in ratings.Select((r, i) => (r, i)))
            {
                var next = box.Put(Answer(number, rating));
                (next.Counted - box.Counted).ShouldBeOneOf(0, FeedbackBox.SmallestGroup);
                (next.Counted + next.Pending.Length).ShouldBe(number + 1);
                box = next;
            }

            var closed = box.Close();
            (closed.Counted - box.Counted).ShouldBeGreaterThanOrEqualTo(Math.Min(ratings.Length, FeedbackBox.SmallestGroup));
            closed.Tally.ShouldBe(Enumerable.Range(1, 7).Select(r => ratings.Count(x => x == r)));
            closed.Pending.ShouldBeEmpty();
        });

    [Fact]
    public void Neither_the_first_nor_the_last_answer_keeps_its_place()
    {
        var places = Enumerable.Range(0, 200)
            .Select(_ => Enumerable.Range(1, 9).Aggregate(FeedbackBox.Empty, (box, n) => box.Put(Answer(n))))
            .Select(box => (First: box.Pending.IndexOf(Answer(1)), Last: box.Pending.IndexOf(Answer(9)))).ToList();
        places.Select(p => p.First).Distinct().Count().ShouldBeGreaterThan(3);
        places.Select(p => p.Last).Distinct().Count().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Texts_are_kept_apart_from_ratings()
    {
        var box = Enumerable.Range(1, 6).Aggregate(FeedbackBox.Empty, (b, n) => b.Put(Answer(n, n, n % 2 == 0 ? $"text {n}" : null))).Close();
        box.Texts.Order().ShouldBe(["text 2", "text 4", "text 6"]);
        box.Tally.ShouldBe([1, 1, 1, 1, 1, 1, 0]);
    }
}
