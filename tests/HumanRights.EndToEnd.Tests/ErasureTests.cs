using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>The right to erasure (GDPR, article 17), shown from outside: whatever somebody left behind is looked for wherever anything is kept.</summary>
[Collection(Breaking.Name)]
public sealed class ErasureTests(Platform platform, ITestOutputHelper output)
{
    const string Name = "Zqvname Xyzzyperson", Email = "zqvmail.xyzzy@town.example.invalid", Organisation = "Zqvorganisation of Plugh", JobRole = "zqvrole keeper", Needs = "zqvneeds: a quiet room",
        Password = "zqvpassword four words", Appeal = "zqvappeal because I was on duty", ResultAppeal = "zqvresult is unfair", Project = "zqvproject for my town", Feedback = "zqvfeedback on the mornings";

    [Fact]
    public async Task Nothing_of_an_erased_person_is_found_in_any_table_queue_or_log()
    {
        var remains = new Remains(platform);
        using var newcomer = new Newcomer(platform);
        var id = await newcomer.RegisterAsync(Email, Password, new
        {
            name = Name, email = Email, password = Password, organisationName = Organisation, jobRole = JobRole, region = "PT11", sector = "local", language = "en", accessibilityNeeds = Needs,
        });
        var token = await newcomer.TokenAsync(Email, Password);
        var person = platform.WithToken(token, id);

        // They take part, are certified, join the network, and write wherever something can be written.
        var done = await platform.GraduateAsync(person);
        await person.Learning.GiveFeedbackAsync(done.Edition, rating: 6, Feedback);
        var project = await person.Network.DraftProjectAsync(Project);
        var closed = await platform.OpenEditionAsync(seats: 3);
        await platform.Coordinator.PostAsync($"/api/enrolment/editions/{closed}/registrations/close").ReadAsync<object>();
        var refusal = await (await person.Enrolment.TryRegisterAsync(closed)).Content.ReadFromJsonAsync<JsonElement>();
        await person.PostAsync($"/api/enrolment/editions/{closed}/appeals", new { code = refusal.GetProperty("code").GetString(), words = Appeal }).ReadAsync<object>();
        await person.PostAsync($"/api/assessment/tests/{done.Test}/my-attempts/1/result/appeals", new { words = ResultAppeal }).ReadAsync<object>();
        var open = await platform.OpenEditionAsync(seats: 1);
        (await person.Enrolment.RegisterAsync(open)).Status.ShouldBe("seat");
        var next = platform.NextParticipant();
        (await next.Enrolment.RegisterAsync(open)).Status.ShouldBe("waiting");
        await Eventually.TrueAsync(async () => (await NamesOnCertificatesAsync(done)).Contains(Name));

        // The search finds each of them while they are there, in tables, in queues, and in logs.
        string[] words = ["zqvname", "zqvmail", "zqvorganisation", "zqvrole", "zqvneeds", "zqvappeal", "zqvresult", "zqvproject"];
        var before = string.Join('\n', (await remains.FindAsync(words)).Found);
        foreach (var word in words)
        {
            before.ShouldContain(word, Case.Insensitive);
        }

        await ProveThatQueuesAndLogsAreSearchedAsync(remains);

        (await person.DeleteAsync("/api/identity/people/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        // Every service refuses the token that was given out before.
        foreach (var path in (string[])
        [
            "/api/identity/people/me", $"/api/enrolment/editions/{open}/registrations/me", $"/api/learning/courses/{done.Edition}/progress/me",
            $"/api/assessment/editions/{done.Edition}/my-tests", "/api/certification/certificates/me", "/api/ambassadornetwork/membership", "/api/notifications/letters",
        ])
        {
            await Eventually.TrueAsync(async () => (await person.GetAsync(path)).StatusCode == HttpStatusCode.Unauthorized, what: path);
        }

        (await newcomer.SignInAsync(Email, Password)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        // The seat serves the next; the certificate's number stays good, without the name.
        await Eventually.TrueAsync(async () => (await next.Enrolment.RegistrationAsync(open)).Status == "seat");
        (await platform.Anyone.Certification.VerifyAsync(done.Certificates[0].Number)).Status.ShouldBe("valid");
        (await NamesOnCertificatesAsync(done)).ShouldBeEmpty();

        var search = new Remains.Search([], 0, 0, 0, 0);
        await Eventually.TrueAsync(async () =>
        {
            (search = await remains.FindAsync([.. words, "zqvpassword"])).Found.ShouldBeEmpty();
            return true;
        });
        output.WriteLine($"Nothing in {search.Tables} tables of {search.Databases} databases, {search.Queues} queues, {search.Logs} logs.");
        search.Databases.ShouldBeGreaterThanOrEqualTo(Platform.Services.Length);
        search.Queues.ShouldBeGreaterThan(30);
        search.Logs.ShouldBeGreaterThanOrEqualTo(Platform.Services.Length);

        // What was given as feedback belongs to nobody: it stays, and nothing about it leads to the person.
        var feedback = (await remains.FindAsync("zqvfeedback")).Found;
        feedback.ShouldNotBeEmpty();
        feedback.ShouldAllBe(row => !row.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase));
        (await person.Network.TryReadAsync(project)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    async Task<string> NamesOnCertificatesAsync(ShortEdition done) => string.Join(',', (await platform.As(Roles.Service)
        .PostAsync("/api/identity/people/certificate-names", new { certificates = done.Certificates.Select(c => c.CertificateId) }).ReadAsync<JsonElement>())
        .EnumerateArray().Select(n => n.GetProperty("name").GetString()));

    /// <summary>A search that finds nothing because it looks at nothing would prove nothing.</summary>
    async Task ProveThatQueuesAndLogsAreSearchedAsync(Remains remains)
    {
        using var broker = remains.Broker();
        const string Queue = "api/queues/%2F/zqv-decoy";
        (await broker.PutAsJsonAsync(Queue, new { durable = true })).EnsureSuccessStatusCode();
        try
        {
            (await broker.PostAsJsonAsync("api/exchanges/%2F/amq.default/publish", new { properties = new { }, routing_key = "zqv-decoy", payload = "zqvinaqueue", payload_encoding = "string" }))
                .EnsureSuccessStatusCode();
            await Eventually.TrueAsync(async () => (await remains.FindAsync("zqvinaqueue")).Found.Count == 1);
        }
        finally
        {
            (await broker.DeleteAsync(Queue)).EnsureSuccessStatusCode();
        }

        (await remains.FindAsync("database system is ready to accept connections")).Found.ShouldNotBeEmpty("it is in the server's own log");
    }
}
