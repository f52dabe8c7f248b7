using System.Text.Json;

namespace HumanRights.Demo;

public sealed record Words(string En, string Pt);

public sealed record Thresholds(int AttendancePercent, int InvolvementPoints, int PassMarkPercent);

public sealed record Objective(string Letter, Words Words);

public sealed record Option(string Id, Words Text, bool Correct);

public sealed record Item(string Kind, Words Prompt, IReadOnlyList<Option> Options);

/// <summary>Hours are of classes.</summary>
public sealed record Module(
    int Number, Words Title, decimal Hours, IReadOnlyList<string> Objectives, IReadOnlyList<string> ContributingEntities, IReadOnlyList<Item> Items);

public sealed record Webinar(Words Title, IReadOnlyList<string> Contributors);

/// <summary>An edition that was held, with the figures documented of it. Satisfaction is an average of 1 to 7, to one decimal.</summary>
public sealed record HeldEdition(int Number, DateOnly NominalStart, int Seats, int Certificates, decimal Satisfaction)
{
    public Guid Id => Named.Edition(Number);
}

public sealed record EditionInPreparation(int Number, int Seats)
{
    public Guid Id => Named.Edition(Number);
}

/// <summary>An organisation with a project; title and summary only where there is something to tell.</summary>
public sealed record Organisation(
    string Code, Words Name, IReadOnlyList<string> Topics, IReadOnlyList<int> Goals, Words? Title = null, Words? Summary = null);

/// <summary>The programme as documented (programme.json says by whom, and what is invented).</summary>
public sealed record Facts(
    Words Title, decimal Hours, Thresholds Thresholds, IReadOnlyList<Objective> Objectives, IReadOnlyList<Module> Modules,
    Webinar Opening, Webinar Closing, IReadOnlyList<HeldEdition> Editions, EditionInPreparation InPreparation,
    IReadOnlyList<Organisation> Developing, Organisation Implemented)
{
    public IEnumerable<Organisation> Projects => [.. Developing, Implemented];

    public static Facts Read()
    {
        using var file = typeof(Facts).Assembly.GetManifestResourceStream("programme.json")!;
        return JsonSerializer.Deserialize<Facts>(file, JsonSerializerOptions.Web)!;
    }
}
