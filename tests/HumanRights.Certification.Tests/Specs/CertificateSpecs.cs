using CsCheck;
using HumanRights.Certification.Certificates;
using HumanRights.Certification.Ledgers;
using HumanRights.EventSourcing;
using static HumanRights.Certification.Tests.Samples;
using Spec = HumanRights.TestKit.Spec;

namespace HumanRights.Certification.Tests.Specs;

public sealed class IssueCertificateSpecs
{
    private static Func<Certificate, Decision> Issue(object[] ledger, bool erased = false) =>
        certificate => certificate.Issue(Spec.Given<Ledger>(ledger).State, erased, Draw, Now);

    [Fact]
    public void A_complete_ledger_earns_it() => Spec.Given<Certificate>().When(Issue(Complete)).Then(Issued);

    [Fact]
    public void An_incomplete_ledger_does_not() => Spec.Given<Certificate>().When(Issue(Complete[..^1])).ThenNothing();

    [Fact]
    public void It_is_issued_once() => Spec.Given<Certificate>().ThenARepeatAddsNothing(Issue(Complete));

    [Fact]
    public void A_revoked_one_is_not_issued_again() => Spec.Given<Certificate>(Issued, Revoked).When(Issue(Complete)).ThenNothing();

    [Fact]
    public void Who_was_erased_gets_none() => Spec.Given<Certificate>().When(Issue(Complete, erased: true)).ThenNothing();
}

public sealed class RevokeCertificateSpecs
{
    private static Func<Certificate, Decision> Revoke(RevocationReason reason) => certificate => certificate.Revoke(reason, Now.AddDays(1));

    [Fact]
    public void An_issued_one_is_revoked_with_its_reason() =>
        Spec.Given<Certificate>(Issued).When(Revoke(RevocationReason.IssuedInError)).Then(Revoked);

    [Fact]
    public void A_repeat_adds_nothing() => Spec.Given<Certificate>(Issued).ThenARepeatAddsNothing(Revoke(RevocationReason.HolderRequest));

    [Fact]
    public void The_first_reason_stands() =>
        Spec.Given<Certificate>(Issued, Revoked).When(Revoke(RevocationReason.ObtainedByFraud)).ThenRejected("certificate-already-revoked");

    [Fact]
    public void What_was_never_issued_cannot_be_revoked() =>
        Spec.Given<Certificate>().When(Revoke(RevocationReason.IssuedInError)).ThenRejected("not-found");

    [Fact]
    public void Every_reason_has_a_code_and_words_of_its_own()
    {
        var reasons = Enum.GetValues<RevocationReason>();
        reasons.Select(r => r.Code()).Distinct().Count().ShouldBe(reasons.Length);
        reasons.Select(r => r.Words()).Distinct().Count().ShouldBe(reasons.Length);
    }
}

public sealed class CertificateNumberSpecs
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly Gen<string> Numbers =
        Gen.Select(Gen.Int[2020, 2099], Gen.Char[Alphabet].Array[10], (year, drawn) => CertificateNumber.Format(year, new string(drawn)));

    [Fact]
    public void Has_a_form_that_can_be_typed() => CertificateNumber.Format(2026, Draw).ShouldMatch("^HR-2026-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$");

    [Fact]
    public void Is_drawn_from_characters_that_cannot_be_misread() => CertificateNumber.Draw().ShouldMatch($"^[{Alphabet}]{{10}}$");

    [Fact]
    public void Is_read_however_it_is_typed() => Numbers.Sample(n =>
        ((string[])[n, n.ToLowerInvariant(), n.Replace('-', ' '), n.Replace("-", "", StringComparison.Ordinal), $" {n[3..]} ", n.Replace('0', 'o').Replace('1', 'l'), n.Replace('-', '–')])
        .All(typed => CertificateNumber.Parse(typed) == n));

    [Fact]
    public void Any_one_wrong_character_is_found() => Gen.Select(Numbers, Gen.Int[0, 15], Gen.Char[Alphabet]).Sample((n, at, c) =>
    {
        var typed = n[3..].Replace("-", "", StringComparison.Ordinal).ToCharArray();
        if (typed[at] == c)
        {
            return true;
        }

        typed[at] = c;
        return CertificateNumber.Parse(new string(typed)) is null;
    });

    [Fact]
    public void Any_two_neighbours_swapped_are_found() => Gen.Select(Numbers, Gen.Int[0, 14]).Sample((n, at) =>
    {
        var typed = n[3..].Replace("-", "", StringComparison.Ordinal).ToCharArray();
        (typed[at], typed[at + 1]) = (typed[at + 1], typed[at]);
        return typed[at] == typed[at + 1] || CertificateNumber.Parse(new string(typed)) is null;
    });

    [Theory]
    [InlineData("")]
    [InlineData("HR")]
    [InlineData("HR-2026")]
    [InlineData("HR-2026-UUUU-UUUU-UUUU")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("ＨＲ-２０２６")]
    public void Anything_else_is_none(string typed) => CertificateNumber.Parse(typed).ShouldBeNull();
}
