using System.Text.Json;
using CsCheck;
using HumanRights.Certification.Certificates;
using HumanRights.Certification.Editions;
using HumanRights.Certification.Ledgers;
using HumanRights.Certification.People;
using HumanRights.EventSourcing;
using static HumanRights.Certification.Tests.Samples;
using Spec = HumanRights.TestKit.Spec;

namespace HumanRights.Certification.Tests.Specs;

public sealed class RecordFactSpecs
{
    private static Func<Ledger, Decision> Record(IFact? fact, Requirements? requirements = null) =>
        ledger => ledger.Record(fact, EditionId, PersonId, requirements);

    [Fact]
    public void A_ledger_starts_from_whichever_fact_comes_first() =>
        Spec.Given<Ledger>().When(Record(Involved())).Then(Involved());

    [Fact]
    public void Requirements_that_are_known_are_copied_with_the_first_fact() =>
        Spec.Given<Ledger>().When(Record(Seat(), Demanded)).Then(Seat(), Fixed);

    [Fact]
    public void Requirements_that_come_later_are_copied_alone() =>
        Spec.Given<Ledger>(Seat()).When(Record(null, Demanded)).Then(Fixed);

    [Fact]
    public void Requirements_are_copied_once() =>
        Spec.Given<Ledger>(Seat(), Fixed).When(Record(null, Demanded)).ThenNothing();

    [Fact]
    public void Whatever_is_known_already_adds_nothing()
    {
        foreach (var fact in Events.OfType<IFact>())
        {
            Spec.Given<Ledger>().ThenARepeatAddsNothing(Record(fact, Demanded));
        }
    }

    [Fact]
    public void A_seat_given_up_later_is_lost_even_when_heard_of_first() =>
        Spec.Given<Ledger>(Lost(version: 2)).When(Record(Seat(version: 1))).ThenNothing();

    [Fact]
    public void A_seat_taken_again_is_held() =>
        Spec.Given<Ledger>(Seat(1), Lost(2)).When(Record(Seat(3))).Then(Seat(3));

    [Fact]
    public void Attendance_within_reach_again_is_met() =>
        Spec.Given<Ledger>(OutOfReach(1)).When(Record(Attended(2))).Then(Attended(2));

    [Fact]
    public void A_reviewed_result_replaces_the_one_of_its_attempt() =>
        Spec.Given<Ledger>(Failed(1, version: 1)).When(Record(Passed(1, version: 2))).Then(Passed(1, version: 2));

    [Fact]
    public void A_result_late_from_before_the_review_adds_nothing() =>
        Spec.Given<Ledger>(Passed(1, version: 2)).When(Record(Failed(1, version: 1))).ThenNothing();

    [Fact]
    public void Another_attempt_stands_beside_the_first() =>
        Spec.Given<Ledger>(Passed(1, attempt: 1)).When(Record(Failed(1, attempt: 2))).Then(Failed(1, attempt: 2));
}

public sealed class VerdictSpecs
{
    private static LineState State(RequirementKind kind, params object[] events) =>
        Spec.Given<Ledger>([Fixed, .. events]).State.Lines().First(l => l.Kind == kind).State;

    [Fact]
    public void There_is_none_before_the_requirements_are_known() =>
        Spec.Given<Ledger>(Complete[1..]).State.ShouldSatisfyAllConditions(l => l.IsComplete().ShouldBeFalse(), l => l.Lines().ShouldBeEmpty());

    [Fact]
    public void All_lines_met_are_complete() => Spec.Given<Ledger>(Complete).State.IsComplete().ShouldBeTrue();

    [Fact]
    public void Without_any_one_of_them_it_is_not_complete()
    {
        foreach (var without in Complete)
        {
            Spec.Given<Ledger>([.. Complete.Where(e => e != without)]).State.IsComplete().ShouldBeFalse(without.ToString());
        }
    }

    [Fact]
    public void A_failed_attempt_never_undoes_a_passed_one() =>
        State(RequirementKind.ModuleTest, Passed(1, attempt: 1), Failed(1, attempt: 2)).ShouldBe(LineState.Met);

    [Fact]
    public void When_another_attempt_counts_since_a_correction_the_former_ones_old_result_counts_for_nothing()
    {
        object[] corrected = [Passed(1, attempt: 1, version: 5), Failed(1, attempt: 2, version: 5), Failed(1, attempt: 1, version: 6), Failed(1, attempt: 2, version: 6)];
        State(RequirementKind.ModuleTest, corrected).ShouldBe(LineState.Missing);
        State(RequirementKind.ModuleTest, [corrected[2], corrected[3], corrected[0], corrected[1]]).ShouldBe(LineState.Missing);
        State(RequirementKind.ModuleTest, [.. corrected[..3], Passed(1, attempt: 2, version: 6)]).ShouldBe(LineState.Met);
    }

