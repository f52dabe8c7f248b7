using System.Text;
using HumanRights.Assessment.Exchange;
using HumanRights.EventSourcing;

namespace HumanRights.Assessment.Tests.Exchange;

/// <summary>What spoils a file spoils the whole of it, however far into it that is.</summary>
public sealed class WholeFileSpecs
{
    private static async Task<Rejection?> RefusedAsync(string format, byte[] file)
    {
        using var stream = new MemoryStream(file);
        return await WholeFile.RefusedAsync(FileFormat.Of(format)!.Read(stream, default));
    }

    internal static byte[] Hostile(string name) => File.ReadAllBytes(Reading.Path("hostile/" + name));

    /// <summary>A name, the file, and where it is spoilt: its line, and how many questions stand before.</summary>
    public static TheoryData<string, string, byte[], int, int> Spoilt => new()
    {
        // Of a document type the parser does not say where it stands.
        { "an entity bomb", "moodle", Hostile("entity-bomb.moodle.xml"), 1, 0 },
        { "external entities", "moodle", Hostile("external-entity.moodle.xml"), 1, 0 },
        { "an entity nobody declared", "moodle", Hostile("undeclared-entity.moodle.xml"), 10, 1 },
        { "cut off", "moodle", Hostile("cut.moodle.xml"), 10, 1 },
        { "not text", "gift", [.. "One? {T}\n\nTwo? {T}\n\n"u8, .. new byte[9000].Select(_ => (byte)'x'), 0xE9], 5, 2 },
        { "an entity bomb of its own", "qti", Hostile("entity-bomb.qti.xml"), 1, 0 },
        { "an entity bomb in a package", "qti", QtiSpecs.Package(("a.xml", QtiSpecs.Essay()), ("b.xml", Hostile("entity-bomb.qti.xml")), QtiSpecs.ManifestOf(("imsqti_item_xmlv2p1", "a.xml"), ("imsqti_item_xmlv2p1", "b.xml"))), 1, 1 },
        { "a way out of the package", "qti", QtiSpecs.Package(("a.xml", QtiSpecs.Essay()), QtiSpecs.ManifestOf(("imsqti_item_xmlv2p1", "a.xml"), ("imsqti_item_xmlv2p1", "../../etc/passwd"))), 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Spoilt), DisableDiscoveryEnumeration = true)]
    public async Task Is_refused_with_the_place_where_it_is_spoilt(string what, string format, byte[] file, int line, int before)
    {
        var refused = (await RefusedAsync(format, file)).ShouldNotBeNull(what);
        (refused.Code, refused.Kind, (int)refused.Facts["line"]!, (int)refused.Facts["questionsBefore"]!).ShouldBe(("broken-file", RejectionKind.Invalid, line, before));
        refused.Reason.En.ShouldContain($"ine {line} (questions before it: {before}): ");
        refused.Reason.En.ShouldEndWith(" Nothing of the file was taken.");
        refused.Reason.Pt.ShouldEndWith(" Nada do ficheiro foi aceite.");
    }

    [Fact]
    public async Task More_questions_than_a_file_may_have_are_too_many()
    {
        var file = new StringBuilder().Insert(0, "One? {T}\n\n", WholeFile.MostQuestions);
        (await RefusedAsync("gift", Encoding.UTF8.GetBytes(file.ToString()))).ShouldBeNull();
        var refused = await RefusedAsync("gift", Encoding.UTF8.GetBytes(file.Append("Two? {T}").ToString()));
        (refused!.Code, (int)refused.Facts["line"]!).ShouldBe(("too-many-questions", (2 * WholeFile.MostQuestions) + 1));
    }

    [Fact]
    public async Task A_question_that_cannot_be_taken_is_no_matter_of_the_files()
    {
        (await RefusedAsync("gift", await File.ReadAllBytesAsync(Reading.Path("bank.gift.txt")))).ShouldBeNull();
        (await RefusedAsync("moodle", await File.ReadAllBytesAsync(Reading.Path("bank.moodle.xml")))).ShouldBeNull();
        (await RefusedAsync("qti", QtiSpecs.ByHand())).ShouldBeNull();
    }
}
