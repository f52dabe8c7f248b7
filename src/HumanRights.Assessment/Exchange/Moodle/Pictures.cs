using System.Net;
using HumanRights.Assessment.Questions;

namespace HumanRights.Assessment.Exchange.Moodle;

/// <summary>A medium in the HTML of Moodle: its files are called by name after a sign of its own.</summary>
internal static class Pictures
{
    public const string Sign = "@@PLUGINFILE@@/";

    /// <summary>As the value of an attribute, or as a text.</summary>
    public static string Encoded(string text) => WebUtility.HtmlEncode(text).Replace("{", "&#123;", StringComparison.Ordinal).Replace("\n", "&#10;", StringComparison.Ordinal);

    private static readonly string[] Sounds = [".mp3", ".ogg", ".wav"];

    public static Func<string, bool, string> Of(IReadOnlyList<Media> media) => (name, inEnglish) =>
        media.FirstOrDefault(m => m.Name == name) is not { } medium ? ""
        : Encoded(inEnglish ? medium.Alternative.En : medium.Alternative.Pt) is var alternative && Sounds.Contains(Path.GetExtension(name).ToLowerInvariant())
            ? $"""<audio controls="controls" src="{Sign}{name}" aria-label="{alternative}"></audio>"""
            : $"""<img src="{Sign}{name}" alt="{alternative}"/>""";
}
