using System.Text;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Integration;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Questions;
using HumanRights.TestKit;
using Marten;
using static HumanRights.Assessment.Tests.Samples;

namespace HumanRights.Assessment.Tests.Contracts;

public sealed class StoredEvents(AssessmentService assessment)
{
    [Fact]
    public void Are_written_and_read_as_committed() => Golden.CheckStored(assessment.Service.Store, AssessmentOutbound.Map, Samples.Events);

    /// <summary>Beside the form without optional members, which is that of the events stored first.</summary>
    public static TheoryData<string, object> Fuller => new()
    {
        {
            "test-composed-by-rule",
            Composed() with
            {
                Sections = [new Section(1, ItemKind.SingleChoice, "voting", "a", 2.5m, [Vote]), new Section(1, null, null, null, null, [Rights])],
                DrawnBy = 7,
                Policy = new TestPolicy(Counting.Average, Feedback.RightOrWrong, true, false),
                Rehearsal = 3,
            }
        },
        { "result-released-average", Released with { AverageOf = 3 } },
        { "result-released-anew", Released with { Counts = false, CountedBefore = true } },
        {
            "attempt-started-by-rule",
            Started() with { Items = [new PlacedItem(Vote, 1, ItemKind.SingleChoice, ["c", "a", "b"]) { Weight = 2.5m }] }
        },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Fuller))]
    public void With_all_their_members_too(string name, object sample)
    {
        var serializer = ((DocumentStore)assessment.Service.Store).Options.Serializer();
        var written = Golden.Check(Here(), name, serializer.ToCleanJson(sample));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(written));
        serializer.ToCleanJson(serializer.FromJson(sample.GetType(), stream)).ShouldBe(serializer.ToCleanJson(sample));
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string file = "") => file;
}
