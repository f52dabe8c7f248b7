using CsCheck;
using HumanRights.Assessment.Attempts;
using HumanRights.EventSourcing;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Specs;

/// <summary>
/// Any interleaving of saves, repeats, overtaken saves, submissions and closings, at any moments around the deadline, against a model
/// that is a dictionary and two flags.
/// </summary>
public sealed class AttemptModelTests
{
    private static readonly DateTimeOffset Deadline = Started().DeadlineAt;

    private abstract record Step(int Minute);

    private sealed record SaveStep(int Minute, int Item, int Options, long? Order) : Step(Minute);

    private sealed record SubmitStep(int Minute) : Step(Minute);

    private sealed record CloseStep(int Minute) : Step(Minute);

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (8, Gen.Select(Gen.Int[0, 35], Gen.Int[0, 1], Gen.Int[0, 15], Gen.Long[0, 6], (m, i, o, n) => (Step)new SaveStep(m, i, o, n == 0 ? null : n))),
        (1, Gen.Int[0, 35].Select(m => (Step)new SubmitStep(m))),
        (1, Gen.Int[0, 35].Select(m => (Step)new CloseStep(m))));

    [Fact]
    public void Holds_what_the_model_holds_and_never_changes_after_its_end() =>
        Steps.List[0, 40].Sample(steps =>
        {
            var attempt = Attempt.Initial.Apply(Started());
            var held = new Dictionary<Guid, (string[] Options, long Order)>();
            var ended = false;
            // The server's clock does not run backwards; what arrives late was sent early.
            foreach (var step in steps.OrderBy(s => s.Minute))
            {
                var now = Opens.AddMinutes(step.Minute);
                var (before, decision) = (attempt, Decide(attempt, step, now));
                attempt = decision.Events.Aggregate(attempt, (a, e) => a.Apply(e));
                if (Decide(attempt, step, now).Events.Count > 0)
                {
                    return false; // a repeat had an effect
                }

                switch (step)
                {
                    case SaveStep save when !ended && now < Deadline && Allowed(save) is { } options:
                        var item = ItemOf(save);
                        var known = held.TryGetValue(item, out var last);
                        if (known ? save.Order is null ? !options.SequenceEqual(last.Options) : save.Order > last.Order : options.Length > 0)
                        {
                            held[item] = (options, save.Order ?? last.Order + 1);
                        }

                        break;
                    case SubmitStep when !ended && now < Deadline:
                    case CloseStep when !ended && now >= Deadline:
                        ended = true;
                        break;
                    default:
                        if (decision.Events.Count > 0)
                        {
                            return false; // something was taken that must not be
                        }

                        break;
                }

                if (ended != (attempt.EndedAt is not null) || (before.EndedAt is not null && attempt != before))
                {
                    return false;
                }
            }

            return held.Count == attempt.Answers.Count
                && held.All(h => attempt.Answers[h.Key].OptionIds.SequenceEqual(h.Value.Options) && attempt.Answers[h.Key].Order == h.Value.Order)
                && (attempt.EndedAt is null || attempt.Receipt == attempt.Digest());
        });

    private static Decision Decide(Attempt attempt, Step step, DateTimeOffset now) => step switch
    {
        SaveStep save => attempt.Save(ItemOf(save), Arriving.Options(OptionsOf(save)), save.Order, now),
        SubmitStep => attempt.Submit(now),
        _ => attempt.CloseWhenDue(testClosedEarly: false, now),
    };

    private static Guid ItemOf(SaveStep save) => save.Item == 0 ? Vote : Rights;

    private static string[] OptionsOf(SaveStep save) => [.. new[] { "a", "b", "c", "d" }.Where((_, i) => (save.Options & (1 << i)) != 0)];

    /// <summary>The options when the item takes them: at most one of three for the single choice.</summary>
    private static string[]? Allowed(SaveStep save) =>
        OptionsOf(save) is var options && (save.Item == 1 || (options.Length <= 1 && !options.Contains("d"))) ? options : null;
}
