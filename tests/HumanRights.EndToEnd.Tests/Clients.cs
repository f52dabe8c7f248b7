using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public sealed record Registration(Guid RegistrationId, string Status, int? Position, string Because);

public sealed class EnrolmentClient(Person person)
{
    const string Root = "/api/enrolment";

    sealed record Programme(Guid ProgrammeId);

    sealed record Edition(Guid EditionId);

    public async Task<Guid> DefineProgrammeAsync(object blueprint) =>
        (await person.PostAsync($"{Root}/programmes", new { blueprint }).ReadAsync<Programme>()).ProgrammeId;

    public async Task<Guid> PlanEditionAsync(Guid programme, int number, int seats) =>
        (await person.PostAsync($"{Root}/editions", new { programmeId = programme, number, capacity = seats }).ReadAsync<Edition>()).EditionId;

    public Task OpenRegistrationAsync(Guid edition) =>
        person.PostAsync($"{Root}/editions/{edition}/registrations/open", new { closesAt = Days.FromNow(7) }).ReadAsync<object>();

    public Task<Registration> RegisterAsync(Guid edition) => TryRegisterAsync(edition).ReadAsync<Registration>();

    public Task<HttpResponseMessage> TryRegisterAsync(Guid edition) => person.PostAsync($"{Root}/editions/{edition}/registrations");

    public Task<Registration> RegistrationAsync(Guid edition) => person.GetAsync($"{Root}/editions/{edition}/registrations/me").ReadAsync<Registration>();

    public async Task WithdrawAsync(Guid edition) => (await person.DeleteAsync($"{Root}/editions/{edition}/registrations/me")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
}

public sealed record Requirement(string Status, string Because);

public sealed record Progress(Guid PersonId, Requirement Attendance, Requirement Involvement);

public sealed class LearningClient(Person person)
{
    sealed record Session(Guid SessionId);

    public sealed record Batch(int Recorded, int Refused);

    public sealed record Summary(bool Closed, int Answers);

    static string Course(Guid edition) => $"/api/learning/courses/{edition}";

    /// <summary>Two hours on a past morning: what has not begun cannot be attended.</summary>
    public async Task<Guid> ScheduleAsync(Guid edition, string kind, int daysAgo, int? module = null)
    {
        var start = Days.FromNow(-daysAgo).Date.AddHours(9);
        return (await Patience.OnceHeardOfAsync<Session>(() => person.PostAsync($"{Course(edition)}/sessions", new
        {
            kind, title = Samples.Words(kind), startsAt = $"{start:s}Z", endsAt = $"{start.AddHours(2):s}Z", moduleNumber = module,
        }))).SessionId;
    }

    public Task ConfirmScheduleAsync(Guid edition) => person.PostAsync($"{Course(edition)}/schedule/confirm").ReadAsync<object>();

    /// <summary>Marks their minutes, once Learning has heard that they have seats.</summary>
    public Task MarkAttendanceAsync(Guid edition, Guid session, params (Person Who, int Minutes)[] marks) => Eventually.TrueAsync(async () =>
        (await person.PostAsync($"{Course(edition)}/sessions/{session}/attendance", new { marks = marks.Select(m => new { personId = m.Who.Id, m.Minutes }) })
            .ReadAsync<Batch>()).Refused == 0);

    public Task CreditInvolvementAsync(Guid edition, Person who, int points) =>
        person.PostAsync($"{Course(edition)}/participants/{who.Id}/involvement", new { entryId = Guid.CreateVersion7(), reason = "discussion", points }).ReadAsync<object>();

    public Task<Progress> ProgressAsync(Guid edition) => person.GetAsync($"{Course(edition)}/progress/me").ReadAsync<Progress>();

    public async Task GiveFeedbackAsync(Guid edition, int rating, string words) =>
        (await person.PostAsync($"{Course(edition)}/feedback", new { rating, words })).StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);

