using System.ComponentModel.DataAnnotations;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.EventSourcing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.ModuleTests;

/// <param name="ExtraMinutes">Added to the time limit of each of the person's attempts.</param>
/// <param name="ClosesAt">Later than the test's own closing: an instant with an offset, or a wall time of <paramref name="Zone"/>. Absent: with the test.</param>
/// <param name="Zone">Absent: Europe/Lisbon.</param>
/// <param name="Reason">For the coordination alone; goes with the person.</param>
public sealed record GiveAllowanceBody(
    [Range(0, GiveAllowance.MostMinutes)] int ExtraMinutes = 0, [RegularExpression(WallTime.Pattern)] string? ClosesAt = null,
    [RegularExpression(WallTime.Zones)] string? Zone = null, [StringLength(2000)] string? Reason = null);

/// <summary>Why somebody has an allowance: perhaps an illness or a disability, so a row that can be erased, while the event holds its id.</summary>
/// <param name="Id">What the event names.</param>
/// <param name="TestId">The test.</param>
/// <param name="PersonId">Whom it is about.</param>
/// <param name="Words">As the coordination wrote them.</param>
public sealed record AllowanceReason(Guid Id, Guid TestId, Guid PersonId, string Words);

/// <summary>An allowance as the coordination sees it; <paramref name="Reason"/> is absent too when the person was erased.</summary>
public sealed record AllowanceAnswer(Guid PersonId, int ExtraMinutes, DateTimeOffset? ClosesAt, string? ClosesInLisbon, string? Reason)
{
    public static AllowanceAnswer Of(AllowanceGiven given, string? reason) => new(given.PersonId, given.ExtraMinutes, given.ClosesAt, given.ClosesAt?.InLisbon(), reason);
}

/// <summary>
/// Extra time and a longer window for one person. An attempt that is open has it at once, in the same transaction: nobody runs out of time
/// that was given. An allowance may be lessened, but an open attempt keeps what it has.
/// </summary>
public static class GiveAllowance
{
    public const int MostMinutes = 480;

    /// <param name="test">The test.</param>
    /// <param name="candidate">Whether the person may take it.</param>
    /// <param name="person">The person.</param>
    /// <param name="last">Their latest attempt, the only one that can be open.</param>
    /// <param name="wanted">What is to hold from now on.</param>
    /// <param name="now">The present instant.</param>
    public static Decision Give(this ModuleTest test, Candidate candidate, Person person, Attempt last, AllowanceGiven wanted, DateTimeOffset now)
    {
        if (test.Composition is not { } composed)
        {
            return ModuleTest.Unknown;
        }

        var after = test.Apply(wanted);
        return test switch
        {
            _ when test.Allowances.GetValueOrDefault(wanted.PersonId) == wanted => Decision.Nothing,
            _ when wanted is { ExtraMinutes: 0, ClosesAt: null } => NothingGiven,
            _ when wanted.ClosesAt <= composed.ClosesAt || wanted.ClosesAt <= now => TooEarly(composed),
            { ClosedAt: not null } or { ReleasedAt: not null } => Over,
            _ when now >= after.ClosesAtFor(wanted.PersonId) => Over,
            _ when person.Forgotten || !candidate.HasSeat => NoSeat,
            _ when last.IsOpenAt(now) && last.DeadlineAt > after.ClosesAtFor(wanted.PersonId) => AttemptLastsLonger(last.DeadlineAt),
            _ => Decision.Accept(wanted),
        };
    }

