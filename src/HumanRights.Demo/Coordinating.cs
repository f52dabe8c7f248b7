namespace HumanRights.Demo;

/// <summary>What the coordination does the same way for held editions and for the next.</summary>
static class Coordinating
{
    public static async Task DefineProgrammeAsync(this Account coordination, Facts facts) => (await coordination.PostAsync("/api/enrolment/programmes", new
    {
        programmeId = Named.Programme,
        blueprint = new
        {
            facts.Title,
            facts.Hours,
            facts.Objectives,
            modules = facts.Modules.Select(m => new { m.Number, m.Title, m.Hours, m.Objectives, m.ContributingEntities }),
            facts.Thresholds,
        },
    })).Or();

    public static async Task PlanEditionAsync(this Account coordination, int number, int seats) => (await coordination.PostAsync(
        "/api/enrolment/editions", new { editionId = Named.Edition(number), programmeId = Named.Programme, number, capacity = seats })).Or();

    /// <summary>Plans what is not planned yet: after an interruption the dates stay those of the day it began.</summary>
    public static async Task ScheduleAsync(this Account coordination, Gateway gateway, int edition, IEnumerable<SessionPlan> sessions)
    {
        var course = $"/api/learning/courses/{Named.Edition(edition)}";
        var known = await gateway.EventuallyAsync(async () => (await coordination.GetAsync($"{course}/sessions")).Or("not-found"), a => a.Succeeded);
        var ids = known["items"].EnumerateArray().Select(s => s.GetProperty("sessionId").GetGuid()).ToHashSet();
        foreach (var session in sessions.Where(s => !ids.Contains(s.Id)))
        {
            object body = session.Module is { } moduleNumber
                ? new { sessionId = session.Id, session.Kind, session.Title, session.StartsAt, session.EndsAt, session.Contributors, moduleNumber }
                : new { sessionId = session.Id, session.Kind, session.Title, session.StartsAt, session.EndsAt, session.Contributors };
            (await coordination.PostAsync($"{course}/sessions", body)).Or();
        }

        (await coordination.PostAsync($"{course}/schedule/confirm")).Or();
    }

    /// <summary>Open for anyone who wants to try: seats free, registration open, sessions to come.</summary>
    public static async Task PrepareNextEditionAsync(this Account coordination, Gateway gateway, Facts facts, Calendar calendar)
    {
        var (number, seats) = (facts.InPreparation.Number, facts.InPreparation.Seats);
        await coordination.PlanEditionAsync(number, seats);
        var path = $"/api/enrolment/editions/{facts.InPreparation.Id}";
        var seen = await gateway.EventuallyAsync(() => coordination.GetAsync(path), a => a.Succeeded);
        if (seen["registrationOpensAt"].ValueKind == System.Text.Json.JsonValueKind.Null)
        {
            (await coordination.PostAsync($"{path}/registrations/open", new { closesAt = calendar.NextRegistrationEnds })).Or();
        }

        await coordination.ScheduleAsync(gateway, number, calendar.Sessions(number, calendar.NextStart));
    }
}
