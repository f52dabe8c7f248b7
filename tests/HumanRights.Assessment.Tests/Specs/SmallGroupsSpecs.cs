using CsCheck;
using HumanRights.Assessment.Insight;

namespace HumanRights.Assessment.Tests.Specs;

public sealed class SmallGroupsSpecs
{
    [Theory]
    [InlineData("20,10,8,12", "")]
    [InlineData("20,10,8,3", "8,3")]
    [InlineData("20,10,0,0", "")]
    [InlineData("20,10,0,3", "10,3")]
    [InlineData("20,10,2,3", "2,3")]
    [InlineData("20,10,1,3", "10,1,3")]
    [InlineData("20,3", "20,3")]
    [InlineData("3,0,0", "3,0,0")]
    public void Small_counts_are_left_out_with_what_would_tell_them(string cells, string hidden)
    {
        int[] counts = [.. cells.Split(',').Select(int.Parse)];
        string.Join(',', counts.Where((_, i) => SmallGroups.Hidden(counts, 5)[i])).ShouldBe(hidden);
    }

    [Fact]
    public void A_number_that_is_known_anyway_hides_no_other()
    {
        // The right option, which the difficulty tells: the three who are left must not be told by the rows that are not.
        SmallGroups.Hidden([47, 3, 0, 0, 0], 5, known: 0).ShouldBe([false, true, true, true, true]);
        SmallGroups.Hidden([30, 3, 10, 7, 0], 5, known: 0).ShouldBe([false, true, false, true, false]);
        SmallGroups.Hidden([3, 40, 10], 5, known: 0).ShouldBe([false, false, false]);
    }

    /// <summary>Whoever knows the total and the cells given finds for every small number left out at least two that it could be.</summary>
    [Fact]
    public void Nobody_can_work_out_a_small_number() => Gen.Int[0, 9].Array[3, 5].Where(cells => cells.Sum() >= 4).Sample(cells =>
    {
        const int smallest = 4;
        var hidden = SmallGroups.Hidden(cells, smallest);
        var possible = Tables([.. cells.Select((c, i) => hidden[i] ? (int?)null : c)], cells.Sum()).ToList();
        return cells.Index().Where(c => c.Item is > 0 and < smallest).All(c => hidden[c.Index] && possible.Select(t => t[c.Index]).Distinct().Count() > 1);
    });

    /// <summary>All ways to fill the gaps up to the total.</summary>
    private static IEnumerable<int[]> Tables(int?[] cells, int total)
    {
        var gap = Array.FindIndex(cells, c => c is null);
        if (gap < 0)
        {
            return cells.Sum() == total ? [[.. cells.Select(c => c!.Value)]] : [];
        }

        return Enumerable.Range(0, Math.Max(0, total - cells.Sum(c => c ?? 0)) + 1)
            .SelectMany(value => Tables([.. cells.Select((c, i) => i == gap ? value : c)], total));
    }
}
