using System.Security.Claims;
using HumanRights.Enrolment.Programmes;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Interests;

/// <param name="ProgrammeId">The programme.</param>
/// <param name="Interested">Whether the caller is on record as interested.</param>
/// <param name="Because">What will come of it.</param>
public sealed record InterestAnswer(Guid ProgrammeId, bool Interested, string Because);

/// <summary>Interest can be shown before an edition has dates; once it has, the coordination carries those interested over to it, in order.</summary>
public static class ShowInterest
{
    public static Decision Show(this Interest interest, Programme programme, Guid personId, bool publicServant, Facts facts) =>
        programme.Blueprint is null ? Programme.NotDefined
        : interest.People.ContainsKey(personId) ? Decision.Nothing
        : Decision.Accept(new InterestShown(programme.Id, personId, publicServant, facts));

    public static Decision WithdrawInterest(this Interest interest, Guid personId) =>
        interest.People.ContainsKey(personId) ? Decision.Accept(new InterestWithdrawn(interest.ProgrammeId, personId)) : Decision.Nothing;

    public static Decision Carry(this Interest interest, Guid editionId, long upTo) =>
        interest.People.Values.Any(p => p.Ticket <= upTo) ? Decision.Accept(new InterestCarried(interest.ProgrammeId, editionId, upTo)) : Decision.Nothing;

    public static async Task<Results<Ok<InterestAnswer>, Refusal>> Handle(
        Guid programmeId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation)
    {
        var (programme, _) = await writer.ReadAsync<Programme>(Programme.Stream(programmeId), cancellation);
        var (personId, claims) = (caller.PersonId(), caller.Facts());
        return await writer.DecideAsync<Interest>(
                Interest.Stream(programmeId), (i, _) => i.Show(programme, personId, claims.PublicServant, claims.Codes()), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Answer(programmeId, o.State, personId)));
    }

    public static async Task<Ok<InterestAnswer>> HandleMine(
        Guid programmeId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        TypedResults.Ok(Answer(programmeId, (await writer.ReadAsync<Interest>(Interest.Stream(programmeId), cancellation)).State, caller.PersonId()));

    public static async Task<Results<NoContent, Refusal>> HandleWithdraw(Guid programmeId, ClaimsPrincipal caller, EventWriter writer, CancellationToken cancellation) =>
        await writer.DecideAsync<Interest>(Interest.Stream(programmeId), (i, _) => i.WithdrawInterest(caller.PersonId()), cancellation: cancellation)
            .RespondAsync(_ => TypedResults.NoContent());

    private static InterestAnswer Answer(Guid programmeId, Interest interest, Guid personId)
    {
        var interested = interest.People.ContainsKey(personId);
        var because = interested
            ? new Text("When an edition is announced you can be placed on its list in the order interest was shown, and will be told.", "Quando for anunciada uma edição, poderá ser colocado na respetiva lista pela ordem de manifestação de interesse, e será avisado.")
            : new Text("You have shown no interest that still waits for an edition.", "Não há manifestação de interesse sua à espera de uma edição.");
        return new InterestAnswer(programmeId, interested, because.ForReader());
    }
}
