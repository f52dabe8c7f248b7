namespace HumanRights.Assessment.Insight;

/// <summary>Mean and spread in one pass (Welford 1962): no difference of large sums, so nothing is lost however many values come.</summary>
public sealed class Moments
{
    private double squares;

    public int Count { get; private set; }

    public double Mean { get; private set; }

    /// <value>The sample's, over n - 1; absent below two values.</value>
    public double? Variance => Count < 2 ? null : squares / (Count - 1);

    public void Add(double value)
    {
        Count++;
        var before = value - Mean;
        Mean += before / Count;
        squares += before * (value - Mean);
    }
}

/// <summary>How two values go together, in one pass.</summary>
public sealed class Together
{
    private int count;
    private double meanX, meanY, squaresX, squaresY, products;

    public void Add(double x, double y)
    {
        count++;
        var (beforeX, beforeY) = (x - meanX, y - meanY);
        meanX += beforeX / count;
        meanY += beforeY / count;
        squaresX += beforeX * (x - meanX);
        squaresY += beforeY * (y - meanY);
        products += beforeX * (y - meanY);
    }

    /// <summary>
    /// Pearson's correlation within groups: deviations are from each group's own means, so that groups that differ as a whole correlate nothing.
    /// Absent where one of the two does not vary.
    /// </summary>
    public static double? Correlation(params IReadOnlyList<Together> groups)
    {
        var (x, y) = (groups.Sum(g => g.squaresX), groups.Sum(g => g.squaresY));
        return x > 0 && y > 0 ? Math.Clamp(groups.Sum(g => g.products) / Math.Sqrt(x) / Math.Sqrt(y), -1, 1) : null;
    }
}

/// <summary>How often each value came: as large as there are different values, however many come.</summary>
public sealed class Tally
{
    private readonly SortedDictionary<decimal, int> counts = [];

    public int Count { get; private set; }

    public void Add(decimal value, int times = 1)
    {
        counts[value] = counts.GetValueOrDefault(value) + times;
        Count += times;
    }

    public static Tally Of(IEnumerable<Tally> parts)
    {
        var whole = new Tally();
        foreach (var (value, times) in parts.SelectMany(p => p.counts))
        {
            whole.Add(value, times);
        }

        return whole;
    }

    /// <summary>How many values are from <paramref name="from"/> to below <paramref name="to"/>.</summary>
    public int Between(decimal from, decimal to) => counts.Where(c => c.Key >= from && c.Key < to).Sum(c => c.Value);

    /// <summary>The value of this rank, 0 for the lowest.</summary>
    public decimal At(int rank)
    {
        foreach (var (value, times) in counts)
        {
            if ((rank -= times) < 0)
            {
                return value;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(rank));
    }

    /// <summary>The quantile between the two values nearest to it (type 7 of Hyndman and Fan 1996).</summary>
    /// <param name="share">0 to 1.</param>
    public decimal Quantile(decimal share)
    {
        var rank = (Count - 1) * share;
        var (below, above) = (At((int)rank), At((int)Math.Ceiling(rank)));
        return below + ((rank - (int)rank) * (above - below));
    }
}
