using HumanRights.Assessment.Attempts;
using HumanRights.EventSourcing;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.ModuleTests;

/// <summary>What an attempt has had the use of stays on record: its result could not be explained otherwise.</summary>
public static class TakeBackAllowance
{
    public static Decision TakeBack(this ModuleTest test, Guid personId, IReadOnlyList<Attempt> attempts)
    {
        if (test.Composition is not { } composed)
        {
            return ModuleTest.Unknown;
        }

        var takenBack = new AllowanceTakenBack(composed.TestId, personId);
        var after = test.Apply(takenBack);
        return test switch
        {
            _ when !test.Allowances.ContainsKey(personId) => Decision.Nothing,
            _ when attempts.Any(a => a.DeadlineAt > after.DeadlineFor(personId, a.Start!.StartedAt)) => Used,
            _ => Decision.Accept(takenBack),
        };
    }

    public static async Task<Results<NoContent, Refusal>> Handle(Guid testId, Guid personId, EventWriter writer, CancellationToken cancellation)
    {
        IReadOnlyList<Versioned<Attempt>> attempts = [];
        return await writer.DecideAsync<ModuleTest>(
                ModuleTest.Stream(testId), (t, _) => t.TakeBack(personId, [.. attempts.Select(a => a.State)]),
                alongside: session => session.DeleteWhere<AllowanceReason>(r => r.TestId == testId && r.PersonId == personId),
                reading: async session => attempts = await session.HoldAttemptsAsync(testId, personId, cancellation),
                cancellation: cancellation)
            .RespondAsync(_ => TypedResults.NoContent());
    }

    private static Rejection Used { get; } = new(
        "allowance-used",
        new Text("An attempt of the person has had the use of it.", "Uma tentativa da pessoa já beneficiou dela."),
        new Text("Give another allowance: it holds for what they begin from now on.", "Conceda outra adaptação: vale para o que a pessoa iniciar a partir de agora."));
}

public static class AllowanceList
{
    public static async Task<Results<Ok<Page<AllowanceAnswer>>, Refusal>> Handle(
        Guid testId, Guid? after, int? limit, IQuerySession session, CancellationToken cancellation)
    {
        var (test, _) = await session.FoldAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        if (test.Composition is null)
        {
            return new Refusal(ModuleTest.Unknown);
        }

        var reasons = (await session.Query<AllowanceReason>().Where(r => r.TestId == testId).ToListAsync(cancellation)).ToDictionary(r => r.Id, r => r.Words);
        var size = Math.Clamp(limit ?? Paging.DefaultLimit, 1, Paging.HighestLimit);
        List<AllowanceAnswer> rest =
        [
            .. test.Allowances.Values.OrderBy(a => a.PersonId).Where(a => after is null || a.PersonId.CompareTo(after.Value) > 0).Take(size + 1)
                .Select(a => AllowanceAnswer.Of(a, a.ReasonId is { } id ? reasons.GetValueOrDefault(id) : null)),
        ];
        return TypedResults.Ok(new Page<AllowanceAnswer>([.. rest.Take(size)], rest.Count > size ? $"{rest[size - 1].PersonId}" : null));
    }
}
