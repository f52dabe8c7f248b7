namespace HumanRights.Assessment.ModuleTests;

/// <summary>
/// Draws items for sections whose pools may overlap, no item twice. Where the free items of a pool run out, an item drawn before is
/// exchanged for another along a chain of sections (augmenting paths), so that a draw falls short only if every draw would.
/// </summary>
public static class Draw
{
    /// <summary>For each section its items, <see cref="Section.Count"/> of them where the pools suffice; the same seed draws the same.</summary>
    public static IReadOnlyList<IReadOnlyList<Guid>> From(IReadOnlyList<Section> sections, int seed)
    {
        // The sequence of a seeded generator is the same on every runtime; what it drew is stored besides.
        var chance = new Random(seed);
        Guid[][] pools = [.. sections.Select(s => Shuffled(s.Pool, chance))];
        int[] places = [.. sections.SelectMany((s, i) => Enumerable.Repeat(i, s.Count))];
        var taken = new Dictionary<Guid, int>();
        for (var place = 0; place < places.Length; place++)
        {
            Fill(place, []);
        }

        return [.. sections.Select((_, i) => pools[i].Where(id => taken.TryGetValue(id, out var place) && places[place] == i).ToList())];

        bool Fill(int place, HashSet<Guid> tried)
        {
            foreach (var id in pools[places[place]].OrderBy(taken.ContainsKey))
            {
                if (tried.Add(id) && (!taken.TryGetValue(id, out var other) || (places[other] != places[place] && Fill(other, tried))))
                {
                    taken[id] = place;
                    return true;
                }
            }

            return false;
        }
    }

    private static Guid[] Shuffled(IReadOnlyList<Guid> pool, Random chance)
    {
        Guid[] shuffled = [.. pool];
        chance.Shuffle(shuffled);
        return shuffled;
    }
}
