using HumanRights.Notifications.Letters;

namespace HumanRights.Notifications.Tests.Specs;

public sealed class UrgencySpecs
{
    [Fact]
    public void Offers_and_links_come_first_and_seats_before_waiting_places()
    {
        Urgency.Of(LetterKind.Offer).ShouldBe((short)0);
        Urgency.Of(LetterKind.PasswordReset).ShouldBe(Urgency.Of(LetterKind.EmailConfirmation));
        Urgency.Of(LetterKind.Offer).ShouldBeLessThan(Urgency.Of(LetterKind.Seat));
        Urgency.Of(LetterKind.Seat).ShouldBeLessThan(Urgency.Of(LetterKind.WaitingPlace));
    }

    [Fact]
    public void Nothing_overtakes_the_letter_it_takes_back()
    {
        Urgency.Of(LetterKind.WaitingPlaceGivenUp).ShouldBe(Urgency.Of(LetterKind.WaitingPlace));
        Urgency.Of(LetterKind.SeatGivenUp).ShouldBe(Urgency.Of(LetterKind.Seat));
        Urgency.Of(LetterKind.EditionCancelled).ShouldBe(Urgency.Of(LetterKind.WaitingPlace));
    }

    [Fact]
    public void Names_in_the_database_are_read_back()
    {
        foreach (var kind in Enum.GetValues<LetterKind>())
        {
            Stored.Parse<LetterKind>(Stored.Name(kind)).ShouldBe(kind);
        }

        Stored.Name(LetterKind.EditionCancelled).ShouldBe("edition-cancelled", "SQL says so too");
        Stored.Facts(Stored.ToJson(new() { Position = 3, ExpiresAt = Samples.Summer })).ShouldBe(new() { Position = 3, ExpiresAt = Samples.Summer });
        Stored.ToJson(new()).ShouldBe("{}");
    }
}
