using System.Collections.Immutable;
using HumanRights.AmbassadorNetwork.Projects;
using HumanRights.EventSourcing;

namespace HumanRights.AmbassadorNetwork.Practices;

/// <summary>
/// A verified project as the Guide tells it: the organisation's text, edited for publication in both languages. It is a
/// copy without the author, and stays when the author's own words are erased.
/// </summary>
public sealed record Practice(Organisation Organisation, Text Title, Text Summary, IReadOnlyList<string> Topics, IReadOnlyList<int> Goals);

/// <summary>A practice entered the Guide, which thereby became version <paramref name="GuideVersion"/>.</summary>
public sealed record PracticePublished(Guid PracticeId, Guid ProjectId, int GuideVersion, Practice Practice);

public sealed record Guide(int Version, ImmutableDictionary<Guid, PracticePublished> ByProject) : IState<Guide>
{
    public const string Stream = "guide";

    public static Guide Initial { get; } = new(0, ImmutableDictionary<Guid, PracticePublished>.Empty);

    public Guide Apply(object @event) => @event switch
    {
        PracticePublished e => new Guide(e.GuideVersion, ByProject.Add(e.ProjectId, e)),
        _ => this,
    };
}