    public Task<Summary> CloseFeedbackAsync(Guid edition) => person.PostAsync($"{Course(edition)}/feedback/close").ReadAsync<Summary>();

    /// <summary>Everybody with a seat, as Learning knows it.</summary>
    public async Task<IReadOnlyList<Guid>> ParticipantsAsync(Guid edition)
    {
        var found = new List<Guid>();
        for (string? after = null; ;)
        {
            var from = after is null ? "" : $"&after={after}";
            var page = await Patience.OnceHeardOfAsync<Page<Progress>>(() => person.GetAsync($"{Course(edition)}/progress?active=true&limit=100{from}"));
            found.AddRange(page.Items.Select(p => p.PersonId));
            if ((after = page.Next) is null)
            {
                return found;
            }
        }
    }
}

public sealed record Attempt(Guid AttemptId, int Number, string Status, IReadOnlyList<AttemptItem> Items);

public sealed record AttemptItem(Guid ItemId, IReadOnlyList<AttemptOption> Options);

public sealed record AttemptOption(string OptionId, string Text);

public sealed record Result(decimal ScorePercent, bool Passed);

public sealed class AssessmentClient(Person person)
{
    const string Root = "/api/assessment";

    sealed record Item(Guid ItemId, int Version);

    sealed record Test(Guid TestId);

    public sealed record Summary(int Attempts, int Released);

    public async Task<(Guid Id, int Version)> DraftItemAsync(Guid programme, int module)
    {
        var item = await person.PostAsync($"{Root}/items", new
        {
            programmeId = programme,
            moduleNumber = module,
            content = new
            {
                kind = "singleChoice",
                prompt = Samples.Words($"Question of module {module}"),
                options = new[]
                {
                    new { id = "a", text = Samples.Words(Samples.Right), correct = true },
                    new { id = "b", text = Samples.Words(Samples.Wrong), correct = false },
                },
            },
        }).ReadAsync<Item>();
        return (item.ItemId, item.Version);
    }

    /// <summary>The person submits it, and another one approves it.</summary>
    public async Task ReviewItemAsync((Guid Id, int Version) item, Person reviewer)
    {
        await person.PostAsync($"{Root}/items/{item.Id}/versions/{item.Version}/submit").ReadAsync<object>();
        await reviewer.PostAsync($"{Root}/items/{item.Id}/versions/{item.Version}/approve").ReadAsync<object>();
    }

    public async Task<Guid> ComposeTestAsync(Guid edition, int module, Guid item) =>
        (await Patience.OnceHeardOfAsync<Test>(() => person.PutAsync(
            $"{Root}/editions/{edition}/modules/{module}/test", new { items = new[] { item }, closesAt = Days.FromNow(1), minutes = 30 }))).TestId;

    public Task<Attempt> StartAttemptAsync(Guid test) => Patience.OnceHeardOfAsync<Attempt>(() => person.PostAsync($"{Root}/tests/{test}/my-attempts"), "no-seat");

    public Task AnswerAsync(Guid test, Attempt attempt, AttemptItem item, string option) =>
        person.PutAsync($"{Root}/tests/{test}/my-attempts/{attempt.Number}/answers/{item.ItemId}", new { optionIds = new[] { option } }).ReadAsync<object>();

    public Task<Attempt> SubmitAsync(Guid test, Attempt attempt) => person.PostAsync($"{Root}/tests/{test}/my-attempts/{attempt.Number}/submit").ReadAsync<Attempt>();

    /// <summary>The whole of it: starts, answers every item with the same words, submits.</summary>
    public async Task TakeTestAsync(Guid test, string answer)
    {
        var attempt = await StartAttemptAsync(test);
        foreach (var item in attempt.Items)
        {
            await AnswerAsync(test, attempt, item, item.Options.Single(o => o.Text == answer).OptionId);
        }

        (await SubmitAsync(test, attempt)).Status.ShouldBe("submitted");
    }

