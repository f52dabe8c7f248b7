using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Rosters;

/// <summary>What a person without a registration is told of it: how their last one ended or why none came about, and what they can do now.</summary>
public static class LastOutcome
{
    public const string Withdrawn = "registration-withdrawn";
    public const string CarriedOver = "carried-over";

    public static Rejection LastOutcomeOf(this Roster roster, Guid personId) => (roster.Outcomes.GetValueOrDefault(personId) switch
    {
        Withdrawn => new Rejection(Withdrawn, new Text("Your registration was withdrawn.", "A sua inscrição foi retirada."), Again),
        Offers.Declined => new Rejection(
            Offers.Declined,
            new Text("You declined the offered seat, and your registration ended.", "Recusou o lugar oferecido e a sua inscrição terminou."), Again),
        Offers.Expired => Offers.TooLate,
        CarriedOver => WentOn(roster.Leavers.FindLast(l => l.PersonId == personId)!),
        Eligibility.NotAPublicServant => Eligibility.NoPublicServant,
        Eligibility.OrganisationCeilingReached => Eligibility.CeilingReached(roster),
        _ => Roster.NotRegistered,
    }) with { Kind = RejectionKind.NotFound };

    private static Text Again { get; } = new(
        "Register again while registration is open: your place is then by the time of the new registration.",
        "Inscreva-se de novo enquanto a inscrição estiver aberta: o seu lugar será então o da hora da nova inscrição.");

    private static Rejection WentOn(Leaver leaver) => new(
        CarriedOver,
        new Text(
            $"This edition left you unserved, and the coordination carried you over to edition {leaver.ToNumber}.",
            $"Não foi servido nesta edição e a coordenação fê-lo transitar para a edição n.º {leaver.ToNumber}."),
        new Text("Look at your registration for that edition.", "Consulte a sua inscrição nessa edição."))
    { Facts = new Dictionary<string, object?> { ["toEditionId"] = leaver.ToEditionId, ["toNumber"] = leaver.ToNumber } };
}
