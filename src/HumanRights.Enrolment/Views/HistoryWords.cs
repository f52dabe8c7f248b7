using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;

namespace HumanRights.Enrolment.Views;

/// <summary>What happened, and why, in words: made of a step's codes on reading, so that better words reach old steps too.</summary>
internal static class HistoryWords
{
    public static (Text What, Text Why) Of(RegistrationStep step) => step.What switch
    {
        "seat-taken" => (Seat(step.Reserve), step.Why == "promotion" ? BecameFree : SeatWasFree),
        "placed-on-waiting-list" => (
            new($"Placed on the waiting list as number {step.Position}.", $"Colocação na lista de espera com o n.º {step.Position}."), ToTheList(step.Why)),
        "seat-offered" => (
            new($"A seat was offered, to be accepted until {LisbonClock.Words(step.Until).En}.", $"Foi oferecido um lugar, a aceitar até {LisbonClock.Words(step.Until).Pt}."),
            BecameFree),
        "offer-accepted" => (new("The offered seat was accepted.", "O lugar oferecido foi aceite."), new("It was accepted in time.", "Foi aceite dentro do prazo.")),
        "offer-declined" => (
            new("The offered seat was declined, and the registration ended.", "O lugar oferecido foi recusado e a inscrição terminou."),
            new("The person did not want the seat; it went on to the next.", "A pessoa não quis o lugar; ele passou à seguinte.")),
        "offer-expired" => (
            new("The offer expired, and the registration ended.", "A oferta expirou e a inscrição terminou."),
            new("The seat was not accepted in time; it went on to the next.", "O lugar não foi aceite dentro do prazo; passou à pessoa seguinte.")),
        "offer-ended" => (
            new("The offer ended, and the person waits again in the place they had.", "A oferta terminou e a pessoa volta a esperar no lugar que tinha."),
            new("The edition was completed; who waits can be carried over to the next one.", "A edição foi concluída; quem espera pode transitar para a próxima.")),
        "registration-withdrawn" => (GivenUp(step.Why), Withdrawn(step.By)),
        RegistrationViews.Carried => (
            new($"Carried over to edition {step.Position}; the registration for this one ended.", $"Transição para a edição n.º {step.Position}; a inscrição nesta terminou."),
            new("This edition left the person unserved, and the coordination placed them on the next one's list.", "A pessoa não foi servida nesta edição e a coordenação colocou-a na lista da seguinte.")),
        "registration-refused" => (new("The registration was refused.", "A inscrição foi recusada."), Refusal(step.Why)),
        "person-approved" => (
            new("Confirmed as a public servant.", "Confirmação como trabalhador em funções públicas."),
            new("The coordination vouches for it, whatever the account says.", "A coordenação assim o atesta, diga o que disser a conta.")),
        "appeal-lodged" => (new("An appeal was lodged.", "Foi apresentado recurso."), Refusal(step.Why)),
        "appeal-upheld" => (new("The appeal was decided: the refusal stands.", "O recurso foi decidido: a recusa mantém-se."), Decided),
        "appeal-reversed" => (new("The appeal was decided: the refusal was reversed.", "O recurso foi decidido: a recusa foi revertida."), Decided),
        "edition-cancelled" => (new("The edition was cancelled, and with it the registration.", "A edição foi cancelada e, com ela, a inscrição."), Cancelled),
        _ => (new(step.What, step.What), new(step.Why ?? "", step.Why ?? "")),
    };

    /// <summary>A refusal's reason without the figures of its moment.</summary>
    public static Text Refusal(string? code) => code switch
    {
        Eligibility.NotAPublicServant => new(
            "The course is for public servants, and the account was not verified as one.",
            "O curso destina-se a trabalhadores em funções públicas, e a conta não estava verificada como tal."),
        Eligibility.OrganisationCeilingReached => new(
            "The organisation had reached the number of people it may register.", "A organização tinha atingido o número de pessoas que pode inscrever."),
        Eligibility.NotOpen => new("Registration was not open yet.", "A inscrição ainda não estava aberta."),
        Eligibility.Closed => new("Registration was closed.", "A inscrição estava encerrada."),
        Offers.Declined => new("The offered seat was declined.", "O lugar oferecido foi recusado."),
        Offers.Expired => new("The time to accept the offered seat was over.", "O prazo para aceitar o lugar oferecido tinha terminado."),
        _ => new($"Refused: {code}.", $"Recusa: {code}."),
    };

    private static Text SeatWasFree { get; } = new("A seat was free when the registration came in.", "Havia um lugar livre quando a inscrição entrou.");

    private static Text BecameFree { get; } = new(
        "A seat became free, and this was the first on the waiting list who may have it.",
        "Ficou livre um lugar, e era a primeira pessoa da lista de espera que o podia ter.");

    private static Text Decided { get; } = new("The coordination's reasons are with the appeal.", "Os motivos da coordenação constam do recurso.");

    private static Text Cancelled { get; } = new("The edition does not take place.", "A edição não se realiza.");

    private static Text Seat(string? reserve) => reserve is null
        ? new("A seat was given.", "Foi atribuído um lugar.")
        : new($"A seat reserved for region {reserve} was given.", $"Foi atribuído um lugar reservado à região {reserve}.");

    private static Text ToTheList(string? route) => route switch
    {
        "carried-over" => new(
            "Was not served by an earlier edition, and was carried over in the order of that list.",
            "Não obteve lugar numa edição anterior e transitou pela ordem dessa lista."),
        "interest" => new(
            "Had shown interest before there were dates, and comes in that order.", "Tinha manifestado interesse antes de haver datas, e entra por essa ordem."),
        _ => new("All seats that the person may have were taken.", "Estavam ocupados todos os lugares que a pessoa podia ter."),
    };

    private static Text GivenUp(string? held) => held switch
    {
        RegistrationViews.Seat => new("The registration was withdrawn, and the seat with it.", "A inscrição foi retirada e, com ela, o lugar."),
        RegistrationViews.Offered => new("The registration was withdrawn, and the offered seat with it.", "A inscrição foi retirada e, com ela, o lugar oferecido."),
        _ => new("The registration was withdrawn, and the place on the waiting list with it.", "A inscrição foi retirada e, com ela, o lugar na lista de espera."),
    };

    private static Text Withdrawn(string by) => by switch
    {
        RegistrationViews.Self => new("The person asked for it.", "A pessoa assim o pediu."),
        RegistrationViews.Platform => new("The person's data was erased.", "Os dados da pessoa foram apagados."),
        _ => new("The coordination withdrew it.", "A coordenação retirou-a."),
    };
}