    public async Task CloseAndReleaseAsync(Guid test)
    {
        await person.PostAsync($"{Root}/tests/{test}/close").ReadAsync<object>();
        await person.PostAsync($"{Root}/tests/{test}/release").ReadAsync<object>();
        await Eventually.TrueAsync(async () => await person.GetAsync($"{Root}/tests/{test}/summary").ReadAsync<Summary>() is var s && s.Released == s.Attempts);
    }

    public Task<HttpResponseMessage> TryResultAsync(Guid test) => person.GetAsync($"{Root}/tests/{test}/my-attempts/1/result");

    public Task<Result> ResultAsync(Guid test) => TryResultAsync(test).ReadAsync<Result>();
}

public sealed record LedgerLine(string Requirement, int? ModuleNumber, string State, string Because);

public sealed record Certificate(Guid CertificateId, string Number);

public sealed record Ledger(bool Complete, IReadOnlyList<LedgerLine> Lines, Certificate? Certificate);

public sealed record Verification(string Number, string Status, decimal Hours, int EditionNumber);

public sealed class CertificationClient(Person person)
{
    public Task<Ledger> LedgerAsync(Guid edition) =>
        Patience.OnceHeardOfAsync<Ledger>(() => person.GetAsync($"/api/certification/editions/{edition}/ledgers/me"));

    /// <summary>Nobody asks for it: it comes when the last line of the ledger is met.</summary>
    public Task<Certificate> CertificateAsync(Guid edition) => Eventually.GetAsync(async () => (await LedgerAsync(edition)).Certificate);

    public Task<Verification> VerifyAsync(string number) => person.GetAsync($"/verify/{number}").ReadAsync<Verification>();

    public Task<HttpResponseMessage> TryVerifyAsync(string number, string accept) => person.GetAsync($"/verify/{number}", accept);
}

public sealed record Membership(string Status);

public sealed record Project(Guid ProjectId, string Stage);

public sealed record Words(string En, string Pt);

public sealed record Practice(Guid Id, int GuideVersion, Words Title);

public sealed record Guide(int Version, Page<Practice> Practices);

public sealed class AmbassadorNetworkClient(Person person)
{
    const string Root = "/api/ambassadornetwork";

    sealed record Published(Guid PracticeId);

    public Task<Membership> InvitationAsync() => Patience.OnceHeardOfAsync<Membership>(() => person.GetAsync($"{Root}/membership"));

    public Task<Membership> AcceptAsync() => person.PostAsync($"{Root}/membership/accept", new
    {
        consent = new { showOrganisation = true, showTopics = true, contactByColleagues = false }, topics = new[] { "inclusion" },
    }).ReadAsync<Membership>();

    public async Task<Guid> DraftProjectAsync(string title) =>
        (await person.PostAsync($"{Root}/projects", new { proposal = Samples.Proposal(title) }).ReadAsync<Project>()).ProjectId;

    /// <summary>submit, approve, start, report, verify.</summary>
    public async Task<string> StepAsync(Guid project, string step) => (await TryStepAsync(project, step).ReadAsync<Project>()).Stage;

    public Task<HttpResponseMessage> TryStepAsync(Guid project, string step, object? body = null) => person.PostAsync($"{Root}/projects/{project}/{step}", body);

    public Task<HttpResponseMessage> TryReadAsync(Guid project) => person.GetAsync($"{Root}/projects/{project}");

    public Task AddEvidenceAsync(Guid project) => TryStepAsync(project, "evidence", Samples.Evidence).ReadAsync<object>();

    public async Task<Guid> PublishAsync(Guid project, string title) => (await person.PostAsync($"{Root}/guide/practices", new
    {
        projectId = project, title = Samples.Words(title), summary = Samples.Words("What was done, and what came of it."),
    }).ReadAsync<Published>()).PracticeId;

    public Task<Guide> GuideAsync() => person.GetAsync("/guide").ReadAsync<Guide>();

    public Task<HttpResponseMessage> TryGuideAsync(string accept) => person.GetAsync("/guide", accept);
}
