namespace HumanRights.Demo;

/// <summary>What becomes of an invented person in their edition.</summary>
enum Fate
{
    Finishes,
    MissesClasses,
    FailsATest,
    StaysSilent,

    /// <summary>Gives the seat up; the first who waits gets it.</summary>
    Withdraws,
    StaysWaiting,
}

/// <summary>One invented person, plainly so by name and by an address nobody can have (RFC 2606).</summary>
sealed record Part(int Number, int Edition, Fate Fate, bool Waits, string Organisation)
{
    public string Name => $"participant-{Number:D4}";

    public string Email => $"{Name}@example.invalid";

    /// <summary>Had a seat to the end.</summary>
    public bool TakesPart => Fate is not (Fate.Withdraws or Fate.StaysWaiting);
}

/// <summary>A part and whoever plays it: their id, and their own access token.</summary>
sealed record Player(Part Part, Guid Id, Account Account);

/// <summary>
/// Who registers for the held editions. Each has as many finishers as certificates are documented, and others, so that these
/// come of rules: some miss classes, fail a test, stay silent, withdraw or only ever wait.
/// </summary>
static class Cast
{
    static readonly Fate[] Unfinished = [Fate.MissesClasses, Fate.FailsATest, Fate.StaysSilent];

    public static IReadOnlyList<Part> Of(Facts facts)
    {
        var authors = Authors(facts).ToDictionary(a => (a.Edition, a.Index), a => a.Organisation.Code);
        var people = facts.Editions.SelectMany(edition => Enumerable.Range(0, edition.Seats + 2).Select(index => (edition, index)));
        return
        [
            .. people.Select((p, i) => new Part(
                i + 1, p.edition.Number, FateOf(p.edition, p.index), Waits: p.index >= p.edition.Seats,
                authors.GetValueOrDefault((p.edition.Number, p.index), $"organisation-{(i % 20) + 1:D2}"))),
        ];
    }

    /// <summary>Which finisher brings which organisation's project: the editions take turns.</summary>
    public static IEnumerable<(Organisation Organisation, int Edition, int Index)> Authors(Facts facts) =>
        facts.Projects.Select((o, i) => (o, facts.Editions[i % facts.Editions.Count].Number, i / facts.Editions.Count));

    // The last who takes a seat leaves it to the first who waits; the second who waits goes on waiting.
    static Fate FateOf(HeldEdition edition, int index) => index switch
    {
        _ when index < edition.Certificates => Fate.Finishes,
        _ when index == edition.Seats - 1 => Fate.Withdraws,
        _ when index == edition.Seats + 1 => Fate.StaysWaiting,
        _ => Unfinished[index % Unfinished.Length],
    };

    /// <summary>Whole ratings from 1 to 7 with that average, as exact as whole numbers can be, and not all alike.</summary>
    public static IReadOnlyList<int> Ratings(int count, decimal average)
    {
        var total = (int)decimal.Round(average * count);
        var ratings = Enumerable.Range(0, count).Select(i => (total / count) + (i < total % count ? 1 : 0)).ToArray();
        // Opinions differ: one more here is one less there.
        for (var (up, down) = (0, count - 1); up < down; up += 3, down -= 3)
        {
            if (ratings[up] == 7 || ratings[down] == 1) continue;
            ratings[up]++;
            ratings[down]--;
        }

        return ratings;
    }
}
