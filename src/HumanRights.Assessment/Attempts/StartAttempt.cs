using System.Security.Claims;
using System.Security.Cryptography;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Due;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.Attempts;

/// <summary>Begins the caller's next attempt, or returns to the one that is open: on another device, or after a lost answer.</summary>
public static class StartAttempt
{
    public static Decision Begin(
        this Attempt attempt, ModuleTest test, Edition edition, Candidate candidate, Person person, Guid personId, int number, int seed, DateTimeOffset now)
    {
        if (attempt.Start is not null)
        {
            return Decision.Nothing;
        }

        if (test.Composition is not { } composed)
        {
            return ModuleTest.Unknown;
        }

        return test.StageFor(personId, now) switch
        {
            _ when edition.Cancelled is { } notice => Edition.IsCancelled(notice),
            _ when person.Forgotten || !candidate.HasSeat => NoSeat,
            TestStage.Planned => NotYet(composed),
            TestStage.Closed or TestStage.Released => TestOver,
            _ when number > composed.Attempts => NoneLeft(composed),
            _ => Decision.Accept(new AttemptStarted(
                Attempt.IdOf(composed.TestId, personId, number), composed.TestId, composed.EditionId, composed.ModuleNumber, personId, number, seed,
                composed.PlacedBy(seed), now, test.DeadlineFor(personId, now)) { ExtraMinutes = test.ExtraMinutesFor(personId) is > 0 and var extra ? extra : null }),
        };
    }

    public static async Task<Results<Ok<AttemptAnswer>, Refusal>> Handle(
        Guid testId, ClaimsPrincipal caller, EventWriter writer, IDocumentStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var personId = caller.PersonId();
        var (test, version) = await writer.ReadAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        if (test.Composition is not { } composed)
        {
            return new Refusal(ModuleTest.Unknown);
        }

        var (candidate, _) = await writer.ReadAsync<Candidate>(Candidate.Stream(composed.EditionId, personId), cancellation);
        var (person, _) = await writer.ReadAsync<Person>(Person.Stream(personId), cancellation);
        var (edition, _) = await writer.ReadAsync<Edition>(Edition.Stream(composed.EditionId), cancellation);
        var number = await NextAsync(writer, composed, personId, clock, cancellation);
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var outcome = writer.DecideAsync<Attempt>(
            Attempt.Stream(testId, personId, number),
            (a, now) => a.Begin(test, edition, candidate, person, personId, number, seed, now),
            alongside: session => session.HoldStill(ModuleTest.Stream(testId), version),
            reading: async session => (test, version) = await session.FoldAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation),
            cancellation: cancellation);
        await outcome;
        return await outcome.ShowAsync(store, test.Composition, clock, cancellation);
    }

    /// <summary>The number of the attempt that is open, else of the one after the last.</summary>
    private static async Task<int> NextAsync(EventWriter writer, TestComposed composed, Guid personId, TimeProvider clock, CancellationToken cancellation)
    {
        var number = 1;
        for (; number <= composed.Attempts; number++)
        {
            var (attempt, _) = await writer.ReadAsync<Attempt>(Attempt.Stream(composed.TestId, personId, number), cancellation);
            if (attempt.Start is null || attempt.IsOpenAt(clock.GetUtcNow()))
            {
                break;
            }
        }

        return number;
    }

    private static Rejection NoSeat { get; } = new(
        "no-seat",
        new Text("Only participants with a seat in the edition take its tests.", "Só os participantes com lugar na edição fazem os seus testes."),
        new Text("If you were given a seat a moment ago, try again shortly.", "Se acabou de obter o seu lugar, tente de novo daqui a pouco."));

    private static Rejection TestOver { get; } = new(
        "test-closed",
        new Text("The test is closed.", "O teste está encerrado."),
        new Text("Ask the coordination if you could not take it in time.", "Contacte a coordenação se não o pôde fazer a tempo."));

    private static Rejection NotYet(TestComposed test) => new(
        "test-not-open",
        new Text($"The test opens at {test.OpensAt.InLisbon()} (Lisbon).", $"O teste abre em {test.OpensAt.InLisbon()} (Lisboa)."),
        new Text("Come back at the opening time.", "Volte à hora de abertura."))
    { Facts = new Dictionary<string, object?> { ["opensAt"] = test.OpensAt } };

    private static Rejection NoneLeft(TestComposed test) => new(
        "no-attempts-left",
        new Text($"You have used the {test.Attempts} attempt(s) of this test.", $"Já usou a(s) {test.Attempts} tentativa(s) deste teste."),
        new Text("Wait for the results to be released.", "Aguarde a divulgação dos resultados."))
    { Facts = new Dictionary<string, object?> { ["attempts"] = test.Attempts } };
}
