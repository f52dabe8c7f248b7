using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Rosters;

/// <summary>Who can register now. Each refusal has its code, and each can be appealed.</summary>
public static class Eligibility
{
    public const string NotAPublicServant = "not-a-public-servant";
    public const string OrganisationCeilingReached = "organisation-ceiling-reached";
    public const string NotOpen = "registration-not-open";
    public const string Closed = "registration-closed";

    /// <summary>Why a person without an active registration cannot register, if they cannot. A refusal that was waived for them does not count.</summary>
    public static Rejection? Refusal(this Roster roster, Guid personId, bool publicServant, Facts facts, DateTimeOffset now)
    {
        bool Waived(string code) => roster.Waived.Contains((personId, code));

        return roster.Shut() ?? roster switch
        {
            // What one replica has put on record holds for all, should another's clock be a moment behind.
            _ when now < roster.OpensAt && !roster.Opened && !Waived(NotOpen) => NotYet(roster),
            _ when (roster.Closed || now >= roster.ClosesAt) && !Waived(Closed) => Over(roster),
            _ when !publicServant && !Waived(NotAPublicServant) => NoPublicServant,
            _ when roster.AtCeiling(facts) && !Waived(OrganisationCeilingReached) => CeilingReached(roster),
            _ => null,
        };
    }

    /// <summary>Why nobody at all comes onto the roster now, whoever they are and whoever brings them.</summary>
    public static Rejection? Shut(this Roster roster) => roster switch
    {
        { Ended: true } => Roster.Cancelled,
        { Settled: true } => Roster.Completed,
        { Announced: false } => Roster.NotAnnounced,
        _ => null,
    };

    /// <summary>
    /// Whether the refusal is a decision about this person, and so goes on record. That registration is not open is none: it is the same
    /// for everybody, and changes by itself.
    /// </summary>
    public static bool IsAboutThePerson(this Rejection refusal) => refusal.Code is NotAPublicServant or OrganisationCeilingReached;

    private static bool AtCeiling(this Roster roster, Facts facts) =>
        roster.Policy.OrganisationCeiling is { } ceiling && facts.Organisation is { } organisation && roster.ByOrganisation.GetValueOrDefault(organisation) >= ceiling;

    internal static Rejection NoPublicServant { get; } = new(
        NotAPublicServant,
        new Text("The course is for public servants, and your account is not verified as one.", "O curso destina-se a trabalhadores em funções públicas, e a sua conta não está verificada como tal."),
        new Text(
            "Use an account with your service's e-mail address, or appeal and ask the coordination to approve you.",
            "Use uma conta com o endereço de correio do seu serviço, ou recorra e peça a aprovação da coordenação."));

    internal static Rejection CeilingReached(Roster roster) => new(
        OrganisationCeilingReached,
        new Text(
            $"At most {roster.Policy.OrganisationCeiling} people of one organisation can be registered for this edition, and yours has reached that number.",
            $"Só se podem inscrever nesta edição até {roster.Policy.OrganisationCeiling} pessoas de cada organização, e a sua atingiu esse número."),
        new Text(
            "Try again if a colleague withdraws, wait for the next edition, or appeal.",
            "Tente de novo se um colega desistir, aguarde a próxima edição, ou recorra."))
    { Facts = new Dictionary<string, object?> { ["ceiling"] = roster.Policy.OrganisationCeiling } };

    private static Rejection NotYet(Roster roster) => new(
        NotOpen,
        new Text($"Registration opens on {LisbonClock.Words(roster.OpensAt).En}.", $"A inscrição abre a {LisbonClock.Words(roster.OpensAt).Pt}."),
        new Text("Come back at the opening time.", "Volte à hora de abertura."))
    { Facts = new Dictionary<string, object?> { ["opensAt"] = roster.OpensAt } };

    private static Rejection Over(Roster roster) => new(
        Closed,
        new Text("Registration for this edition is closed.", "A inscrição nesta edição está encerrada."),
        new Text("Wait for the next edition: there are two a year.", "Aguarde a próxima edição: há duas por ano."))
    { Facts = new Dictionary<string, object?> { ["closedAt"] = roster.ClosesAt } };
}