    [Fact]
    public void A_test_of_a_module_that_is_not_the_editions_counts_for_nothing() =>
        Spec.Given<Ledger>([.. Complete, Failed(9)]).State.IsComplete().ShouldBeTrue();

    [Fact]
    public void Attendance_out_of_reach_says_so() => State(RequirementKind.Attendance, OutOfReach()).ShouldBe(LineState.Unreachable);

    [Fact]
    public void What_is_not_required_is_met()
    {
        var lenient = new RequirementsFixed(EditionId, PersonId, Demanded with { Thresholds = new Thresholds(0, 0, 50) });
        Spec.Given<Ledger>(lenient, Seat(), Passed(1), Passed(2)).State.IsComplete().ShouldBeTrue();
    }

    [Fact]
    public void It_was_completed_when_the_last_requirement_was_met() => Spec.Given<Ledger>(Complete).State.CompletedAt().ShouldBe(Day(22));

    [Fact]
    public void Every_line_has_its_reason_in_both_languages() =>
        ((Ledger[])[Spec.Given<Ledger>(Fixed).State, Spec.Given<Ledger>(Complete).State, Spec.Given<Ledger>(Fixed, Lost(), OutOfReach(), Failed(1), Failed(2)).State])
            .SelectMany(l => l.Lines()).ShouldAllBe(l => l.Because.En.Length > 10 && l.Because.Pt.Length > 10 && l.Because.En != l.Because.Pt);
}

/// <summary>Any order, any number of repeats: the same ledger in the end, and one certificate.</summary>
public sealed class PermutationProperties
{
    private static readonly IFact[] Facts =
    [
        Seat(1), Lost(2), Seat(3), OutOfReach(1), Attended(2), Involved(),
        Failed(1, attempt: 1), Passed(1, attempt: 2), Failed(2, version: 1), Passed(2, version: 2),
    ];

    private static readonly string Expected = Written(Facts.Cast<object>().Append(Fixed).Aggregate(Ledger.Initial, (l, e) => l.Apply(e)));

    [Fact]
    public void Give_the_same_ledger_and_exactly_one_certificate() =>
        (from repeats in Gen.Int[1, 3].Array[Facts.Length + 1]
         from seed in Gen.Int
         select Shuffled(repeats, seed)).Sample(arrivals =>
         {
             var (edition, ledger, certificate, issued) = (Edition.Initial, Ledger.Initial, Certificate.Initial, 0);
             foreach (var fact in arrivals)
             {
                 // Null stands for the edition's definition, which may come at any point, too.
                 edition = fact is null ? edition.Define(EditionId, Demanded).Events.Aggregate(edition, (e, x) => e.Apply(x)) : edition;
                 ledger = ledger.Record(fact, EditionId, PersonId, edition.Requirements).Events.Aggregate(ledger, (l, e) => l.Apply(e));
                 var decided = certificate.Issue(ledger, erased: false, Draw, Now);
                 certificate = decided.Events.Aggregate(certificate, (c, e) => c.Apply(e));
                 issued += decided.Events.Count;
             }

             return issued == 1 && Written(ledger) == Expected;
         }, iter: 2000);

    private static IFact?[] Shuffled(int[] repeats, int seed)
    {
        IFact?[] arrivals = [.. Facts.Append(null).SelectMany((fact, i) => Enumerable.Repeat(fact, repeats[i]))];
        new Random(seed).Shuffle(arrivals);
        return arrivals;
    }

    private static string Written(Ledger ledger) => JsonSerializer.Serialize(ledger);
}

public sealed class EditionAndPersonSpecs
{
    [Fact]
    public void An_edition_defines_its_requirements() =>
        Spec.Given<Edition>().When(e => e.Define(EditionId, Demanded)).Then(new RequirementsDefined(EditionId, Demanded));

    [Fact]
    public void What_it_demanded_first_stands() =>
        Spec.Given<Edition>(new RequirementsDefined(EditionId, Demanded)).When(e => e.Define(EditionId, Demanded with { Hours = 1 })).ThenNothing();

    [Fact]
    public void A_person_is_erased_once() => Spec.Given<Person>().ThenARepeatAddsNothing(p => p.Erase(PersonId));

    [Fact]
    public void A_person_is_erased() => Spec.Given<Person>().When(p => p.Erase(PersonId)).Then(new PersonErased(PersonId));
}
