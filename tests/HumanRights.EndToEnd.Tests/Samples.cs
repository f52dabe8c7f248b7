namespace HumanRights.EndToEnd.Tests;

/// <summary>What people of the tests write, plainly invented.</summary>
public static class Samples
{
    public const string Right = "Right", Wrong = "Wrong";

    public static readonly string[] Modules =
        ["Human Rights, Dignity and Citizenship", "Diversity and Equality", "Goods and Public Services", "Access to New Forms of Administration"];

    public static object Words(string text) => new { en = text, pt = text };

    /// <summary>Thirty hours in four modules towards the objectives a to g.</summary>
    public static object Blueprint => BlueprintOf(Modules, attendancePercent: 80, involvementPoints: 10);

    /// <summary>One module, and nothing but its test between registration and certificate.</summary>
    public static object ShortBlueprint => BlueprintOf(Modules[..1], attendancePercent: 0, involvementPoints: 0);

    public static object Proposal(string title) => new
    {
        organisation = new { code = "sample-town", name = new { en = "Municipality of Sample", pt = "Município de Exemplo" } },
        topics = new[] { "inclusion" }, goals = new[] { 10, 16 }, title, summary = "A desk where nobody is asked for papers first.",
    };

    public static object Evidence { get; } = new { kind = "document", description = "The desk's first report.", link = "https://example.org/report" };

    /// <summary>A freed seat is kept for the first who waits, for an hour.</summary>
    public static object BlueprintWithOffers => BlueprintOf(Modules[..1], attendancePercent: 0, involvementPoints: 0, new { offerMinutes = 60 });

    static object BlueprintOf(string[] modules, int attendancePercent, int involvementPoints, object? registration = null) => new
    {
        title = new { en = "Human Rights in Public Administration", pt = "Direitos Humanos na Administração Pública" },
        hours = 30,
        objectives = "abcdefg".Select(letter => new { letter = letter.ToString(), words = Words($"Objective {letter}") }),
        modules = modules.Select((title, i) => new
        {
            number = i + 1, title = Words(title), hours = 6, objectives = "abcdefg".Select(letter => letter.ToString()), contributingEntities = new[] { "sample-entity" },
        }),
        thresholds = new { attendancePercent, involvementPoints, passMarkPercent = 50 },
        registration,
    };
}

public static class Days
{
    public static DateTimeOffset FromNow(int days) => TimeProvider.System.GetUtcNow().AddDays(days);
}

/// <summary>Short ways to where a test begins.</summary>
public static class Shortcuts
{
    public static async Task<Guid> OpenEditionAsync(this Platform platform, int seats, object? blueprint = null)
    {
        var programme = await platform.Coordinator.Enrolment.DefineProgrammeAsync(blueprint ?? Samples.Blueprint);
        var edition = await platform.Coordinator.Enrolment.PlanEditionAsync(programme, number: 1, seats);
        await platform.Coordinator.Enrolment.OpenRegistrationAsync(edition);
        return edition;
    }

    /// <summary>An edition that these people have finished: certificates issued, invitations accepted.</summary>
    public static async Task<ShortEdition> GraduateAsync(this Platform platform, params Person[] people)
    {
        var coordinator = platform.Coordinator;
        var programme = await coordinator.Enrolment.DefineProgrammeAsync(Samples.ShortBlueprint);
        var edition = await coordinator.Enrolment.PlanEditionAsync(programme, number: 1, seats: 50);
        await coordinator.Enrolment.OpenRegistrationAsync(edition);
        var session = await coordinator.Learning.ScheduleAsync(edition, "class", daysAgo: 1, module: 1);
        var item = await coordinator.Assessment.DraftItemAsync(programme, module: 1);
        await coordinator.Assessment.ReviewItemAsync(item, platform.Trainer);
        var test = await coordinator.Assessment.ComposeTestAsync(edition, module: 1, item.Id);
        foreach (var person in people)
        {
            await person.Enrolment.RegisterAsync(edition);
            await person.Assessment.TakeTestAsync(test, Samples.Right);
        }

        await coordinator.Assessment.CloseAndReleaseAsync(test);
        var certificates = new List<Certificate>();
        foreach (var person in people)
        {
            certificates.Add(await person.Certification.CertificateAsync(edition));
            (await person.Network.InvitationAsync()).Status.ShouldBe("invited");
            await person.Network.AcceptAsync();
        }

        return new(programme, edition, session, item.Id, test, certificates);
    }
}

public sealed record ShortEdition(Guid Programme, Guid Edition, Guid Session, Guid Item, Guid Test, IReadOnlyList<Certificate> Certificates);
