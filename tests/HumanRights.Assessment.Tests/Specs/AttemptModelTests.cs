using CsCheck;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Editions;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

/// <summary>
/// Any interleaving of a start, saves, repeats, overtaken saves, allowances given, changed and taken back, submissions and closings of attempt and
/// test, at any moments around the deadlines, against a model of a few numbers, flags and a dictionary.
/// </summary>
public sealed class AttemptModelTests
{
    private const int Limit = 30, Window = 40;

    private static readonly TestComposed Short = Composed(minutes: Limit) with { ClosesAt = Opens.AddMinutes(Window) };

    private abstract record Step(int Minute);

    private sealed record StartStep(int Minute) : Step(Minute);

    private sealed record SaveStep(int Minute, int Item, int Options, long? Order) : Step(Minute);

    private sealed record SubmitStep(int Minute) : Step(Minute);

    private sealed record CloseStep(int Minute) : Step(Minute);

    private sealed record AllowStep(int Minute, int Extra, int? Closes) : Step(Minute);

    private sealed record TakeBackStep(int Minute) : Step(Minute);

    private sealed record CloseTestStep(int Minute) : Step(Minute);

    private static readonly Gen<int> Minutes = Gen.Int[0, 75];

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (3, Minutes.Select(m => (Step)new StartStep(m))),
        (10, Gen.Select(Minutes, Gen.Int[0, 1], Gen.Int[0, 15], Gen.Long[0, 6], (m, i, o, n) => (Step)new SaveStep(m, i, o, n == 0 ? null : n))),
        (4, Gen.Select(Minutes, Gen.Int[0, 25], Gen.Int[25, 70], (m, e, c) => (Step)new AllowStep(m, e, c < 35 ? null : c))),
        (1, Minutes.Select(m => (Step)new TakeBackStep(m))),
        (1, Minutes.Select(m => (Step)new SubmitStep(m))),
        (2, Minutes.Select(m => (Step)new CloseStep(m))),
        (1, Gen.Int[20, 75].Select(m => (Step)new CloseTestStep(m))));

    [Fact]
    public void Holds_what_the_model_holds_and_never_changes_after_its_end() =>
        Steps.List[0, 40].Sample(steps =>
        {
            var (test, attempt, model) = (ModuleTest.Initial.Apply(Short), Attempt.Initial, new Model());
            // The server's clock does not run backwards; what arrives late was sent early.
            foreach (var step in steps.OrderBy(s => s.Minute))
            {
                var (now, before) = (Opens.AddMinutes(step.Minute), attempt);
                if (Do(step, ref test, ref attempt, now) != model.Does(step) || Do(step, ref test, ref attempt, now))
                {
                    return false; // something was taken or refused that must not be, or a repeat had an effect
                }

                if (model.Ended != (attempt.EndedAt is not null) || (before.EndedAt is not null && attempt != before)
                    || attempt.DeadlineAt < before.DeadlineAt || (attempt.Start is not null && attempt.DeadlineAt != Opens.AddMinutes(model.Deadline)))
                {
                    return false;
                }

                // Once results may be seen there is no open attempt, but one that closes with its test, and no other begins.
                if (test.Release(now).Events.Count > 0 && ((test.ClosedAt is null && attempt.IsOpenAt(now)) || (attempt.Start is null && Begin(attempt, test, now).Events.Count > 0)))
                {
                    return false;
                }
            }

            return model.Held.Count == attempt.Answers.Count
                && model.Held.All(h => attempt.Answers[h.Key].OptionIds.SequenceEqual(h.Value.Options) && attempt.Answers[h.Key].Order == h.Value.Order)
                && (attempt.EndedAt is null || attempt.Receipt == attempt.Digest());
        }, iter: 2000);

    private static bool Do(Step step, ref ModuleTest test, ref Attempt attempt, DateTimeOffset now)
    {
        var (ofTest, ofAttempt) = (Decision.Nothing, Decision.Nothing);
        switch (step)
        {
            case StartStep:
                ofAttempt = Begin(attempt, test, now);
                break;
            case SaveStep save:
                ofAttempt = attempt.Save(ItemOf(save), Arriving.Options(OptionsOf(save)), save.Order, now);
                break;
            case SubmitStep:
                ofAttempt = attempt.Submit(now);
                break;
            case CloseStep:
                ofAttempt = attempt.CloseWhenDue(test.ClosedAt is not null, now);
                break;
            case AllowStep allow:
                ofTest = test.Give(Seated, Person.Initial, attempt, new AllowanceGiven(TestId, Ana, allow.Extra, allow.Closes is { } c ? Opens.AddMinutes(c) : null, null), now);
                break;
            case TakeBackStep:
                ofTest = test.TakeBack(Ana, attempt.Start is null ? [] : [attempt]);
                break;
            case CloseTestStep:
                ofTest = test.Close(now);
                break;
        }

        test = ofTest.Events.Aggregate(test, (t, e) => t.Apply(e));
        if (step is AllowStep && ofTest.Events.Count > 0)
        {
            ofAttempt = attempt.Extend(test, now);
        }

        attempt = ofAttempt.Events.Aggregate(attempt, (a, e) => a.Apply(e));
        return ofTest.Events.Count + ofAttempt.Events.Count > 0;
    }

    private static Decision Begin(Attempt attempt, ModuleTest test, DateTimeOffset now) =>
        attempt.Begin(test, Edition.Initial.Apply(Announced), Seated, Person.Initial, Ana, 1, 7, now);

    private static Guid ItemOf(SaveStep save) => save.Item == 0 ? Vote : Rights;

    private static string[] OptionsOf(SaveStep save) => [.. new[] { "a", "b", "c", "d" }.Where((_, i) => (save.Options & (1 << i)) != 0)];

    /// <summary>The options when the item takes them: at most one of three for the single choice.</summary>
    private static string[]? Allowed(SaveStep save) =>
        OptionsOf(save) is var options && (save.Item == 1 || (options.Length <= 1 && !options.Contains("d"))) ? options : null;

    private sealed class Model
    {
        private int? started;
        private bool testClosed;
        private (int Extra, int? Closes)? allowance;

        public int Deadline { get; private set; }

        public bool Ended { get; private set; }

        public Dictionary<Guid, (string[] Options, long Order)> Held { get; } = [];

        private int Closes => Math.Max(allowance?.Closes ?? 0, Window);

        /// <summary>Whether the step has an effect.</summary>
        public bool Does(Step step)
        {
            var (m, open) = (step.Minute, started is not null && !Ended && step.Minute < Deadline);
            switch (step)
            {
                case StartStep when started is null && !testClosed && m < Closes:
                    (started, Deadline) = (m, Math.Min(m + Limit + (allowance?.Extra ?? 0), Closes));
                    return true;
                case SaveStep save when open && Allowed(save) is { } options:
                    var known = Held.TryGetValue(ItemOf(save), out var last);
                    var taken = known ? save.Order is null ? !options.SequenceEqual(last.Options) : save.Order > last.Order : options.Length > 0;
                    if (taken)
                    {
                        Held[ItemOf(save)] = (options, save.Order ?? last.Order + 1);
                    }

                    return taken;
                case SubmitStep when open:
                case CloseStep when started is not null && !Ended && (m >= Deadline || testClosed):
                    return Ended = true;
                case AllowStep allow:
                    var closes = Math.Max(allow.Closes ?? 0, Window);
                    if (allowance == (allow.Extra, allow.Closes) || allow is { Extra: 0, Closes: null } || allow.Closes <= Math.Max(Window, m)
                        || testClosed || m >= closes || (open && Deadline > closes))
                    {
                        return false;
                    }

                    allowance = (allow.Extra, allow.Closes);
                    Deadline = open ? Math.Max(Deadline, Math.Min(started!.Value + Limit + allow.Extra, closes)) : Deadline;
                    return true;
                case TakeBackStep when allowance is not null && (started is null || Deadline <= Math.Min(started.Value + Limit, Window)):
                    allowance = null;
                    return true;
                case CloseTestStep when !testClosed && m < Closes:
                    return testClosed = true;
                default:
                    return false;
            }
        }
    }
}
