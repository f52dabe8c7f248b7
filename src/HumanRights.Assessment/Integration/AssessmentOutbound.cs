using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using Published = HumanRights.Contracts.Assessment;

namespace HumanRights.Assessment.Integration;

/// <summary>Nothing is heard of a test but its released results, and how appeals against them were decided.</summary>
public static class AssessmentOutbound
{
    public static Outbound Map { get; } = new Outbound()
        .Private<EditionAnnounced>()
        .Private<EditionCancelled>()
        .Private<CandidateAdmitted>()
        .Private<CandidateDismissed>()
        .Private<PersonForgotten>()
        .Private<ItemDrafted>()
        .Private<ItemRevised>()
        .Private<ItemSubmitted>()
        .Private<ItemReturned>()
        .Private<ItemApproved>()
        .Private<TestComposed>()
        .Private<KeySealed>()
        .Private<TestClosed>()
        .Private<TestReleased>()
        .Private<AllowanceGiven>()
        .Private<AllowanceTakenBack>()
        .Private<ResultsShown>()
        .Private<AttemptStarted>()
        .Private<DeadlineExtended>()
        .Private<AnswerSaved>()
        .Private<AttemptSubmitted>()
        .Private<AttemptClosed>()
        .Private<ItemCorrected>()
        .Private<AttemptGraded>()
        .Private<OpenTextMarked>()
        .Private<SecondMarkAsked>()
        .Private<MarkSettled>()
        .Private<OpenTextErased>()
        .Private<AttemptRegraded>()
        .Private<AppealLodged>()
        .Private<AppealWithdrawn>()
        .Publish<AppealDecided>(e => new Published.ResultAppealDecided(
            e.EditionId, e.PersonId, e.ModuleNumber, e.TestId, e.AttemptId, e.AppealId, e.Outcome == AppealOutcome.Upheld ? AppealTexts.Upheld : AppealTexts.Reversed))
        .Publish<ResultReleased>((e, _) => e.Counts || e.CountedBefore == true ? [Result(e)] : []);

    private static object Result(ResultReleased e) => e.Passed
        ? new Published.ModuleTestPassed(e.EditionId, e.PersonId, e.ModuleNumber, e.TestId, e.AttemptId, e.ScorePercent, e.PassMarkPercent)
        : new Published.ModuleTestFailed(e.EditionId, e.PersonId, e.ModuleNumber, e.TestId, e.AttemptId, e.ScorePercent, e.PassMarkPercent);
}
