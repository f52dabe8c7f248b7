using System.Text.Json;
using System.Text.RegularExpressions;
using HumanRights.TestKit;
using Microsoft.Playwright;
using MimeKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>What people find in their mailboxes: from a command at the gateway to a letter in the deployment's folder.</summary>
public sealed partial class LetterTests(Platform platform)
{
    [Fact]
    public async Task A_freed_seat_is_offered_by_letter_and_a_cancelled_edition_told_to_all()
    {
        var (ana, rui, eva) = (platform.NextParticipant(), platform.NextParticipant(), platform.NextParticipant());
        var edition = await platform.OpenEditionAsync(seats: 1, Samples.BlueprintWithOffers);
        await ana.Enrolment.RegisterAsync(edition);
        (await LetterAsync(ana)).Title.ShouldBeOneOf("You have a seat", "Tem um lugar");
        await rui.Enrolment.RegisterAsync(edition);
        (await LetterAsync(rui)).Title.ShouldBeOneOf("You are on the waiting list", "Está na lista de espera");
        await eva.Enrolment.RegisterAsync(edition);
        await LetterAsync(eva);

        await ana.Enrolment.WithdrawAsync(edition);
        (await LetterAsync(ana, 2)).Title.ShouldBeOneOf("Your registration is withdrawn", "A sua inscrição foi retirada");
        var offer = await LetterAsync(rui, 2);
        offer.Title.ShouldMatch("^(A seat is kept for you until|Tem um lugar reservado até) .*20[0-9][0-9] .*[0-9][0-9]:[0-9][0-9] \\((Lisbon time|hora de Lisboa)\\)$");
        offer.Message.HtmlBody!.ShouldContain(platform.Gateway.AbsoluteUri.TrimEnd('/'));
        (await rui.PostAsync($"/api/enrolment/editions/{edition}/registrations/me/offer/accept")).IsSuccessStatusCode.ShouldBeTrue();
        (await LetterAsync(rui, 3)).Title.ShouldBeOneOf("You have a seat", "Tem um lugar");

        (await platform.Coordinator.PostAsync($"/api/enrolment/editions/{edition}/cancel", new { notice = new { en = "The rooms are flooded.", pt = "As salas estão inundadas." } }))
            .IsSuccessStatusCode.ShouldBeTrue();
        foreach (var (person, count) in ((Person, int)[])[(rui, 4), (eva, 2)])
        {
            var notice = await LetterAsync(person, count);
            notice.Title.ShouldBeOneOf("Cancelled", "Cancelada");
            notice.Message.TextBody!.ShouldMatch("The rooms are flooded|As salas estão inundadas");
        }

        // Learning and Certification heard of it too.
        await Eventually.TrueAsync(async () =>
            (await platform.Coordinator.GetAsync($"/api/learning/courses/{edition}").ReadAsync<JsonElement>()).GetProperty("cancelled").GetBoolean());
        await Eventually.TrueAsync(async () =>
            (await rui.GetAsync($"/api/certification/editions/{edition}/ledgers/me").ReadAsync<JsonElement>()).GetProperty("editionCancelled").GetBoolean());

        // The operator sees them all, and no name.
        var listed = default(JsonElement);
        await Eventually.TrueAsync(async () =>
        {
            listed = await platform.As("operator").GetAsync($"/api/notifications/letters?editionId={edition}&state=sent").ReadAsync<JsonElement>();
            return listed.GetProperty("items").GetArrayLength() == 8;
        });
        listed.GetProperty("items").EnumerateArray().Select(l => l.GetProperty("kind").GetString())
            .ShouldBe(["seat", "waitingPlace", "waitingPlace", "seatGivenUp", "offer", "seat", "editionCancelled", "editionCancelled"], ignoreOrder: true);
        listed.GetRawText().ShouldNotContain("@");
    }

    [Fact]
    public async Task Who_registers_confirms_their_address_by_the_letters_link()
    {
        const string Email = "new-comer@example.org", Password = "four words are enough";
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync(new Uri(platform.Gateway, "/sign-in/register").ToString());
        await page.FillAsync("#name", "Νέα Αφιχθείσα");
        await page.FillAsync("#email", Email);
        await page.FillAsync("#password", Password);
        await page.SelectOptionAsync("#language", "en");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();

        var letter = await Eventually.GetAsync(() => Task.FromResult(LettersTo(Email).FirstOrDefault()));
        letter.Subject.ShouldBe("Confirm your e-mail address");
        letter.To.Mailboxes.Single().Name.ShouldBe("Νέα Αφιχθείσα");
        var link = Link().Match(letter.TextBody!).Value;
        link.ShouldStartWith(platform.Gateway.AbsoluteUri);
        await page.GotoAsync(link);
        await page.FillAsync("#password", Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Your address is confirmed").WaitForAsync();
    }

    /// <summary>The person's last letter, once there are as many as expected.</summary>
    async Task<(string Title, MimeMessage Message)> LetterAsync(Person person, int count = 1)
    {
        var email = (await person.GetAsync("/api/identity/people/me").ReadAsync<JsonElement>()).GetProperty("email").GetString()!;
        await Eventually.TrueAsync(() => Task.FromResult(LettersTo(email).Count >= count));
        var letters = LettersTo(email);
        letters.Count.ShouldBe(count);
        return (letters[^1].Subject!.Split(": ")[0], letters[^1]);
    }

    IReadOnlyList<MimeMessage> LettersTo(string email) =>
    [
        .. Directory.GetFiles(Path.Combine(platform.Host.Data, "mail"), "*.eml").Order(StringComparer.Ordinal)
            .Select(file => MimeMessage.Load(file)).Where(m => m.To.Mailboxes.Single().Address == email),
    ];

    [GeneratedRegex(@"http\S+/sign-in/confirm\S+")]
    private static partial Regex Link();
}
