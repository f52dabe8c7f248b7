using CsCheck;
using HumanRights.AmbassadorNetwork.Ambassadors;
using static HumanRights.AmbassadorNetwork.Tests.Samples;

namespace HumanRights.AmbassadorNetwork.Tests.Specs;

public sealed class CertificatesInAnyOrder
{
    [Fact]
    public void Leave_those_issued_and_not_revoked() =>
        Gen.Int[0, 5].Array[0, 12].Sample(messages =>
        {
            var ambassador = messages.Aggregate(Ambassador.Initial, (a, m) =>
                (Revokes(m) ? a.CertificateRevoked(PersonId, Certificate(m / 2)) : a.CertificateIssued(PersonId, Certificate(m / 2)))
                .Events.Aggregate(a, (state, e) => state.Apply(e)));
            var valid = messages.Where(m => !Revokes(m)).Select(m => m / 2).Except(messages.Where(Revokes).Select(m => m / 2));
            return ambassador.Certificates.ToHashSet().SetEquals(valid.Select(Certificate)) && ambassador.MayJoin == valid.Any();
        });

    private static bool Revokes(int message) => message % 2 == 1;
}