    public static async Task<Results<Ok<AllowanceAnswer>, Refusal>> Handle(
        Guid testId, Guid personId, GiveAllowanceBody body, EventWriter writer, CancellationToken cancellation)
    {
        if (WallTime.Read(body.ClosesAt, body.Zone, out var closesAt) is { } unclear)
        {
            return new Refusal(unclear);
        }

        var words = string.IsNullOrWhiteSpace(body.Reason) ? null : body.Reason;
        var reason = words is null ? null : new AllowanceReason(Guid.CreateVersion7(), testId, personId, words);
        var wanted = new AllowanceGiven(testId, personId, body.ExtraMinutes, closesAt, reason?.Id);
        var (person, candidate, last) = (Person.Initial, Candidate.Initial, new Versioned<Attempt>(Attempt.Initial, 0));
        IReadOnlyList<object> extended = [];
        var outcome = await writer.DecideAsync<ModuleTest>(
            ModuleTest.Stream(testId),
            (t, now) =>
            {
                var decision = t.Give(candidate, person, last.State, wanted, now);
                extended = decision.Events.Count > 0 ? last.State.Extend(t.Apply(wanted), now).Events : [];
                return decision;
            },
            alongside: session =>
            {
                var kept = wanted.ReasonId ?? Guid.Empty;
                session.DeleteWhere<AllowanceReason>(r => r.TestId == testId && r.PersonId == personId && r.Id != kept);
                if (reason is not null && reason.Id == kept)
                {
                    session.Insert(reason);
                }

                if (extended.Count > 0)
                {
                    session.Events.Append(Attempt.Stream(testId, personId, last.State.Start!.Number), last.Version + 1, writer.Stamp(session, extended[0]));
                }
            },
            reading: async session =>
            {
                last = (await session.HoldAttemptsAsync(testId, personId, cancellation)).LastOrDefault() ?? last;
                (person, _) = await session.FoldAsync<Person>(Person.Stream(personId), cancellation);
                var (test, _) = await session.FoldAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
                (candidate, _) = await session.FoldAsync<Candidate>(Candidate.Stream(test.Composition?.EditionId ?? default, personId), cancellation);
                // The same words keep their row, so that a repeat is known for one.
                var held = test.Allowances.GetValueOrDefault(personId)?.ReasonId is { } id ? await session.LoadAsync<AllowanceReason>(id, cancellation) : null;
                wanted = wanted with { ReasonId = held is not null && held.Words == words ? held.Id : reason?.Id };
            },
            cancellation: cancellation);
        return outcome.Rejection is { } rejection ? new Refusal(rejection) : TypedResults.Ok(AllowanceAnswer.Of(outcome.State.Allowances[personId], words));
    }

    /// <summary>
    /// A person's attempts as they are until this session's commit: one that is being begun is waited for, and whatever is saved in one waits.
    /// </summary>
    internal static async Task<IReadOnlyList<Versioned<Attempt>>> HoldAttemptsAsync(
        this Marten.IDocumentSession session, Guid testId, Guid personId, CancellationToken cancellation)
    {
        await session.LockAsync([ModuleTest.Stream(testId)], cancellation);
        var (test, _) = await session.FoldAsync<ModuleTest>(ModuleTest.Stream(testId), cancellation);
        var attempts = new List<Versioned<Attempt>>();
        for (var number = 1; number <= (test.Composition?.Attempts ?? 0); number++)
        {
            var stream = Attempt.Stream(testId, personId, number);
            await session.LockAsync([stream], cancellation);
            var attempt = await session.FoldAsync<Attempt>(stream, cancellation);
            if (attempt.State.Start is null)
            {
                break;
            }

            attempts.Add(attempt);
        }

        return attempts;
    }

    private static Rejection NothingGiven { get; } = new(
        "allowance-of-nothing",
        new Text("An allowance is extra minutes, a later closing, or both.", "Uma adaptação são minutos adicionais, um fecho mais tardio, ou ambos."),
        new Text("Give one of them, or take the allowance back.", "Indique um deles ou retire a adaptação."), RejectionKind.Invalid);

    private static Rejection TooEarly(TestComposed test) => new(
        "allowance-ends-too-early",
        new Text(
            $"The test itself closes at {test.ClosesAt.InLisbon()} (Lisbon): the person's window must end later, and not in the past.",
            $"O próprio teste fecha em {test.ClosesAt.InLisbon()} (Lisboa): o período da pessoa tem de terminar depois, e não no passado."),
        new Text("Give a later closing, or none.", "Indique um fecho mais tardio, ou nenhum."), RejectionKind.Invalid)
    { Facts = new Dictionary<string, object?> { ["closesAt"] = test.ClosesAt } };

    private static Rejection Over { get; } = new(
        "test-closed",
        new Text("The test is closed: extra time is of no use to anyone.", "O teste está encerrado: o tempo adicional já não serve a ninguém."),
        new Text(
            "As long as it was neither closed by hand nor released, a later closing opens it for the person again.",
            "Desde que não tenha sido fechado manualmente nem divulgado, um fecho mais tardio volta a abri-lo para a pessoa."));

    private static Rejection NoSeat { get; } = new(
        "no-seat",
        new Text("The person has no seat in the edition.", "A pessoa não tem lugar na edição."),
        new Text("If they were given one a moment ago, try again shortly.", "Se acabou de o obter, tente de novo daqui a pouco."));

    private static Rejection AttemptLastsLonger(DateTimeOffset deadlineAt) => new(
        "attempt-lasts-longer",
        new Text(
            $"The person's open attempt lasts until {deadlineAt.InLisbon()} (Lisbon): their window cannot end before.",
            $"A tentativa em curso da pessoa dura até {deadlineAt.InLisbon()} (Lisboa): o seu período não pode terminar antes."),
        new Text("Give a later closing.", "Indique um fecho mais tardio."))
    { Facts = new Dictionary<string, object?> { ["deadlineAt"] = deadlineAt } };
}
