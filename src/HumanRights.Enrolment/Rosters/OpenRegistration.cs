using HumanRights.Enrolment.Editions;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Rosters;

/// <param name="ClosesAt">Until this instant.</param>
/// <param name="OpensAt">From this instant; absent: now.</param>
public sealed record OpenRegistrationBody(DateTimeOffset ClosesAt, DateTimeOffset? OpensAt = null);

/// <summary>The window in which people can register.</summary>
public sealed record RegistrationWindow(Guid EditionId, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, int Capacity, bool Closed);

public static class OpenRegistration
{
    public static Decision Open(this Roster roster, Edition edition, DateTimeOffset? opensAt, DateTimeOffset closesAt, DateTimeOffset now) => edition.Stage switch
    {
        EditionStage.Unplanned => Edition.NotPlanned,
        EditionStage.Completed => new Rejection("edition-completed", new Text("The edition is completed.", "A edição está concluída.")),
        _ when closesAt <= (opensAt ?? now) => new Rejection(
            "window-ends-before-it-begins",
            new Text("Registration would close before it opens.", "A inscrição fecharia antes de abrir."),
            new Text("Give a closing instant after the opening one.", "Indique um fecho posterior à abertura."), RejectionKind.Invalid),
        _ when closesAt <= now => new Rejection(
            "window-is-past",
            new Text("Registration would be closed already.", "A inscrição já estaria fechada."),
            new Text("Give a closing instant in the future.", "Indique um fecho no futuro."), RejectionKind.Invalid),
        _ when roster.Opened && !roster.Closed && (opensAt is null || roster.OpensAt == opensAt) && roster.ClosesAt == closesAt => Decision.Nothing,
        _ => Decision.Accept(new RegistrationOpened(edition.Id, opensAt ?? now, closesAt, edition.Capacity)),
    };

    public static Decision Close(this Roster roster) => roster switch
    {
        { Opened: false } => Roster.NotOpened,
        { Closed: true } => Decision.Nothing,
        _ => Decision.Accept(new RegistrationClosed(roster.EditionId)),
    };

    public static async Task<Results<Ok<RegistrationWindow>, Refusal>> Handle(
        Guid editionId, OpenRegistrationBody body, EventWriter writer, RosterDesk desk, CancellationToken cancellation)
    {
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(editionId), cancellation);
        return await desk.DecideAsync(
                editionId, (r, now) => r.Open(edition, body.OpensAt?.ToUniversalTime(), body.ClosesAt.ToUniversalTime(), now), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Window(o.State)));
    }

    public static Task<Results<Ok<RegistrationWindow>, Refusal>> HandleClose(Guid editionId, RosterDesk desk, CancellationToken cancellation) =>
        desk.DecideAsync(editionId, (r, _) => r.Close(), cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(Window(o.State)));

    private static RegistrationWindow Window(Roster roster) => new(roster.EditionId, roster.OpensAt, roster.ClosesAt, roster.Capacity, roster.Closed);
}
