using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using HumanRights.Assessment.Exchange;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Tests.Exchange;
using HumanRights.Assessment.Views;
using HumanRights.Contracts.Enrolment;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>Files that are large, that mean harm, or that are interrupted, and the banks that come of them.</summary>
public sealed class ImportTests(AssessmentService assessment)
{
    private const string Items = "/api/assessment/items";

    private readonly Guid programme = Guid.CreateVersion7();

    private ServiceUnderTest<Program> Service => assessment.Service;

    private EventWriter Writer => Service.Services.GetRequiredService<EventWriter>();

    private HttpClient Trainer => Service.As(Guid.CreateVersion7(), Roles.Trainer);

    [Theory]
    [MemberData(nameof(WholeFileSpecs.Spoilt), MemberType = typeof(WholeFileSpecs), DisableDiscoveryEnumeration = true)]
    public async Task A_file_that_is_spoilt_anywhere_leaves_nothing(string what, string format, byte[] file, int line, int before)
    {
        foreach (var query in (string[])["", "&dryRun=true"])
        {
            var problem = await SendAsync(file, format + query).ShouldRefuseAsync(422, "broken-file");
            (problem.GetProperty("line").GetInt32(), problem.GetProperty("questionsBefore").GetInt32()).ShouldBe((line, before), what);
            problem.GetProperty("detail").GetString()!.ShouldEndWith("Nothing of the file was taken.");
        }

        (await DraftedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_with_too_many_questions_leaves_nothing()
    {
        var file = new StringBuilder().Insert(0, "One? {T}\n\n", WholeFile.MostQuestions + 1);
        await SendAsync(Encoding.UTF8.GetBytes(file.ToString()), "gift").ShouldRefuseAsync(422, "too-many-questions");
        (await DraftedAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_import_of_ten_thousand_questions_that_is_interrupted_goes_on_when_it_is_sent_again()
    {
        var file = Questions(10_000);
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Items}/import?programmeId={programme}&moduleNumber=1&format=moodle") { Content = Body(file) };
        Guid first;
        using (var answer = await Trainer.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        using (var lines = new StreamReader(await answer.Content.ReadAsStreamAsync()))
        {
            first = ImportedFile.Line((await lines.ReadLineAsync())!).ItemId!.Value;
        }

        // Whatever was reported is there, though nobody waited for the rest.
        (await Service.EventsAsync(Item.Stream(first))).Count.ShouldBe(1);

        var report = await ImportAsync(file, "moodle");
        report.Lines.Select(l => l.Number).ShouldBe(Enumerable.Range(1, 10_000));
        report.Lines[0].Outcome.ShouldBe("already-there");
        report.Lines.ShouldAllBe(l => l.Outcome == "drafted" || l.Outcome == "already-there");
        report.Summary.ShouldSatisfyAllConditions(s => s.Complete.ShouldBeTrue(), s => s.Questions.ShouldBe(10_000));
        report.Lines.Select(l => l.ItemId).Distinct().Count().ShouldBe(10_000);
        (await DraftedAsync()).ShouldBe(10_000);
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_once_draft_each_question_once()
    {
        var file = Questions(500);
        var reports = await Task.WhenAll(ImportAsync(file, "moodle"), ImportAsync(file, "moodle"));
        reports[0].Lines.Zip(reports[1].Lines, (one, other) => string.Join(' ', ((string[])[one.Outcome, other.Outcome]).Order())).Distinct().ShouldBe(["already-there drafted"]);
        foreach (var line in reports[0].Lines.Take(70))
        {
            (await Service.EventsAsync(Item.Stream(line.ItemId!.Value))).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_question_that_the_store_refuses_is_reported_alone()
    {
        var desk = new ImportDesk(new ImportInto(programme, 1, null, [], DryRun: false), Writer, Service.Services.GetRequiredService<MediumRows>(), default);
        var part = await Reading.AllAsync("gift", "One? {T}\n\nTwo? {T}\n\nThree? {T}"u8.ToArray());
        part[1] = part[1] with { Files = [new MediumFile(Guid.CreateVersion7(), "no\0type", new byte[1])] };
        (await desk.DecideAsync(part)).Select(l => l.Code ?? l.Outcome).ShouldBe(["drafted", "unstorable-value", "drafted"]);
        (await DraftedAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task An_owner_is_one_of_the_entities_that_give_the_module()
    {
        await Service.PublishAsync(new EditionPlanned(
            Guid.CreateVersion7(), programme, 1, new Title("Edition", "Edição"), 30, 30,
            [new Module(1, new Title("Dignity", "Dignidade"), 7, ["a"], ["entity-01", "entity-02"]), new Module(2, new Title("Equality", "Igualdade"), 7, ["a"], [])], new Thresholds(80, 3, 50)));
        var bank = Service.Services.GetRequiredService<BankRows>();
        await Eventually.TrueAsync(async () => (await bank.EntitiesAsync(programme, 1, default)).Count == 2);

        // What a question says itself comes before what its file is sent with.
        var file = "One? {T}\n\n// human-rights: {\"owner\":\"entity-02\"}\nTwo? {T}\n\n// human-rights: {\"owner\":\"entity-09\"}\nThree? {T}"u8.ToArray();
        (await SendAsync(file, "gift&owner=entity-09").ShouldRefuseAsync(409, "owner-not-of-the-module")).GetProperty("entities").GetArrayLength().ShouldBe(2);
        (await ImportAsync(file, "gift&owner=entity-01")).Lines.Select(l => l.Code ?? l.Outcome).ShouldBe(["drafted", "drafted", "owner-not-of-the-module"]);
        foreach (var (owner, prompt) in ((string, string)[])[("entity-01", "One?"), ("entity-02", "Two?")])
        {
            await Eventually.TrueAsync(async () => (await Trainer.GetAsync($"{Items}?programmeId={programme}&owner={owner}").ReadAsync<Page<ItemView>>()).Items.Count == 1);
            (await Reading.AllAsync("gift", await Trainer.GetByteArrayAsync($"{Items}/export?programmeId={programme}&format=gift&owner={owner}"))).ShouldHaveSingleItem().Content!.Prompt.En.ShouldBe(prompt);
        }

        // Nothing is known against anybody where no entity is named.
        (await ReadAsync(await Trainer.PostAsync($"{Items}/import?programmeId={programme}&moduleNumber=2&format=gift&owner=entity-09", Body(file)))).Lines.ShouldAllBe(l => l.Outcome == "drafted");
    }

    [Fact]
    public async Task A_test_is_composed_by_rule_from_a_large_bank()
    {
        var course = await Course.PlannedAsync(Service);
        var file = new StringBuilder();
        for (var n = 1; n <= 4_000; n++)
        {
            file.Append($"// [tag:{(n % 40 == 0 ? "asylum" : "other")}]\n{n} is a number? {{{(n % 2 == 0 ? "T" : "=yes ~no")}}}\n\n");
        }

        var report = await ReadAsync(await Trainer.PostAsync($"{Items}/import?programmeId={course.ProgrammeId}&moduleNumber=1&format=gift", Body(Encoding.UTF8.GetBytes(file.ToString()))));
        var ids = report.Lines.Select(l => l.ItemId!.Value).ToList();
        foreach (var part in ids.SkipLast(40).Chunk(500))
        {
            await Writer.DecideEachAsync<Item>([.. part.Select(Item.Stream)], (i, _, _) => Decision.Accept(new ItemSubmitted(part[i], 1), new ItemApproved(part[i], 1)));
        }

        // A later version that is no longer about it is what counts, once it is approved.
        await course.Coordinator.PutAsJsonAsync($"{Items}/{ids[39]}", new { Kind = "shortText", Prompt = new { En = "?", Pt = "?" }, Variants = new[] { new { Pattern = "x" } } }).ReadAsync<ItemAnswer>();
        (await PoolAsync(new { Count = 10, Topic = "Asylum" })).Count.ShouldBe(99);
        await course.ApproveAsync(ids[39], 2);
        (await PoolAsync(new { Count = 10, Topic = "Asylum" })).ShouldBe(ids.SkipLast(40).Index().Where(i => i.Index % 40 == 39 && i.Index != 39).Select(i => i.Item), ignoreOrder: true);
        (await PoolAsync(new { Count = 1, Kind = "shortText" })).ShouldBe([ids[39]]);
        (await PoolAsync(new { Count = 1, Kind = "multipleChoice" })).ShouldBe([course.Multiple]);
        await PutAsync(new { Count = 10 }).ShouldRefuseAsync(409, "pool-too-large");

        // The rows are a fold of the events: made anew, they say the same.
        await using (var command = Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"delete from item_version where programme_id = '{course.ProgrammeId}'"))
        {
            await command.ExecuteNonQueryAsync();
        }

        await PutAsync(new { Count = 10, Topic = "Asylum" }).ShouldRefuseAsync(409, "too-few-items");
        await Service.RebuildAsync("bank");
        (await PoolAsync(new { Count = 10, Topic = "Asylum" })).Count.ShouldBe(98);

        async Task<IReadOnlyList<Guid>> PoolAsync(object section) => (await PutAsync(section).ReadAsync<TestAnswer>()).Sections.Single().Pool;

        // Composed anew: it does not open before that.
        Task<HttpResponseMessage> PutAsync(object section) => course.Coordinator.PutAsJsonAsync(
            $"/api/assessment/editions/{course.EditionId}/modules/1/test", new { Sections = new[] { section }, OpensAt = "2149-01-01T09:00", ClosesAt = "2150-01-01T09:00", Minutes = 30 });
    }

    private static byte[] Questions(int count) => Encoding.UTF8.GetBytes(
        $"<quiz>{string.Concat(Enumerable.Range(1, count).Select(i => $"<question type=\"truefalse\"><questiontext><text>{i} is {(i % 2 == 0 ? "even" : "odd")}.</text></questiontext><idnumber>{i}</idnumber><answer fraction=\"100\"><text>true</text></answer><answer fraction=\"0\"><text>false</text></answer></question>\n"))}</quiz>");

    private async Task<long> DraftedAsync()
    {
        await using var command = Service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select count(*) from mt_events where type = 'item-drafted' and data ->> 'programmeId' = $1");
        command.Parameters.Add(new() { Value = programme.ToString() });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<ImportedFile> ImportAsync(byte[] file, string format) => await ReadAsync(await SendAsync(file, format));

    private Task<HttpResponseMessage> SendAsync(byte[] file, string format) => Trainer.PostAsync($"{Items}/import?programmeId={programme}&moduleNumber=1&format={format}", Body(file));

    private static Task<ImportedFile> ReadAsync(HttpResponseMessage answer) => ImportedFile.ReadAsync(answer);

    private static ByteArrayContent Body(byte[] file) => new(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/octet-stream") } };
}
