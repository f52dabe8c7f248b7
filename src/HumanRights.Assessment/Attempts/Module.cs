using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;

namespace HumanRights.Assessment.Attempts;

public static class AttemptModule
{
    public static void AddAttempts(this StoreOptions store)
    {
        store.Events.MapEventType<AttemptStarted>("attempt-started");
        store.Events.MapEventType<DeadlineExtended>("deadline-extended");
        store.Events.MapEventType<AnswerSaved>("answer-saved");
        store.Events.MapEventType<AttemptSubmitted>("attempt-submitted");
        store.Events.MapEventType<AttemptClosed>("attempt-closed");
        store.Events.MapEventType<ResultReleased>("result-released");
        store.Schema.For<AnswerText>().Index(t => t.PersonId);
    }

    public static void AddAnswerDesk(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Desk").Get<DeskLimits>() ?? new());
        builder.Services.AddSingleton<AnswerDesk>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AnswerDesk>());
    }

    /// <summary>An attempt is named by test and number, the person by the token: there is no way to name another person's.</summary>
    public static void MapAttempts(this RouteGroupBuilder api)
    {
        api.MapGet("/editions/{editionId:guid}/my-tests", MyAttempts.HandleTests).RequireAuthorization(Roles.Participant)
            .WithName("ListMyTests").WithSummary("The tests of an edition the caller may take, with the caller's attempts.");

        var mine = api.MapGroup("/tests/{testId:guid}/my-attempts").RequireAuthorization(Roles.Participant);
        mine.MapPost("/", StartAttempt.Handle)
            .WithName(nameof(StartAttempt)).WithSummary("Begins the caller's next attempt, or returns to the one that is open.");
        mine.MapGet("/{number:int}", MyAttempts.Handle)
            .WithName("GetMyAttempt").WithSummary("The caller's attempt with what is saved.");
        mine.MapPut("/{number:int}/answers/{itemId:guid}", SaveAnswer.Handle)
            .WithName(nameof(SaveAnswer)).WithSummary("Saves the answer to one item; a repeat changes nothing.");
        mine.MapPost("/{number:int}/submit", EndAttempt.Handle)
            .WithName("SubmitAttempt").WithSummary("Hands the attempt in and gives a receipt; a repeat gives the same.");
    }
}
