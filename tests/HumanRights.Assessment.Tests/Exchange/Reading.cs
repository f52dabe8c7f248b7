using System.Runtime.CompilerServices;
using HumanRights.Assessment.Exchange;

namespace HumanRights.Assessment.Tests.Exchange;

internal static class Reading
{
    public static async Task<List<FileQuestion>> AllAsync(string format, byte[] file)
    {
        using var stream = new MemoryStream(file);
        var read = new List<FileQuestion>();
        await foreach (var question in FileFormat.Of(format)!.Read(stream, default))
        {
            read.Add(question);
        }

        return read;
    }

    /// <summary>Of a file committed beside the tests.</summary>
    public static string Path(string name) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Here())!, "files", name);

    private static string Here([CallerFilePath] string file = "") => file;
}
