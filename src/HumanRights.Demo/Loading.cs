using System.Diagnostics;

namespace HumanRights.Demo;

/// <summary>The whole story: people, three editions, the network, the next edition, and whether the figures are the documented ones.</summary>
sealed class Loading(Gateway gateway, Facts facts, DateTimeOffset now)
{
    /// <summary>The last events are still on their way into the views when the last command is answered.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // As Identity has them in Development: a program for the daily work, a person where a decision needs one.
    const string Program = "demo", Coordinator = "dev-coordinator@example.invalid", Mentor = "mentor-0001";

    readonly Calendar calendar = new(facts, now);
    readonly Account coordination = new(gateway, () => SignIn.AsProgramAsync(gateway, Program));

    /// <returns>Whether the figures are as documented.</returns>
    public async Task<bool> RunAsync()
    {
        var figures = new Figures(facts, new Account(gateway), coordination);
        var read = await figures.ReadAsync();
        if (read.All(f => f.Agrees))
        {
            Narrator.Say("The demo data is loaded already.");
        }
        else
        {
            Announce();
            await Narrator.TellAsync(async narrator =>
            {
                await LoadAsync(narrator);
                await narrator.PhaseAsync("figures arrive", 1, async _ => read = await UntilRightAsync(figures));
            });
        }

        Figures.Show(read);
        if (read.Where(f => !f.Agrees).ToList() is { Count: > 0 } wrong)
        {
            Narrator.Say($"Not as documented: {string.Join("; ", wrong.Select(f => $"{f.Name.Trim()} is {f.ReadBack}, not {f.Documented}"))}.");
            return false;
        }

        Narrator.Say("All figures are as documented.");
        return true;
    }

    void Announce()
    {
        Narrator.Say($"Loading the documented programme through {gateway.Address}. All people are invented (participant-0001 ...).");
        Narrator.Say($"Editions 1 to 3 are replayed under today's rules, {calendar.WeeksShifted} weeks later than their nominal dates:");
        foreach (var edition in facts.Editions)
        {
            var shifted = calendar.Shifted(edition.NominalStart);
            Narrator.Say($"  edition {edition.Number}: nominal {edition.NominalStart:yyyy-MM-dd} to {Calendar.End(edition.NominalStart):yyyy-MM-dd} -> {shifted:yyyy-MM-dd} to {Calendar.End(shifted):yyyy-MM-dd}");
        }

        Narrator.Say("Edition 4 was held too, but no figures of it are documented: it is left out.");
    }

    async Task LoadAsync(Narrator narrator)
    {
        IReadOnlyList<Player> players = [];
        var mentorId = Guid.Empty;
        var coordinator = new Account(gateway, () => SignIn.AsPersonAsync(gateway, Coordinator));
        await narrator.PhaseAsync("programme and question bank", facts.Modules.Sum(m => m.Items.Count), async step =>
        {
            await coordination.DefineProgrammeAsync(facts);
            await coordination.FillQuestionBankAsync(coordinator, facts, step);
        });
        await narrator.PhaseAsync("people enter", 1, async _ => (players, mentorId) = await EnterPeopleAsync());
        await narrator.PhaseAsync($"{players.Count} people sign in", players.Count, step => Task.WhenAll(players.Select(async p =>
        {
            await p.Account.EnterAsync();
            step();
        })));

        await Task.WhenAll(facts.Editions.Select(edition => new HeldEditionReplay(
            edition, facts, calendar, coordination, [.. players.Where(p => p.Part.Edition == edition.Number)], gateway, narrator).RunAsync()));

        await narrator.PhaseAsync("ambassadors and their projects", facts.Projects.Count(), new Network(facts, coordinator, mentorId, players, gateway).RunAsync);
        await narrator.PhaseAsync($"edition {facts.InPreparation.Number} is prepared", 1, _ => coordination.PrepareNextEditionAsync(gateway, facts, calendar));
    }

    async Task<(IReadOnlyList<Player> Players, Guid Mentor)> EnterPeopleAsync()
    {
        var cast = Cast.Of(facts);
        var entered = (await coordination.PostAsync("/api/identity/people/batch", new
        {
            people = cast
                .Select(p => new { p.Email, p.Name, p.Organisation, Sector = "central", PublicServant = true, Roles = new[] { "participant" } })
                .Append(new { Email = $"{Mentor}@example.invalid", Name = Mentor, Organisation = "coordination", Sector = "central", PublicServant = true, Roles = new[] { "trainer" } }),
        })).Or();
        var ids = entered["people"].EnumerateArray().Select(p => p.GetProperty("id").GetGuid()).ToList();
        return ([.. cast.Zip(ids, (part, id) => new Player(part, id, new Account(gateway, () => SignIn.AsPersonAsync(gateway, part.Email))))], ids[^1]);
    }

    async Task<IReadOnlyList<Figure>> UntilRightAsync(Figures figures)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            var read = await figures.ReadAsync();
            if (read.All(f => f.Agrees) || waiting.Elapsed > Patience) return read;
            await Task.Delay(TimeSpan.FromMilliseconds(250), gateway.Stop);
        }
    }
}
