using HumanRights.Identity.People;
using HumanRights.TestKit;

namespace HumanRights.Identity.Tests.Specs;

public sealed class ErasureSpecs
{
    static readonly Guid Person = Guid.Parse("01990000-0000-7000-8000-000000000001");

    [Fact]
    public void A_known_person_is_erased() =>
        Spec.Given<Erasure>().When(state => Erasure.Decide(state, Person, known: true)).Then(new PersonErased(Person));

    [Theory, InlineData(true), InlineData(false)]
    public void A_repeat_yields_nothing_and_no_refusal(bool known) =>
        Spec.Given<Erasure>(new PersonErased(Person)).When(state => Erasure.Decide(state, Person, known)).ThenNothing();

    [Fact]
    public void An_unknown_person_is_not_found() =>
        Spec.Given<Erasure>().When(state => Erasure.Decide(state, Person, known: false)).ThenRejected("not-found");
}
