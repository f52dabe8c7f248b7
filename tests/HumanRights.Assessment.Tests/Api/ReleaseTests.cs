using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>Released in the moment of closing, with every attempt still open: everybody sees their result from the same instant, and nobody before.</summary>
public sealed class ReleaseTests(AssessmentService assessment)
{
    [Fact]
    public async Task Nobody_sees_or_is_told_a_result_before_every_attempt_is_graded()
    {
        var course = await Course.PlannedAsync(assessment.Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var people = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => course.CandidateAsync()));
        await Task.WhenAll(people.Select(course.StartAsync));
        await Task.WhenAll(people.Select(p => course.SaveAsync(p, course.Single, "b")));
        await Task.WhenAll(people.Take(10).Select(p => course.PostSubmitAsync(p).ReadAsync<AttemptAnswer>()));

        await course.PostAsync("close").ReadAsync<TestAnswer>();
        await course.PostAsync("release").ReadAsync<TestAnswer>();
        // As soon as the first is seen, all are: with everything a result has, though its own record may still be on its way.
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await course.GetResultAsync(people[0]);
            return answer.IsSuccessStatusCode;
        });
        foreach (var result in await Task.WhenAll(people.Select(p => course.GetResultAsync(p).ReadAsync<ResultAnswer>())))
        {
            (result.ScorePercent, result.ReleasedScorePercent, result.Passed, result.Counts).ShouldBe((33.33m, 33.33m, false, true));
        }

        await Eventually.TrueAsync(async () => (await course.SummaryAsync()).Released == people.Length);
        var shown = (await assessment.Service.EventsAsync(ModuleTest.Stream(course.TestId))).Single(e => e.Data is ResultsShown);
        foreach (var person in people)
        {
            var graded = (await assessment.Service.EventsAsync(Grade.Stream(course.TestId, person, 1))).Single();
            var released = (await assessment.Service.EventsAsync(Attempt.Stream(course.TestId, person, 1))).Single(e => e.Data is ResultReleased);
            graded.Sequence.ShouldBeLessThan(shown.Sequence);
            released.Sequence.ShouldBeGreaterThan(shown.Sequence);
        }
    }
}
