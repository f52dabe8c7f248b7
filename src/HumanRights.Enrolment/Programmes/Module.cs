using HumanRights.Enrolment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Enrolment.Programmes;

public static class ProgrammeModule
{
    public static void AddProgrammes(this StoreOptions store)
    {
        store.Events.MapEventType<ProgrammeDefined>("programme-defined");
        store.Events.MapEventType<ProgrammeRevised>("programme-revised");
    }

    public static void MapProgrammes(this RouteGroupBuilder programmes)
    {
        programmes.MapPost("/", DefineProgramme.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(DefineProgramme)).WithSummary("Defines a programme by its blueprint.");
        programmes.MapPut("/{programmeId:guid}", ReviseProgramme.Handle).RequireAuthorization(Roles.Coordinator)
            .WithName(nameof(ReviseProgramme)).WithSummary("Gives a programme a new blueprint for editions still to be planned.");
        programmes.MapGet("/", ProgrammeList.Handle).AllowAnonymous()
            .WithName("ListProgrammes").WithSummary("All programmes, newest first.");
        programmes.MapGet("/{programmeId:guid}", Get).AllowAnonymous()
            .WithName("GetProgramme").WithSummary("A programme and its present blueprint.");
    }

    private static async Task<Results<Ok<ProgrammeAnswer>, Refusal>> Get(Guid programmeId, EventWriter writer, CancellationToken cancellation)
    {
        var (programme, _) = await writer.ReadAsync<Programme>(Programme.Stream(programmeId), cancellation);
        if (programme.Blueprint is null)
        {
            return new Refusal(Programme.NotDefined);
        }

        return TypedResults.Ok(new ProgrammeAnswer(programmeId, programme.Revision, programme.Blueprint));
    }
}
