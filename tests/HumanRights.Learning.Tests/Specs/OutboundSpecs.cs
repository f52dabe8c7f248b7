using HumanRights.EventSourcing;
using HumanRights.Learning.Courses;
using HumanRights.Learning.Integration;
using HumanRights.Learning.Participations;
using static HumanRights.Learning.Tests.Samples;
using Published = HumanRights.Contracts.Learning;

namespace HumanRights.Learning.Tests.Specs;

public sealed class OutboundSpecs
{
    private static IReadOnlyList<object> Map(object e) => LearningOutbound.Map.Map(e, new EventFacts(Id(1), "stream", After));

    public static TheoryData<object, object> Public => new()
    {
        { TheClass, new Published.SessionScheduled(EditionId, ClassId, "class", 1, Class, Class.AddHours(4)) },
        { OpeningWebinar, new Published.SessionScheduled(EditionId, OpeningId, "opening-webinar", null, Opening, Opening.AddHours(2)) },
        { ClosingWebinar, new Published.SessionScheduled(EditionId, ClosingId, "closing-webinar", null, Closing, Closing.AddHours(2)) },
        { new AttendanceRequirementMet(EditionId, Person(1), 400, 480, 80), new Published.AttendanceRequirementMet(EditionId, Person(1), 400, 480, 80) },
        {
            new AttendanceRequirementUnreachable(EditionId, Person(1), 0, 240, 480, 80),
            new Published.AttendanceRequirementUnreachable(EditionId, Person(1), 0, 240, 480, 80)
        },
        { new InvolvementRequirementMet(EditionId, Person(1), 4, 3), new Published.InvolvementRequirementMet(EditionId, Person(1), 4, 3) },
        { new FeedbackClosed(EditionId, 25, 5.9m, [0, 0, 0, 0, 3, 22, 0]), new Published.FeedbackSummarised(EditionId, 25, 5.9m) },
    };

    [Theory]
    [MemberData(nameof(Public), DisableDiscoveryEnumeration = true)]
    public void What_others_need_is_published(object stored, object published) => Map(stored).ShouldBe([published]);

    [Fact]
    public void A_small_groups_feedback_is_not_published() => Map(new FeedbackClosed(EditionId, 4, null, null)).ShouldBeEmpty();

    [Fact]
    public void That_somebody_answered_is_not_published() => Map(new FeedbackGiven(EditionId, Person(1))).ShouldBeEmpty();
}
