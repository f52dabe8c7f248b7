namespace HumanRights.Demo;

/// <summary>
/// Seven finishers accept their invitation and bring a project for their organisation: six are in development, at the organisations
/// documented; the seventh, of an invented one, goes all the way into the Guide.
/// </summary>
sealed class Network(Facts facts, Account coordinator, Guid mentorId, IReadOnlyList<Player> players, Gateway gateway)
{
    const string Base = "/api/ambassadornetwork";

    public Task RunAsync(Action step) => Task.WhenAll(Cast.Authors(facts).Select(async author =>
    {
        var player = players.Where(p => p.Part.Edition == author.Edition).ElementAt(author.Index);
        await JoinAsync(player, author.Organisation);
        await DevelopAsync(player, author.Organisation);
        step();
    }));

    async Task JoinAsync(Player player, Organisation organisation)
    {
        var mine = await gateway.EventuallyAsync(async () => (await player.Account.GetAsync($"{Base}/membership")).Or("not-found"), a => a.Succeeded);
        if (mine["status"].GetString() != "invited") return;
        (await player.Account.PostAsync($"{Base}/membership/accept", new
        {
            consent = new { showOrganisation = true, showTopics = true, contactByColleagues = false }, organisation.Topics,
        })).Or();
    }

    /// <summary>From wherever the project stands, step by step to where it belongs.</summary>
    async Task DevelopAsync(Player author, Organisation organisation)
    {
        var id = Named.Id($"project/{organisation.Code}");
        var project = $"{Base}/projects/{id}";
        var implemented = organisation == facts.Implemented;
        while (true)
        {
            var seen = (await author.Account.GetAsync(project)).Or("not-found");
            switch (seen.Succeeded ? seen["stage"].GetString() : "none")
            {
                case "none":
                    (await author.Account.PostAsync($"{Base}/projects", new { projectId = id, proposal = Proposal(organisation) })).Or();
                    break;
                case "draft":
                    (await author.Account.PostAsync($"{project}/submit")).Or();
                    break;
                case "submitted":
                    (await coordinator.PostAsync($"{project}/approve")).Or();
                    break;
                case "approved":
                    (await coordinator.PostAsync($"{project}/mentor", new { mentorId })).Or();
                    (await author.Account.PostAsync($"{project}/start")).Or();
                    break;
                case "implementing" when implemented:
                    (await author.Account.PostAsync($"{project}/evidence", new
                    {
                        evidenceId = Named.Id($"project/{organisation.Code}/evidence"), kind = "document",
                        description = "Synthetic evidence: a letter before and after.",
                    })).Or();
                    (await author.Account.PostAsync($"{project}/report")).Or();
                    break;
                case "reported":
                    (await coordinator.PostAsync($"{project}/verify")).Or();
                    break;
                case "verified" when implemented:
                    (await coordinator.PostAsync($"{Base}/guide/practices", new { projectId = id, organisation.Title, organisation.Summary })).Or();
                    return;
                default:
                    return;
            }
        }
    }

    static object Proposal(Organisation organisation) => new
    {
        organisation = new { organisation.Code, organisation.Name },
        organisation.Topics,
        organisation.Goals,
        title = organisation.Title?.Pt ?? $"Projeto em desenvolvimento: {organisation.Name.Pt}",
        summary = organisation.Summary?.Pt ?? "Texto sintético: o conteúdo deste projeto não está publicado.",
    };
}
