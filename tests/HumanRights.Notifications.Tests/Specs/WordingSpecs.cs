using HumanRights.Notifications.Letters;
using static HumanRights.Notifications.Tests.Samples;

namespace HumanRights.Notifications.Tests.Specs;

public sealed class WordingSpecs
{
    public static TheoryData<LetterKind> Kinds => [.. Enum.GetValues<LetterKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_letter_is_written_in_both_languages_about_its_edition(LetterKind kind)
    {
        var (english, portuguese) = (Wording.Of(About(kind), portuguese: false), Wording.Of(About(kind), portuguese: true));
        foreach (var words in (Words[])[english, portuguese])
        {
            words.Title.ShouldNotBeNullOrWhiteSpace();
            words.Title.ShouldNotContain("\n");
            words.Paragraphs.ShouldNotBeEmpty();
            words.Paragraphs.Concat(words.Footer).ShouldAllBe(p => p.Length > 10);
        }

        portuguese.Title.ShouldNotBe(english.Title);
        portuguese.Paragraphs.ShouldNotContain(p => english.Paragraphs.Contains(p));
        if (kind is LetterKind.EmailConfirmation or LetterKind.PasswordReset)
        {
            english.Link.ShouldContain("/sign-in/confirm?letter=1");
        }
        else
        {
            english.Title.ShouldEndWith(": Human Rights Programme, edition 5");
            portuguese.Title.ShouldEndWith(": Programa de Direitos Humanos, 5.ª edição");
            english.Link.ShouldBe(Platform);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_letter_about_an_edition_nobody_told_of_still_reads_well(LetterKind kind)
    {
        foreach (var portuguese in (bool[])[false, true])
        {
            var words = Wording.Of(About(kind, editionKnown: false), portuguese);
            words.Title.ShouldNotEndWith(": ");
            words.Title.ShouldNotContain("edition 0");
        }
    }

    [Fact]
    public void The_three_ways_to_a_seat_are_told_apart()
    {
        foreach (var portuguese in (bool[])[false, true])
        {
            string[] first = [.. ((string[])["registration", "promotion", "offer"]).Select(route => Wording.Of(About(LetterKind.Seat, new() { Route = route }), portuguese).Paragraphs[0])];
            first.Distinct().Count().ShouldBe(3);
        }
    }

    [Fact]
    public void An_offer_says_until_when_in_Lisbons_time_and_how_to_answer()
    {
        var english = Wording.Of(About(LetterKind.Offer, new() { ExpiresAt = Summer }), portuguese: false);
        english.Title.ShouldContain("until 1 July 2026 at 09:00 (Lisbon time)");
        var text = string.Join('\n', english.Paragraphs);
        text.ShouldContain("until 1 July 2026 at 09:00 (Lisbon time)");
        text.ShouldContain("To accept:");
        text.ShouldContain("To decline:");

        var portuguese = Wording.Of(About(LetterKind.Offer, new() { ExpiresAt = Winter }), portuguese: true);
        portuguese.Title.ShouldContain("até 1 de dezembro de 2026 às 09:00 (hora de Lisboa)");
        string.Join('\n', portuguese.Paragraphs).ShouldContain("Para aceitar:");
        string.Join('\n', portuguese.Paragraphs).ShouldContain("Para recusar:");
    }

    [Fact]
    public void An_appeal_upheld_and_one_reversed_read_otherwise()
    {
        Wording.Of(About(LetterKind.AppealDecided, new() { Outcome = "upheld" }), portuguese: false).Paragraphs[0].ShouldContain("the refusal stands");
        Wording.Of(About(LetterKind.AppealDecided, new() { Outcome = "reversed" }), portuguese: false).Paragraphs[0].ShouldContain("the refusal is reversed");
        Wording.Of(About(LetterKind.AppealDecided, new() { Outcome = "upheld" }), portuguese: true).Paragraphs[0].ShouldContain("A recusa mantém-se");
        Wording.Of(About(LetterKind.AppealDecided, new() { Outcome = "reversed" }), portuguese: true).Paragraphs[0].ShouldContain("A recusa foi revogada");
    }

    [Fact]
    public void An_appeal_against_a_result_names_the_test_and_what_became_of_it()
    {
        string First(string outcome, bool portuguese) =>
            Wording.Of(About(LetterKind.ResultAppealDecided, new() { Outcome = outcome, ModuleNumber = 2 }), portuguese).Paragraphs[0];
        First("upheld", false).ShouldContain("the result of the test of module 2 of Human Rights Programme, edition 5: the result stands");
        First("reversed", false).ShouldContain("you get more points");
        First("upheld", true).ShouldContain("do resultado do teste do módulo 2: Programa de Direitos Humanos, 5.ª edição. O resultado mantém-se");
        First("reversed", true).ShouldContain("Recebe mais pontos");
    }

    [Fact]
    public void A_cancellation_carries_the_coordinations_notice_paragraph_by_paragraph()
    {
        Wording.Of(About(LetterKind.EditionCancelled), portuguese: false).Paragraphs.TakeLast(2).ShouldBe(["The rooms are flooded.", "We are sorry."]);
        Wording.Of(About(LetterKind.EditionCancelled), portuguese: true).Paragraphs.TakeLast(2).ShouldBe(["As salas estão inundadas.", "Lamentamos."]);
    }

    [Fact]
    public void Every_letter_says_when_what_it_tells_of_was_recorded()
    {
        Wording.Of(About(LetterKind.WaitingPlace), portuguese: false).Footer[0].ShouldContain("1 December 2026 at 09:00 (Lisbon time)");
        Wording.Of(About(LetterKind.WaitingPlace), portuguese: false).Paragraphs[0].ShouldContain("number 4");
    }

    [Fact]
    public void Instants_at_the_calendars_ends_do_no_harm()
    {
        foreach (var end in (DateTimeOffset[])[DateTimeOffset.MinValue, DateTimeOffset.MaxValue])
        {
            Wording.Of(About(LetterKind.Offer, new() { ExpiresAt = end }), portuguese: true).Title.ShouldContain("à hora indicada");
        }
    }
}
