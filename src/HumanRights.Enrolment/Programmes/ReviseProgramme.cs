using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HumanRights.Enrolment.Programmes;

public static class ReviseProgramme
{
    public static Decision Revise(this Programme programme, Blueprint blueprint) => programme switch
    {
        { Revision: 0 } => Programme.NotDefined,
        _ when blueprint.Incoherence() is { } incoherence => incoherence,
        _ when DefineProgramme.Same(programme.Blueprint!, blueprint) => Decision.Nothing,
        _ => Decision.Accept(new ProgrammeRevised(programme.Id, programme.Revision + 1, blueprint)),
    };

    /// <summary>Editions already planned keep the blueprint they were planned from.</summary>
    public static Task<Results<Ok<ProgrammeAnswer>, Refusal>> Handle(
        Guid programmeId, BlueprintBody body, [FromHeader(Name = "If-Match")] long? version, EventWriter writer, CancellationToken cancellation) =>
        writer.DecideAsync<Programme>(Programme.Stream(programmeId), (p, _) => p.Revise(body.Blueprint), version, cancellation: cancellation)
            .RespondAsync(o => TypedResults.Ok(new ProgrammeAnswer(programmeId, o.State.Revision, o.State.Blueprint!)));
}
