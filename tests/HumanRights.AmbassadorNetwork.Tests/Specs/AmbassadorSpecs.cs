using HumanRights.AmbassadorNetwork.Ambassadors;
using HumanRights.EventSourcing;
using HumanRights.TestKit;
using static HumanRights.AmbassadorNetwork.Tests.Samples;

namespace HumanRights.AmbassadorNetwork.Tests.Specs;

public sealed class InviteSpecs
{
    private static Decision Issued(Ambassador a) => a.CertificateIssued(PersonId, Certificate(1));

    private static Decision Revoked(Ambassador a) => a.CertificateRevoked(PersonId, Certificate(1));

    [Fact]
    public void A_certificate_invites() => Spec.Given<Ambassador>().When(Issued).Then(Invited());

    [Fact]
    public void The_same_certificate_invites_once() => Spec.Given<Ambassador>().ThenARepeatAddsNothing(Issued);

    [Fact]
    public void Another_certificate_is_noted_without_inviting_again() =>
        Spec.Given<Ambassador>(Invited(2)).When(Issued).Then(new CertificateAdded(PersonId, Certificate(1)));

    [Fact]
    public void A_certificate_whose_revocation_came_first_invites_nobody() =>
        Spec.Given<Ambassador>(new CertificateLost(PersonId, Certificate(1))).When(Issued).ThenNothing();

    [Fact]
    public void An_erased_person_is_not_invited() => Spec.Given<Ambassador>(new ErasureNoted(PersonId)).When(Issued).ThenNothing();

    [Fact]
    public void Who_lost_one_certificate_is_invited_by_the_next() =>
        Spec.Given<Ambassador>(Invited(2), new CertificateLost(PersonId, Certificate(2))).When(Issued).Then(Invited());

    [Fact]
    public void A_revocation_takes_the_invitation_back() =>
        Fold<Ambassador>(Invited(), new CertificateLost(PersonId, Certificate(1))).Status.ShouldBe(MembershipStatus.NotInvited);

    [Fact]
    public void A_member_without_a_certificate_leaves() =>
        Spec.Given<Ambassador>(Invited(), Joined).When(Revoked)
            .Then(new CertificateLost(PersonId, Certificate(1)), new AmbassadorLeft(PersonId, LeavingReason.CertificateRevoked));

    [Fact]
    public void A_member_with_another_certificate_stays() =>
        Spec.Given<Ambassador>(Invited(), new CertificateAdded(PersonId, Certificate(2)), Joined).When(Revoked).Then(new CertificateLost(PersonId, Certificate(1)));

    [Fact]
    public void A_revocation_is_noted_once() => Spec.Given<Ambassador>(Invited(), Joined).ThenARepeatAddsNothing(Revoked);

    [Fact]
    public void Of_an_erased_person_a_revocation_changes_nothing() => Spec.Given<Ambassador>(Invited(), new ErasureNoted(PersonId)).When(Revoked).ThenNothing();
}

public sealed class MembershipSpecs
{
    private static Decision Accept(Ambassador a) => a.Accept(Open);

    private static Decision Decline(Ambassador a) => a.Decline();

    private static Decision Leave(Ambassador a) => a.LeaveNetwork();

    private static Decision Erase(Ambassador a) => a.Erase(PersonId);

    private static readonly AmbassadorLeft Left = new(PersonId, LeavingReason.OwnWish);

    /// <summary>Each state against each command: what is appended, or the code of the refusal.</summary>
    public static TheoryData<string, object[], string, string, string> Table => new()
    {
        { "stranger", [], "not-invited", "not-invited", "not-an-ambassador" },
        { "invited", [Invited()], "AmbassadorJoined", "InvitationDeclined", "not-an-ambassador" },
        { "declined", [Invited(), new InvitationDeclined(PersonId)], "AmbassadorJoined", "", "not-an-ambassador" },
        { "member", [Invited(), Joined], "", "already-joined", "AmbassadorLeft" },
        { "left", [Invited(), Joined, Left], "AmbassadorJoined", "", "" },
        { "revoked", [Invited(), new CertificateLost(PersonId, Certificate(1))], "not-invited", "not-invited", "not-an-ambassador" },
        { "revoked member", [Invited(), Joined, new CertificateLost(PersonId, Certificate(1)), Left], "not-invited", "not-invited", "" },
        { "erased", [Invited(), Joined, Left, new ErasureNoted(PersonId)], "not-invited", "not-invited", "" },
    };

    [Theory]
    [MemberData(nameof(Table), DisableDiscoveryEnumeration = true)]
    public void Every_state_answers_every_command(string state, object[] events, string accept, string decline, string leave)
    {
        var ambassador = Fold<Ambassador>(events);
        Answer(Accept(ambassador)).ShouldBe(accept, state);
        Answer(Decline(ambassador)).ShouldBe(decline, state);
        Answer(Leave(ambassador)).ShouldBe(leave, state);
    }

    [Fact]
    public void Joining_names_the_certificate_and_the_consent() => Spec.Given<Ambassador>(Invited()).When(Accept).Then(Joined);

    [Fact]
    public void Other_fields_change_the_consent() =>
        Spec.Given<Ambassador>(Invited(), Joined).When(a => a.Accept(Profile.Empty)).Then(new ConsentChanged(PersonId, Profile.Empty));

    [Fact]
    public void A_field_without_consent_is_not_stored() =>
        Profile.Of(new Consent(false, false, true), "sample-town", ["inclusion"]).ShouldSatisfyAllConditions(p => p.Organisation.ShouldBeNull(), p => p.Topics.ShouldBeEmpty());

    [Fact]
    public void A_topic_outside_the_programmes_list_is_refused() =>
        Spec.Given<Ambassador>(Invited()).When(a => a.Accept(Profile.Of(new Consent(true, true, true), null, ["gardening"]))).ThenRejected("unknown-topic");

    [Fact]
    public void An_erased_member_leaves() =>
        Spec.Given<Ambassador>(Invited(), Joined).When(Erase).Then(new AmbassadorLeft(PersonId, LeavingReason.PersonErased), new ErasureNoted(PersonId));

    [Fact]
    public void An_erased_stranger_is_remembered_as_such() => Spec.Given<Ambassador>().When(Erase).Then(new ErasureNoted(PersonId));

    [Fact]
    public void Repeats_add_nothing()
    {
        Spec.Given<Ambassador>(Invited()).ThenARepeatAddsNothing(Accept);
        Spec.Given<Ambassador>(Invited()).ThenARepeatAddsNothing(Decline);
        Spec.Given<Ambassador>(Invited(), Joined).ThenARepeatAddsNothing(Leave);
        Spec.Given<Ambassador>(Invited(), Joined).ThenARepeatAddsNothing(Erase);
        Spec.Given<Ambassador>(Invited(), Joined).ThenARepeatAddsNothing(a => a.Accept(Profile.Empty));
    }

    internal static string Answer(Decision decision) =>
        decision.Rejection?.Code ?? string.Join(", ", decision.Events.Select(e => e.GetType().Name));
}
