using HumanRights.EventSourcing;
using HumanRights.Identity.People;
using HumanRights.TestKit;

namespace HumanRights.Identity.Tests.Specs;

public sealed class LetterSpecs
{
    static readonly Guid Person = Guid.Parse("01990000-0000-7000-8000-000000000001"), Letter = Guid.Parse("01990000-0000-7000-8000-000000000002");

    static Decision Ask(Erasure state, string purpose, int recent = 0) => LetterRequest.Decide(state, Person, Letter, purpose, recent);

    [Fact]
    public void Whoever_registers_is_sent_a_confirmation() =>
        Spec.Given<Erasure>().When(state => Ask(state, People.Letter.Confirmation)).Then(new EmailConfirmationRequested(Person, Letter));

    [Fact]
    public void Whoever_has_forgotten_the_password_is_sent_a_reset() =>
        Spec.Given<Erasure>().When(state => Ask(state, People.Letter.PasswordReset)).Then(new PasswordResetRequested(Person, Letter));

    [Theory, InlineData(People.Letter.Confirmation), InlineData(People.Letter.PasswordReset)]
    public void Nobody_writes_to_an_erased_person(string purpose) =>
        Spec.Given<Erasure>(new PersonErased(Person)).When(state => Ask(state, purpose)).ThenNothing();

    [Theory, InlineData(People.Letter.Confirmation), InlineData(People.Letter.PasswordReset)]
    public void Nobodys_mailbox_is_filled(string purpose) =>
        Spec.Given<Erasure>(new EmailConfirmationRequested(Person, Letter)).When(state => Ask(state, purpose, LetterRequest.HighestAnHour)).ThenNothing();

    [Fact]
    public void The_fifth_letter_of_an_hour_is_still_written() =>
        Spec.Given<Erasure>().When(state => Ask(state, People.Letter.Confirmation, LetterRequest.HighestAnHour - 1)).Then(new EmailConfirmationRequested(Person, Letter));

    [Fact]
    public void Letters_do_not_hinder_the_erasure() =>
        Spec.Given<Erasure>(new EmailConfirmationRequested(Person, Letter), new PasswordResetRequested(Person, Letter))
            .When(state => Erasure.Decide(state, Person, known: true)).Then(new PersonErased(Person));
}
