using System.IO.Compression;
using System.Text;
using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Items;

namespace HumanRights.Assessment.Tests.Exchange;

public sealed class QtiSpecs
{
    private const string Manifest = "<manifest xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\"><resources>{0}</resources></manifest>";

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1];

    internal static byte[] Package(params (string Path, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in entries)
            {
                using var entry = archive.CreateEntry(path).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    internal static (string, byte[]) ManifestOf(params (string Type, string Path)[] resources) => ("imsmanifest.xml", Encoding.UTF8.GetBytes(
        Manifest.Replace("{0}", string.Concat(resources.Select(r => $"<resource identifier=\"r\" type=\"{r.Type}\" href=\"{r.Path}\"/>")))));

    private static byte[] Item(string inside, string identifier = "Q1", string title = "One") => Encoding.UTF8.GetBytes(
        $"""<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="{identifier}" title="{title}" adaptive="false" timeDependent="false">{inside}</assessmentItem>""");

    internal static byte[] Essay(string prompt = "Why?") => Item($"<itemBody><extendedTextInteraction responseIdentifier=\"RESPONSE\"><prompt>{prompt}</prompt></extendedTextInteraction></itemBody>");

    /// <summary>The items written by hand beside the tests, in one package.</summary>
    internal static byte[] ByHand()
    {
        string[] names = ["choice", "multiple", "truefalse", "match", "associate", "number", "text", "gap", "essay", "order", "two", "partial"];
        return Package(
        [
            .. names.Select(n => ($"items/{n}.xml", File.ReadAllBytes(Reading.Path($"qti/{n}.xml")))), ("images/sign.png", Png),
            ManifestOf([("imsqti_test_xmlv2p1", "test.xml"), .. names.Select(n => ("imsqti_item_xmlv2p1", $"items/{n}.xml")), ("imsqti_item_xmlv2p1", "items/absent.xml"), ("webcontent", "images/sign.png")]),
        ]);
    }

    private static async Task<FileQuestion> OneAsync(byte[] item) => (await Reading.AllAsync("qti", item)).ShouldHaveSingleItem();

    [Fact]
    public async Task A_package_of_every_kind_is_read()
    {
        var read = await Reading.AllAsync("qti", ByHand());
        read.Select(q => (q.Number, q.Path, q.Refused?.Code ?? q.Content!.Kind.ToString())).ShouldBe(
        [
            (1, "imsmanifest.xml", "kind-not-held"), (2, "items/choice.xml", "SingleChoice"), (3, "items/multiple.xml", "MultipleChoice"), (4, "items/truefalse.xml", "TrueFalse"),
            (5, "items/match.xml", "Matching"), (6, "items/associate.xml", "Matching"), (7, "items/number.xml", "Numeric"), (8, "items/text.xml", "ShortText"), (9, "items/gap.xml", "ShortText"),
            (10, "items/essay.xml", "OpenText"), (11, "items/order.xml", "kind-not-held"), (12, "items/two.xml", "kind-not-held"), (13, "items/partial.xml", "SingleChoice"), (14, "imsmanifest.xml", "malformed-question"),
        ]);
        read.Where(q => q.Content is not null).ShouldAllBe(q => Bounds.Exceeded(q.Content!) == null && q.Content!.Content.Incoherence() == null);

        var choice = read[1].Content!;
        (read[1].Key, read[1].Name, read[1].Line, choice.FixedOrder, choice.Weight).ShouldBe(("choice", "Unattended luggage", 2, true, 1m));
        choice.Prompt.En.ShouldBe("Look at the sign: [[sign.png]]\n\nWhat does it say?");
        choice.Media!.Single().Alternative.ShouldBe(new Words("A sign", "A sign"));
        choice.Options!.Select(o => (o.Id, o.Text.En, o.Correct, o.Feedback?.En)).ShouldBe([("choicea", "Stay with it.", true, "Yes."), ("choiceb", "Leave it & go.", false, null)]);
        var multiple = read[2].Content!;
        (multiple.Weight, multiple.FixedOrder).ShouldBe((2m, false));
        multiple.Options!.Select(o => (o.Id, o.Correct, o.CreditPercent)).ShouldBe([("h", true, (decimal?)null), ("o", true, null), ("cl", false, null), ("he", false, -100m)]);
        read[3].Content!.Options!.Select(o => (o.Id, o.Text.Pt, o.Correct)).ShouldBe([("false", "Não", true), ("true", "Sim", false)]);
        read[4].Content!.Options!.Select(o => (o.Id, o.Match)).ShouldBe([("c", "m"), ("d", "r")]);
        read[4].Content!.Targets!.Select(t => t.Text.En).ShouldBe(["A Midsummer Night's Dream", "Romeo and Juliet", "The Tempest"]);
        read[5].Content!.Options!.Select(o => (o.Text.En, read[5].Content!.Targets!.Single(t => t.Id == o.Match).Text.En)).ShouldBe([("Antonio", "Prospero"), ("Capulet", "Montague")]);
        read[6].Content!.Numbers!.Select(n => (n.Value, n.Tolerance, n.CreditPercent)).ShouldBe([(30m, 0m, 100m), (30m, 2m, 50m)]);
        (read[7].Content!.CaseMatters, read[7].Content!.Weight).ShouldBe((false, 1m));
        read[7].Content!.Variants!.Select(v => (v.Pattern, v.CreditPercent)).ShouldBe([("York", 100m), ("a \\* b", 50m)]);
        read[8].Content!.Prompt.En.ShouldBe("Now is the winter of our discontent, made glorious summer by this sun of _____; and all the clouds.");
        (read[9].Content!.Prompt.Pt, read[9].Content!.MarkersNotes!.En, read[9].Content!.Weight).ShouldBe(("Porquê?", "Grounds count.", 4m));
        read[10].Refused!.Reason.En.ShouldContain("orderInteraction");
        (read[12].Content!.Prompt.En, read[12].Content!.FixedOrder, read[12].Content!.Weight).ShouldBe(("Which article is <about> education & training?", false, 2m));
        read[12].Content!.Options!.Select(o => (o.Text.En, o.Correct, o.CreditPercent)).ShouldBe([("26.º", true, (decimal?)null), ("27.º", false, 50m), ("1.º", false, null)]);
    }

    [Fact]
    public async Task A_single_items_file_is_read() => (await OneAsync(Essay())).ShouldSatisfyAllConditions(
        q => (q.Number, q.Path, q.Key, q.Name).ShouldBe((1, null, "Q1", "One")), q => q.Content!.Prompt.ShouldBe(new Words("Why?", "Why?")));

    public static TheoryData<string, byte[]> NoPackages => new()
    {
        { "no manifest", Package(("a.xml", Essay())) },
        { "out of the package", Package(ManifestOf(), ("../a.xml", Essay())) },
        { "from the root", Package(ManifestOf(), ("/etc/passwd", Essay())) },
        { "by a back way", Package(ManifestOf(), ("a/../b.xml", Essay())) },
        { "with other slashes", Package(ManifestOf(), ("..\\a.xml", Essay())) },
        { "twice", Package(ManifestOf(), ("a.xml", Essay()), ("a.xml", Essay())) },
        { "cut", Package(ManifestOf(), ("a.xml", Essay()))[..^30] },
        { "more behind it", [.. Package(ManifestOf()), .. new byte[100_000]] },
        { "no archive at all", [.. "PK\u0003\u0004"u8, .. new byte[100]] },
        { "a manifest with a document type", Package(("imsmanifest.xml", "<!DOCTYPE m [<!ENTITY a \"b\">]><manifest>&a;</manifest>"u8.ToArray())) },
        { "no item", "<quiz/>"u8.ToArray() },
        { "a document type", [.. "<!DOCTYPE assessmentItem SYSTEM \"http://127.0.0.1:1/x.dtd\">"u8, .. Essay()] },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(NoPackages), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_package_is_reported_as_that(string what, byte[] file)
    {
        what.ShouldNotBeEmpty();
        var read = await OneAsync(file);
        (read.Refused!.Code, read.Broken).ShouldBe(("broken-file", true));
    }

    [Fact]
    public async Task An_entry_that_unpacks_to_more_than_it_may_spoils_its_own_item_only()
    {
        var bomb = Package(
            ManifestOf(("imsqti_item_xmlv2p1", "bomb.xml"), ("imsqti_item_xmlv2p1", "shows.xml"), ("imsqti_item_xmlv2p1", "good.xml")), ("bomb.xml", new byte[200_000_000]), ("bomb.png", [.. Png, .. new byte[100_000_000]]),
            ("shows.xml", Essay("<img src=\"bomb.png\" alt=\"b\"/>?")), ("good.xml", Essay()));
        bomb.Length.ShouldBeLessThan(1_000_000);
        (await Reading.AllAsync("qti", bomb)).Select(q => q.Refused?.Code).ShouldBe(["question-too-large", "medium-too-large", null]);
    }

    [Fact]
    public async Task A_package_that_unpacks_to_more_than_packages_may_be_is_given_up()
    {
        var item = Item(new string(' ', 1_000_000));
        var entries = Enumerable.Range(0, 200).Select(i => ($"{i}.xml", item)).ToArray();
        var read = await Reading.AllAsync("qti", Package([ManifestOf([.. entries.Select(e => ("imsqti_item_xmlv2p1", e.Item1))]), .. entries]));
        read[^1].ShouldSatisfyAllConditions(q => q.Broken.ShouldBeTrue(), q => q.Refused!.Reason.En.ShouldStartWith("Unpacked"));
        read.Count.ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData("items/a.xml", "<!DOCTYPE a [<!ENTITY a \"b\">]><assessmentItem/>", "items/a.xml")]
    [InlineData("items/a.xml", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><assessmentItem/>", "items/a.xml")]
    [InlineData("items/a.xml", "<assessmentItem><itemBody>", "items/a.xml")]
    [InlineData("../../etc/passwd", "", "imsmanifest.xml")]
    [InlineData("/etc/passwd", "", "imsmanifest.xml")]
    [InlineData("%2e%2e/a.xml", "", "imsmanifest.xml")]
    [InlineData("http://elsewhere.invalid/a.xml", "", "imsmanifest.xml")]
    public async Task One_items_file_that_means_harm_spoils_its_package(string href, string item, string told)
    {
        var read = await Reading.AllAsync("qti", Package(
            ManifestOf(("imsqti_item_xmlv2p1", "good.xml"), ("imsqti_item_xmlv2p1", href), ("imsqti_item_xmlv2p1", "good.xml")), ("good.xml", Essay()), ("items/a.xml", Encoding.UTF8.GetBytes(item))));
        read.Select(q => (q.Refused?.Code, q.Broken)).ShouldBe([(null, false), ("broken-file", true)]);
        read[1].Path.ShouldBe(told);
    }

    [Fact]
    public async Task An_items_file_that_is_no_item_spoils_nothing_else() =>
        (await Reading.AllAsync("qti", Package(ManifestOf(("imsqti_item_xmlv2p1", "a.xml"), ("imsqti_item_xmlv2p1", "b.xml")), ("a.xml", "<assessmentTest/>"u8.ToArray()), ("b.xml", Essay()))))
            .Select(q => q.Refused?.Code).ShouldBe(["kind-not-held", null]);

    [Theory]
    [InlineData("../../secret.png", "medium-missing")]
    [InlineData("/etc/passwd", "medium-missing")]
    [InlineData("file:///etc/passwd", "medium-elsewhere")]
    [InlineData("https://elsewhere.invalid/x.png", "medium-elsewhere")]
    [InlineData("%2e%2e/%2e%2e/secret.png", "medium-missing")]
    [InlineData("drawing.svg", "not-a-medium")]
    [InlineData("sign.png", null)]
    [InlineData("./sub/../sign.png", null)]
    public async Task Pictures_come_from_the_package_only(string address, string? code)
    {
        var read = await OneAsync(Package(
            ManifestOf(("imsqti_item_xmlv2p1", "items/a.xml")), ("items/a.xml", Essay($"<img src=\"{address}\" alt=\"x\"/>")), ("items/sign.png", Png), ("items/drawing.svg", "<svg/>"u8.ToArray())));
        read.Refused?.Code.ShouldBe(code);
        (read.Refused is null).ShouldBe(code is null);
    }

    [Fact]
    public async Task Scoring_that_says_more_than_the_bank_can_hold_is_refused()
    {
        var read = await OneAsync(Item("""
            <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="float"/>
            <itemBody><p>How many? <textEntryInteraction responseIdentifier="RESPONSE"/></p></itemBody>
            <responseProcessing><responseCondition><responseIf><equal toleranceMode="relative" tolerance="5 5"><variable identifier="RESPONSE"/><baseValue baseType="float">30</baseValue></equal>
            <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>
            """));
        read.Refused!.Code.ShouldBe("scoring-not-understood");
    }
}
