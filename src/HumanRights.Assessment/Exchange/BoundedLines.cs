using System.Text;

namespace HumanRights.Assessment.Exchange;

/// <summary>Lines of a text, of which no more is held than <paramref name="longest"/> characters and one: a line may be as long as the file.</summary>
internal sealed class BoundedLines(TextReader reader, int longest)
{
    private readonly char[] buffer = new char[8192];
    private int at;
    private int filled;

    /// <value>The number of the line last read, 1-based.</value>
    public int Line { get; private set; }

    public async ValueTask<string?> ReadAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        for (var read = false; ; read = true)
        {
            if (at == filled)
            {
                (at, filled) = (0, await reader.ReadAsync(buffer.AsMemory(), cancellation));
                if (filled == 0)
                {
                    Line += read ? 1 : 0;
                    return read ? line.ToString() : null;
                }
            }

            var end = Array.IndexOf(buffer, '\n', at, filled - at);
            var until = end < 0 ? filled : end;
            line.Append(buffer, at, Math.Min(until - at, longest + 1 - line.Length));
            at = end < 0 ? filled : end + 1;
            if (end >= 0)
            {
                Line++;
                return line.ToString();
            }
        }
    }
}
