using System.Diagnostics;
using System.Net;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>What the platform is for, from a planned edition to a published best practice, through the gateway alone.</summary>
public sealed class JourneyTests(Platform platform)
{
    [Fact]
    public async Task From_a_planned_edition_to_a_practice_that_anyone_can_read()
    {
        var (coordinator, trainer, anyone) = (platform.Coordinator, platform.Trainer, platform.Anyone);
        var (ana, rui, eva) = (platform.NextParticipant(), platform.NextParticipant(), platform.NextParticipant());

        // A programme of four modules, an edition with two seats, open for registration.
        var programme = await coordinator.Enrolment.DefineProgrammeAsync(Samples.Blueprint);
        var edition = await coordinator.Enrolment.PlanEditionAsync(programme, number: 5, seats: 2);
        await coordinator.Enrolment.OpenRegistrationAsync(edition);

        // Three want two seats: the third waits, the second changes his mind, and the third is let in.
        (await ana.Enrolment.RegisterAsync(edition)).Status.ShouldBe("seat");
        (await rui.Enrolment.RegisterAsync(edition)).Status.ShouldBe("seat");
        var third = await eva.Enrolment.RegisterAsync(edition);
        (third.Status, third.Position).ShouldBe(("waiting", 1));
        third.Because.ShouldNotBeEmpty();
        (await eva.Enrolment.RegisterAsync(edition)).ShouldBe(third);
        await rui.Enrolment.WithdrawAsync(edition);
        (await eva.Enrolment.RegistrationAsync(edition)).Status.ShouldBe("seat");

        // A webinar, a class for each module, a webinar; Ana is always there, Eva once.
        var opening = await coordinator.Learning.ScheduleAsync(edition, "opening-webinar", daysAgo: 9);
        var classes = new List<Guid>();
        foreach (var module in (int[])[1, 2, 3, 4])
        {
            classes.Add(await coordinator.Learning.ScheduleAsync(edition, "class", daysAgo: 8 - module, module));
        }

        var closing = await coordinator.Learning.ScheduleAsync(edition, "closing-webinar", daysAgo: 1);
        await coordinator.Learning.ConfirmScheduleAsync(edition);
        await trainer.Learning.MarkAttendanceAsync(edition, opening, (ana, 120), (eva, 120));
        foreach (var session in classes.Append(closing))
        {
            await trainer.Learning.MarkAttendanceAsync(edition, session, (ana, 120), (eva, 0));
        }

        await trainer.Learning.CreditInvolvementAsync(edition, ana, points: 12);
        await Eventually.TrueAsync(async () => await ana.Learning.ProgressAsync(edition) is { Attendance.Status: "met", Involvement.Status: "met" });
        await Eventually.TrueAsync(async () => await eva.Learning.ProgressAsync(edition) is { Attendance.Status: "unreachable", Involvement.Status: "open" });

        // Both say what they think of it.
        await ana.Learning.GiveFeedbackAsync(edition, rating: 7, "The mornings suit me.");
        await eva.Learning.GiveFeedbackAsync(edition, rating: 5, "I could not come.");
        (await coordinator.Learning.CloseFeedbackAsync(edition)).ShouldBe(new(Closed: true, Answers: 2));

        // A test for every module; nobody sees a result before it is released.
        foreach (var module in (int[])[1, 2, 3, 4])
        {
            var item = await trainer.Assessment.DraftItemAsync(programme, module);
            await trainer.Assessment.ReviewItemAsync(item, coordinator);
            var test = await coordinator.Assessment.ComposeTestAsync(edition, module, item.Id);
            await ana.Assessment.TakeTestAsync(test, Samples.Right);
            await eva.Assessment.TakeTestAsync(test, module == 4 ? Samples.Wrong : Samples.Right);
            await ana.Assessment.TryResultAsync(test).ShouldRefuseAsync(409, "result-not-released");
            await coordinator.Assessment.CloseAndReleaseAsync(test);
            (await ana.Assessment.ResultAsync(test)).Passed.ShouldBeTrue();
            (await eva.Assessment.ResultAsync(test)).Passed.ShouldBe(module != 4);
        }

        // Ana's certificate comes by itself; Eva is told what is missing, and why.
        var certificate = await ana.Certification.CertificateAsync(edition);
        var complete = await ana.Certification.LedgerAsync(edition);
        complete.Complete.ShouldBeTrue();
        complete.Lines.Count.ShouldBe(7, "the seat, four tests, attendance and involvement");
        complete.Lines.ShouldAllBe(line => line.State == "met");
        var incomplete = await eva.Certification.LedgerAsync(edition);
        (incomplete.Complete, incomplete.Certificate).ShouldBe((false, null));
        var unmet = incomplete.Lines.Where(line => line.State != "met").ToList();
        unmet.Select(line => (line.Requirement, line.ModuleNumber)).ShouldBe([("moduleTest", 4), ("attendance", null), ("involvement", null)], ignoreOrder: true);
        unmet.ShouldAllBe(line => line.Because.Length > 0);

        // Anyone can check it, on paper or by program; a number with a slip of the pen is not a certificate.
        var verified = await anyone.Certification.VerifyAsync(certificate.Number);
        (verified.Number, verified.Status, verified.Hours, verified.EditionNumber).ShouldBe((certificate.Number, "valid", 30m, 5));
        var page = await anyone.Certification.TryVerifyAsync(certificate.Number, "text/html").ShouldBeAPageAsync();
        page.ShouldContain(certificate.Number);
        page.ShouldNotContain("participant-", Case.Insensitive, "a page for anyone names no person");
        var slip = certificate.Number[..^1] + (certificate.Number[^1] == '7' ? '3' : '7');
        await anyone.Certification.TryVerifyAsync(slip, "application/json").ShouldRefuseAsync(404, "certificate-number-mistyped");

        // Ana is invited, joins, and brings what she learned to her organisation.
        (await ana.Network.InvitationAsync()).Status.ShouldBe("invited");
        (await ana.Network.AcceptAsync()).Status.ShouldBe("joined");
        var project = await ana.Network.DraftProjectAsync("A desk for everyone");
        (await ana.Network.StepAsync(project, "submit")).ShouldBe("submitted");
        (await coordinator.Network.StepAsync(project, "approve")).ShouldBe("approved");
        (await ana.Network.StepAsync(project, "start")).ShouldBe("implementing");
        await ana.Network.TryStepAsync(project, "report").ShouldRefuseAsync(409, "no-evidence");
        await ana.Network.AddEvidenceAsync(project);
        (await ana.Network.StepAsync(project, "report")).ShouldBe("reported");
        (await coordinator.Network.StepAsync(project, "verify")).ShouldBe("verified");

        // It enters the Guide, which anyone can read.
        var practice = await coordinator.Network.PublishAsync(project, "A desk for everyone");
        await Eventually.TrueAsync(async () => (await anyone.Network.GuideAsync()).Practices.Items.Any(p => p.Id == practice && p.Title.En == "A desk for everyone"));
        (await anyone.Network.TryGuideAsync("text/html").ShouldBeAPageAsync()).ShouldContain("A desk for everyone");
    }

    [Fact]
    public async Task One_trace_runs_from_the_gateways_request_into_the_other_services_stored_event()
    {
        var edition = await platform.OpenEditionAsync(seats: 1);
        var person = platform.NextParticipant();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/enrolment/editions/{edition}/registrations")
        {
            Headers = { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01" } },
        };
        (await person.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);

        const string OfThePerson = "select correlation_id from mt_events where data ->> 'personId' = $1";
        (await platform.QueryAsync<string>("enrolment", OfThePerson, person.Id.ToString())).ShouldBe([trace]);
        foreach (var service in (string[])["learning", "assessment", "certification"])
        {
            await Eventually.TrueAsync(async () => (await platform.QueryAsync<string>(service, OfThePerson, person.Id.ToString())).Contains(trace), what: service);
        }
    }
}

public static class Pages
{
    /// <summary>A successful page in a language, with a title; its text.</summary>
    public static async Task<string> ShouldBeAPageAsync(this Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        var page = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.ShouldContain("<html lang=\"");
        page.ShouldContain("<title>");
        return page;
    }
}
