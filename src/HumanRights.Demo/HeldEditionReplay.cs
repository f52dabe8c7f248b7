using System.Text.Json;

namespace HumanRights.Demo;

/// <summary>
/// One edition from its planning to its completion, everybody acting for themselves. Every step may be repeated: whoever was
/// interrupted runs it all again, and what is done stays done.
/// </summary>
sealed class HeldEditionReplay(HeldEdition edition, Facts facts, Calendar calendar, Account coordination, IReadOnlyList<Player> players, Gateway gateway, Narrator narrator)
{
    readonly string enrolment = $"/api/enrolment/editions/{edition.Id}";
    readonly string course = $"/api/learning/courses/{edition.Id}";
    readonly IReadOnlyList<Player> participants = [.. players.Where(p => p.Part.TakesPart)];

    public async Task RunAsync()
    {
        await coordination.PlanEditionAsync(edition.Number, edition.Seats);
        var seen = await gateway.EventuallyAsync(() => coordination.GetAsync(enrolment), a => a.Succeeded);
        if (seen["stage"].GetString() == "completed") return;

        await Phase("registration", players.Count, step => RegisterAsync(seen, step));
        (await coordination.PostAsync($"{enrolment}/start")).Or();
        await Phase("classes", 1, TeachAsync);
        await Phase("module tests", facts.Modules.Count * participants.Count, TestAsync);
        await Phase("feedback", participants.Count, EvaluateAsync);
        (await coordination.PostAsync($"{enrolment}/complete")).Or();

        Task Phase(string name, int steps, Func<Action, Task> work) => narrator.PhaseAsync($"edition {edition.Number}: {name}", steps, work);
    }

    async Task RegisterAsync(Answer seen, Action step)
    {
        if (seen["registrationClosed"].GetBoolean()) return;
        if (seen["registrationOpensAt"].ValueKind == JsonValueKind.Null)
        {
            (await coordination.PostAsync($"{enrolment}/registrations/open", new { closesAt = calendar.WindowsEnd })).Or();
        }

        await Task.WhenAll(players.Where(p => !p.Part.Waits).Select(RegisterOneAsync));
        foreach (var player in players.Where(p => p.Part.Waits)) await RegisterOneAsync(player);
        foreach (var player in players.Where(p => p.Part.Fate == Fate.Withdraws))
        {
            (await player.Account.DeleteAsync($"{enrolment}/registrations/me")).Or();
        }

        (await coordination.PostAsync($"{enrolment}/registrations/close")).Or();

        async Task RegisterOneAsync(Player player)
        {
            (await player.Account.PostAsync($"{enrolment}/registrations")).Or();
            step();
        }
    }

    async Task TeachAsync(Action step)
    {
        var sessions = calendar.Sessions(edition.Number, calendar.Shifted(edition.NominalStart)).ToList();
        await coordination.ScheduleAsync(gateway, edition.Number, sessions);
        step();

        foreach (var (place, session) in sessions.Index())
        {
            await MarkAsync($"{course}/sessions/{session.Id}/attendance", new
            {
                marks = participants.Select((p, i) => new { personId = p.Id, minutes = Misses(p, i, place) ? 0 : session.Minutes }),
            });
        }

        await MarkAsync($"{course}/involvement", new
        {
            entries = participants.SelectMany(p => new[] { "discussion", "group-work" }
                .Take(p.Part.Fate == Fate.StaysSilent ? 1 : 2)
                .Select(reason => new
                {
                    personId = p.Id, entryId = Named.Id($"edition/{edition.Number}/{p.Part.Name}/{reason}"), reason,
                    points = facts.Thresholds.InvolvementPoints / 2,
                })),
        });

        // Everybody misses a class now and then; some miss half of them.
        bool Misses(Player p, int index, int session) => session > 0 && session < sessions.Count - 1
            && (p.Part.Fate == Fate.MissesClasses ? session % 2 == 0 : index % 3 == 0 && session == 1 + (index % 8));

        // Learning hears of a seat a moment after it was taken; those it does not know yet are refused until it does.
        Task MarkAsync(string path, object body) => gateway.EventuallyAsync(
            async () => (await coordination.PostAsync(path, body)).Or(), a => a["refused"].GetInt32() == 0);
    }

    async Task TestAsync(Action step)
    {
        foreach (var module in facts.Modules)
        {
            var test = await ComposeAsync(module);
            var path = $"/api/assessment/tests/{test["testId"].GetGuid()}";
            if (test["stage"].GetString() == "open")
            {
                await Task.WhenAll(participants.Select(async (player, index) =>
                {
                    await SitAsync(path, module, player, index);
                    step();
                }));
                (await coordination.PostAsync($"{path}/close")).Or();
            }

            (await coordination.PostAsync($"{path}/release")).Or();
            await gateway.EventuallyAsync(
                async () => (await coordination.GetAsync($"{path}/summary")).Or(),
                a => a["released"].GetInt32() == a["attempts"].GetInt32() && a["attempts"].GetInt32() == participants.Count);
        }
    }

    async Task<Answer> ComposeAsync(Module module)
    {
        var known = (await coordination.GetAsync($"/api/assessment/editions/{edition.Id}/tests")).Or("not-found");
        if (known.Succeeded && known["items"].EnumerateArray().FirstOrDefault(t => t.GetProperty("moduleNumber").GetInt32() == module.Number) is { ValueKind: JsonValueKind.Object } test)
        {
            return known with { Body = test };
        }

        var body = new { items = module.Items.Select((_, i) => QuestionBank.IdOf(module, i)), closesAt = calendar.WindowsEnd, minutes = 60 };
        return await gateway.EventuallyAsync(
            async () => (await coordination.PutAsync($"/api/assessment/editions/{edition.Id}/modules/{module.Number}/test", body)).Or("not-found"), a => a.Succeeded);
    }

    async Task SitAsync(string test, Module module, Player player, int index)
    {
        var attempt = await gateway.EventuallyAsync(
            async () => (await player.Account.PostAsync($"{test}/my-attempts")).Or("no-seat", "no-attempts-left"), a => a.Code != "no-seat");
        if (!attempt.Succeeded) return; // handed in before an interruption

        foreach (var (number, item) in module.Items.Index())
        {
            var right = item.Options.Where(o => o.Correct).Select(o => o.Id);
            var wrong = item.Options.Where(o => !o.Correct).Select(o => o.Id).Take(1);
            (await player.Account.PutAsync(
                $"{test}/my-attempts/1/answers/{QuestionBank.IdOf(module, number)}", new { optionIds = Knows(number) ? right : wrong })).Or();
        }

        (await player.Account.PostAsync($"{test}/my-attempts/1/submit")).Or();

        // Who fails does so in one module; every fourth of the others does not know one thing, which is no failure.
        bool Knows(int number) => player.Part.Fate == Fate.FailsATest && module.Number == 1 + (index % facts.Modules.Count)
            ? number == 0
            : number > 0 || (index + module.Number) % 4 != 0;
    }

    async Task EvaluateAsync(Action step)
    {
        var ratings = Cast.Ratings(participants.Count, edition.Satisfaction);
        await Task.WhenAll(participants.Select(async (player, index) =>
        {
            var answerId = Named.Id($"edition/{edition.Number}/{player.Part.Name}/feedback");
            (await player.Account.PostAsync($"{course}/feedback", new { rating = ratings[index], answerId })).Or("feedback-already-given");
            step();
        }));
        (await coordination.PostAsync($"{course}/feedback/close")).Or();
    }
}
