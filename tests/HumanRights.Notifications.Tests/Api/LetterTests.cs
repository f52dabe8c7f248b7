using HumanRights.Contracts.Assessment;
using HumanRights.Contracts.Enrolment;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.Notifications.Tests.Api;

/// <summary>From the event to the letter in the folder.</summary>
public sealed class LetterTests(House house)
{
    private readonly Post post = house.Post;
    private readonly Guid registration = Guid.CreateVersion7();

    [Fact]
    public async Task Each_event_that_concerns_a_person_becomes_a_letter_in_their_language()
    {
        var edition = await post.PlanAsync();
        var expires = new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero);
        (Func<Guid, object> Event, string En, string Pt)[] expected =
        [
            (p => new SeatTaken(edition, p, registration, "registration"), "You have a seat", "Tem um lugar"),
            (p => new SeatTaken(edition, p, registration, "promotion"), "You have a seat", "Tem um lugar"),
            (p => new SeatTaken(edition, p, registration, "offer"), "You have a seat", "Tem um lugar"),
            (p => new PlacedOnWaitingList(edition, p, registration, 4), "You are on the waiting list", "Está na lista de espera"),
            (p => new SeatOffered(edition, p, registration, expires), "A seat is kept for you until 1 July 2026 at 09:00 (Lisbon time)", "Tem um lugar reservado até 1 de julho de 2026 às 09:00 (hora de Lisboa)"),
            (p => new OfferDeclined(edition, p, registration), "You have declined the seat", "Recusou o lugar"),
            (p => new OfferExpired(edition, p, registration), "The offer of a seat has ended", "A oferta de lugar terminou"),
            (p => new OfferEnded(edition, p, registration), "The offer of a seat has ended with the edition", "A oferta de lugar terminou com a edição"),
            (p => new SeatGivenUp(edition, p, registration), "Your registration is withdrawn", "A sua inscrição foi retirada"),
            (p => new WaitingPlaceGivenUp(edition, p, registration), "Your registration is withdrawn", "A sua inscrição foi retirada"),
            (p => new AppealDecided(edition, p, Guid.CreateVersion7(), "not-a-public-servant", "upheld"), "Your appeal is decided", "O seu recurso foi decidido"),
            (p => new ModuleTestPassed(edition, p, 2, Guid.CreateVersion7(), Guid.CreateVersion7(), 80, 50), "You have a test result", "Tem o resultado de um teste"),
            (p => new ModuleTestFailed(edition, p, 2, Guid.CreateVersion7(), Guid.CreateVersion7(), 40, 50), "You have a test result", "Tem o resultado de um teste"),
            (p => new ResultAppealDecided(edition, p, 2, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "reversed"), "Your appeal against a test result is decided", "O seu recurso do resultado de um teste foi decidido"),
        ];
        foreach (var (make, en, pt) in expected)
        {
            var (ana, john) = (post.Vault.Add("pt-PT"), post.Vault.Add("en"));
            foreach (var person in (Guid[])[ana, john])
            {
                await post.PublishAsync(make(person));
            }

            (await post.LettersAsync(ana)).Single().Subject.ShouldBe($"{pt}: Programa de Direitos Humanos, 5.ª edição");
            (await post.LettersAsync(john)).Single().Subject.ShouldBe($"{en}: Human Rights Programme, edition 5");
        }
    }

    [Fact]
    public async Task A_refusal_is_answered_on_screen_and_not_by_letter()
    {
        var (edition, person) = (await post.PlanAsync(), post.Vault.Add());
        await post.Service.PublishAsync(new RegistrationRefused(edition, person, "not-a-public-servant"));
        await post.Service.PublishAsync(new PlacedOnWaitingList(edition, person, registration, 1));
        (await post.LettersAsync(person)).Single().Subject.ShouldStartWith("Está na lista de espera");
        house.Post.Service.Services.GetRequiredService<Queues>().Names.ShouldNotContain(name => name.Contains("refused"));
    }

    [Fact]
    public async Task An_event_that_comes_again_is_one_letter()
    {
        var (edition, person, id) = (await post.PlanAsync(), post.Vault.Add(), Guid.CreateVersion7());
        for (var times = 0; times < 3; times++)
        {
            await post.Service.PublishAsync(new SeatTaken(edition, person, registration, "registration"), id);
        }

        var letter = (await post.LettersAsync(person)).Single();
        await post.Service.PublishAsync(new SeatTaken(edition, person, registration, "registration"), id);
        await post.Service.PublishAsync(new SeatGivenUp(edition, person, registration), version: 2);
        var letters = await post.LettersAsync(person, 2);
        letters.Count.ShouldBe(2);
        letters[0].MessageId.ShouldBe(letter.MessageId);
        await Eventually.TrueAsync(async () => (await post.RowsAsync(person)).Select(r => (r.Kind, r.State)).SequenceEqual([("seat", "sent"), ("seat-given-up", "sent")]));
    }

    [Fact]
    public async Task Letters_about_the_account_carry_Identitys_link()
    {
        var (person, letter) = (post.Vault.Add("en"), Guid.CreateVersion7());
        post.Vault.Links[letter] = new("https://programme.example.org/sign-in/confirm?letter=1&key=abc", new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero));
        await post.Service.PublishAsync(new EmailConfirmationRequested(person, letter));
        var message = (await post.LettersAsync(person)).Single();
        message.Subject.ShouldBe("Confirm your e-mail address");
        message.TextBody!.ShouldContain("https://programme.example.org/sign-in/confirm?letter=1&key=abc");
        message.TextBody!.ShouldContain("until 1 July 2026 at 09:00 (Lisbon time)");
        message.HtmlBody!.ShouldContain("href=\"https://programme.example.org/sign-in/confirm?letter=1&amp;key=abc\"");

        post.Vault.Links[letter] = new("https://programme.example.org/sign-in/new-password?letter=2", new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero));
        await post.Service.PublishAsync(new PasswordResetRequested(person, letter));
        (await post.LettersAsync(person, 2))[1].Subject.ShouldBe("Choose a new password");
    }

    [Fact]
    public async Task A_link_that_is_spent_needs_no_letter()
    {
        var person = post.Vault.Add();
        await post.Service.PublishAsync(new PasswordResetRequested(person, Guid.CreateVersion7()));
        await Eventually.TrueAsync(async () => (await post.RowsAsync(person)).Single() is ("password-reset", "dropped", "link-spent", 0));
        post.LettersTo(person).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_writes_to_who_was_erased()
    {
        var (edition, person) = (await post.PlanAsync(), Guid.CreateVersion7());
        await post.Service.PublishAsync(new SeatGivenUp(edition, person, registration));
        await Eventually.TrueAsync(async () => (await post.RowsAsync(person)).Single() is ("seat-given-up", "dropped", "recipient-erased", 0));
    }

    [Fact]
    public async Task What_waits_for_a_person_is_dropped_with_the_person()
    {
        await using var own = await house.StartAsync();
        var edition = await own.PlanAsync();
        own.Vault.Away = true;
        var (leaver, stayer) = (own.Vault.Add(), own.Vault.Add());
        foreach (var person in (Guid[])[leaver, stayer])
        {
            await own.Service.PublishAsync(new SeatTaken(edition, person, registration, "registration"));
        }

        await Eventually.TrueAsync(async () => (await own.RowsAsync(leaver)).Count + (await own.RowsAsync(stayer)).Count == 2);
        await own.Service.PublishAsync(new PersonErased(leaver));
        await Eventually.TrueAsync(async () => (await own.RowsAsync(leaver)).Single() is ("seat", "dropped", "recipient-erased", _));

        // Nor are they told of the edition's end, whatever Identity still knows.
        await own.Service.PublishAsync(new EditionCancelled(edition, new("No rooms.", "Não há salas.")));
        own.Vault.Away = false;
        await own.LettersAsync(stayer, 2);
        (await own.RowsAsync(leaver)).Count.ShouldBe(1);
        own.LettersTo(leaver).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_edition_is_told_to_everyone_registered_and_to_nobody_else()
    {
        var (edition, other) = (await post.PlanAsync(), await post.PlanAsync(6));
        var people = Enumerable.Range(0, 8).Select(_ => post.Vault.Add("en")).ToArray();
        var (seated, waiting, offered, gone, declined, elsewhere, late, lateGone) = (people[0], people[1], people[2], people[3], people[4], people[5], people[6], people[7]);
        await post.Service.PublishAsync(new SeatTaken(edition, seated, registration, "registration"), version: 1);
        await post.Service.PublishAsync(new PlacedOnWaitingList(edition, waiting, registration, 1), version: 2);
        await post.Service.PublishAsync(new SeatOffered(edition, offered, registration, Samples.Summer), version: 3);
        // The withdrawal is heard of before the seat.
        await post.Service.PublishAsync(new SeatGivenUp(edition, gone, registration), version: 5);
        await post.LettersAsync(gone);
        await post.Service.PublishAsync(new SeatTaken(edition, gone, registration, "registration"), version: 4);
        await post.Service.PublishAsync(new SeatOffered(edition, declined, registration, Samples.Summer), version: 6);
        await post.Service.PublishAsync(new OfferDeclined(edition, declined, registration), version: 7);
        await post.Service.PublishAsync(new SeatTaken(other, elsewhere, registration, "registration"), version: 1);
        foreach (var (person, count) in ((Guid, int)[])[(seated, 1), (waiting, 1), (offered, 1), (gone, 2), (declined, 2), (elsewhere, 1)])
        {
            await post.LettersAsync(person, count);
        }

        var cancellation = Guid.CreateVersion7();
        await post.Service.PublishAsync(new EditionCancelled(edition, new("The rooms are flooded.", "As salas estão inundadas.")), cancellation);
        foreach (var person in (Guid[])[seated, waiting, offered])
        {
            var notice = (await post.LettersAsync(person, 2))[1];
            notice.Subject.ShouldBe("Cancelled: Human Rights Programme, edition 5");
            notice.TextBody!.ShouldContain("The rooms are flooded.");
        }

        // Who is heard of late gets theirs too; who is heard of late and has left, none.
        await post.Service.PublishAsync(new SeatTaken(edition, late, registration, "registration"), version: 8);
        (await post.LettersAsync(late, 2)).Select(l => l.Subject).ShouldContain("Cancelled: Human Rights Programme, edition 5");
        await post.Service.PublishAsync(new WaitingPlaceGivenUp(edition, lateGone, registration), version: 10);
        await post.LettersAsync(lateGone);
        await post.Service.PublishAsync(new PlacedOnWaitingList(edition, lateGone, registration, 2), version: 9);
        await post.LettersAsync(lateGone, 2);

        // Told again, nobody is written to again.
        await post.Service.PublishAsync(new EditionCancelled(edition, new("The rooms are flooded.", "As salas estão inundadas.")), cancellation);
        await post.Service.PublishAsync(new AppealDecided(edition, seated, Guid.CreateVersion7(), "ceiling-reached", "upheld"));
        await post.LettersAsync(seated, 3);
        (Guid Person, string[] Kinds)[] expected =
        [
            (seated, ["seat", "edition-cancelled", "appeal-decided"]), (waiting, ["waiting-place", "edition-cancelled"]), (offered, ["offer", "edition-cancelled"]),
            (gone, ["seat-given-up", "seat"]), (declined, ["offer", "offer-declined"]), (elsewhere, ["seat"]), (late, ["edition-cancelled", "seat"]), (lateGone, ["waiting-place-given-up", "waiting-place"]),
        ];
        foreach (var (person, kinds) in expected)
        {
            (await post.RowsAsync(person)).Select(r => r.Kind).ShouldBe(kinds, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task A_letter_waits_a_little_for_an_edition_that_is_heard_of_after_it()
    {
        await using var own = await house.StartAsync(("Mail:PatienceForEdition", "01:00:00"));
        var (edition, person) = (Guid.CreateVersion7(), own.Vault.Add("en"));
        await own.PublishAsync(new SeatTaken(edition, person, registration, "registration"));
        await Eventually.TrueAsync(async () => (await own.RowsAsync(person)).Single().Failure == "edition-unknown-yet");
        await own.PublishAsync(new EditionPlanned(
            edition, Guid.CreateVersion7(), 7, new("Human Rights Programme", "Programa de Direitos Humanos"), 30, 30, [], new(80, 3, 50)));
        (await own.LettersAsync(person)).Single().Subject.ShouldBe("You have a seat: Human Rights Programme, edition 7");
    }

    [Fact]
    public async Task A_letter_does_not_wait_for_ever_for_an_edition_nobody_tells_of()
    {
        await using var own = await house.StartAsync(("Mail:PatienceForEdition", "00:00:00"));
        var person = own.Vault.Add("en");
        await own.PublishAsync(new SeatTaken(Guid.CreateVersion7(), person, registration, "registration"));
        (await own.LettersAsync(person)).Single().Subject.ShouldBe("You have a seat: the edition you registered for");
    }

    [Fact]
    public async Task A_letter_says_when_its_event_was_recorded_and_its_file_is_named_in_order()
    {
        var (edition, person) = (await post.PlanAsync(), post.Vault.Add("en"));
        await post.Service.Services.GetRequiredService<IBus>().Publish(new SeatTaken(edition, person, registration, "registration"), context =>
        {
            context.MessageId = Guid.CreateVersion7();
            context.Headers.Set(SourceHeaders.RecordedAt, "2026-07-01T08:30:00.0000000+00:00");
        });
        (await post.LettersAsync(person)).Single().TextBody!.ShouldContain("recorded on 1 July 2026 at 09:30 (Lisbon time)");
        await post.Service.PublishAsync(new SeatGivenUp(edition, person, registration), version: 2);
        var letters = await post.LettersAsync(person, 2);
        letters.Select(l => l.Subject!.Split(':')[0]).ShouldBe(["You have a seat", "Your registration is withdrawn"], "names sort by time");
        letters.ShouldAllBe(l => post.Files.Count(f => f.EndsWith($"-{l.MessageId!.Split('@', 2)[0]}.eml")) == 1);
    }

    [Fact]
    public async Task With_Identity_away_letters_wait_and_then_go_with_one_question()
    {
        await using var own = await house.StartAsync();
        var edition = await own.PlanAsync();
        own.Vault.Away = true;
        var people = Enumerable.Range(0, 20).Select(_ => own.Vault.Add()).ToArray();
        await Task.WhenAll(people.Select(p => own.Service.PublishAsync(new SeatTaken(edition, p, registration, "registration"))));
        await Eventually.TrueAsync(async () => await own.ScalarAsync<long>("select count(*) from letters where state = 'waiting' and last_failure = 'identity-away'") == 20);
        own.Vault.Away = false;
        own.Vault.ForgetsTokens = true;
        foreach (var person in people)
        {
            await own.LettersAsync(person);
        }

        own.Vault.Questions.ShouldBe([20]);
    }
}
