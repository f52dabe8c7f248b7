using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Files;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Assessment.Tests.Exchange;
using HumanRights.Assessment.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>Authors bring questions in files, and take them out again.</summary>
public sealed class QuestionFileTests(AssessmentService assessment)
{
    private const string Items = "/api/assessment/items";
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 7, 7, 7];

    private readonly Guid programme = Guid.CreateVersion7();

    private ServiceUnderTest<Program> Service => assessment.Service;

    private HttpClient Trainer => Service.As(Guid.CreateVersion7(), Roles.Trainer);

    [Fact]
    public async Task A_file_is_drafted_question_by_question_and_once_only()
    {
        var file = await File.ReadAllBytesAsync(Reading.Path("bank.gift.txt"));
        var report = await ImportAsync(file, "gift");
        report.Lines.Count.ShouldBe(16);
        report.Lines.Where(l => l.Outcome == "drafted").Select(l => l.Number).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 16]);
        report.Lines.Where(l => l.Outcome == "refused").Select(l => (l.Line, l.Code)).ShouldBe(
            [(35, "kind-not-held"), (37, "malformed-question"), (39, "malformed-question"), (41, "incoherent-item"), (43, "malformed-question"), (45, "medium-elsewhere"), (47, "medium-missing")]);
        report.Lines.Where(l => l.Code is not null).ShouldAllBe(l => l.Because!.Length > 10 && l.WayOut!.Length > 10);
        report.Summary.ShouldSatisfyAllConditions(s => (s.DryRun, s.Complete, s.Questions).ShouldBe((false, true, 16)), s => s.Refusals["malformed-question"].ShouldBe(3));
        var drafted = await Service.StateAsync<Item>(Item.Stream(report.Lines[1].ItemId!.Value));
        (drafted.Stage, drafted.ProgrammeId, drafted.ModuleNumber, drafted.Latest!.Question.Prompt.En).ShouldBe((ItemStage.Draft, programme, 1, "Who chaired the drafting?"));

        var again = await ImportAsync(file, "gift");
        again.Lines.Where(l => l.ItemId is not null).ShouldAllBe(l => l.Outcome == "already-there");
        again.Lines.Select(l => l.ItemId).ShouldBe(report.Lines.Select(l => l.ItemId));

        // A revision does not make the file's question a new one, nor undo itself.
        await Trainer.PutAsJsonAsync($"{Items}/{report.Lines[0].ItemId}", new { Kind = "openText", Prompt = new { En = "Why?", Pt = "Porquê?" } }).ReadAsync<ItemAnswer>();
        (await ImportAsync(file, "gift")).Lines[0].Outcome.ShouldBe("already-there");
        (await Service.StateAsync<Item>(Item.Stream(report.Lines[0].ItemId!.Value))).Latest!.Number.ShouldBe(2);
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_stores_nothing()
    {
        var file = await File.ReadAllBytesAsync(Reading.Path("bank.gift.txt"));
        var rehearsed = await ImportAsync(file, "gift", "&dryRun=true");
        rehearsed.Summary.DryRun.ShouldBeTrue();
        foreach (var line in rehearsed.Lines.Where(l => l.ItemId is not null))
        {
            (await Service.EventsAsync(Item.Stream(line.ItemId!.Value))).ShouldBeEmpty();
        }

        JsonSerializer.Serialize((await ImportAsync(file, "gift", "&dryRun=false")).Lines).ShouldBe(JsonSerializer.Serialize(rehearsed.Lines));
    }

    [Fact]
    public async Task A_key_used_twice_and_a_question_told_twice_are_told_apart()
    {
        var report = await ImportAsync("// [id:1]\nOne? {T}\n\n// [id:1]\nOne? {T}\n\n// [id:1]\nTwo? {T}\n\nThree? {T}\n\nThree? {T}"u8.ToArray(), "gift");
        report.Lines.Select(l => l.Code ?? l.Outcome).ShouldBe(["drafted", "duplicate-in-file", "key-used-twice", "drafted", "duplicate-in-file"]);
        (await ImportAsync("// [id:1]\nTwo? {T}"u8.ToArray(), "gift")).Lines.Single().Code.ShouldBe("item-already-drafted");
    }

    [Fact]
    public async Task The_report_is_in_the_readers_language()
    {
        var client = Trainer;
        client.DefaultRequestHeaders.AcceptLanguage.Add(new("pt-PT"));
        var report = await ReadAsync(await client.PostAsync($"{Items}/import?programmeId={programme}&moduleNumber=1&format=gift", Body("Só texto."u8.ToArray())));
        report.Lines.Single().Because.ShouldBe("O banco de perguntas não tem perguntas deste tipo: description.");
    }

    [Fact]
    public async Task Bounds_are_those_of_who_sends_one_item()
    {
        var report = await ImportAsync(Encoding.UTF8.GetBytes($"{new string('x', 4001)} {{T}}\n\nToo many {{={string.Concat(Enumerable.Range(0, 21).Select(i => $"~{i}"))}}}\n\nText {{={new string('y', 501)}}}"), "gift");
        report.Lines.Select(l => l.Code).ShouldBe(["invalid-values", "invalid-values", "invalid-values"]);
        report.Lines[0].Because!.ShouldStartWith("prompt.en: ");
    }

    [Fact]
    public async Task What_is_sent_otherwise_is_refused()
    {
        await SendAsync(Body("{}"u8.ToArray(), "application/json"), "gift").ShouldRefuseAsync(415, "unsupported-media-type");
        await SendAsync(null, "gift").ShouldRefuseAsync(415, "unsupported-media-type");
        await SendAsync(Body("x"u8.ToArray()), "doc").ShouldRefuseAsync(422, "unknown-format");
        await SendAsync(Body("x"u8.ToArray()), "gift&moduleNumber=99").ShouldRefuseAsync(400, "malformed-request");
        await Trainer.PostAsync($"{Items}/import?programmeId={programme}&moduleNumber=21&format=gift", Body("x"u8.ToArray())).ShouldRefuseAsync(422, "unknown-module");
        await Service.As(Guid.CreateVersion7(), Roles.Participant).PostAsync($"{Items}/import?programmeId={programme}&moduleNumber=1&format=gift", Body("x"u8.ToArray())).ShouldRefuseAsync(403, "forbidden");
        await Service.As(Guid.CreateVersion7(), Roles.Participant).GetAsync($"{Items}/export?programmeId={programme}&format=gift").ShouldRefuseAsync(403, "forbidden");
        (await ImportAsync([], "gift")).Summary.Questions.ShouldBe(0);
        var form = new MultipartFormDataContent { { new ByteArrayContent("One? {T}"u8.ToArray()), "file", "bank.txt" } };
        (await ReadAsync(await SendAsync(form, "gift"))).Lines.Single().Outcome.ShouldBe("drafted");
        await SendAsync(new MultipartFormDataContent { { new StringContent("x"), "words" } }, "gift").ShouldRefuseAsync(400, "malformed-request");
    }

    [Theory]
    [InlineData("gift")]
    [InlineData("moodle")]
    [InlineData("qti")]
    public async Task A_bank_goes_out_and_comes_back(string format)
    {
        var picture = await SendMediumAsync(Png);
        var ids = new List<Guid>();
        foreach (var content in Samples.EveryKind)
        {
            var id = Guid.CreateVersion7();
            ids.Add(id);
            var media = content.Question.Media.Select(m => new MediaBody(m.Name, picture.FileId, new Words("A chart", "Um gráfico"))).ToArray();
            await Trainer.PostAsJsonAsync(Items, new { ProgrammeId = programme, ModuleNumber = 1, ItemId = id, Content = Body(content) with { Media = media } }, ServiceUnderTest<Program>.Json).ReadAsync<ItemAnswer>();
        }

        await Eventually.TrueAsync(async () => (await Trainer.GetAsync($"{Items}?programmeId={programme}").ReadAsync<Page<ItemView>>()).Items.Count == ids.Count);
        using var answer = await Trainer.GetAsync($"{Items}/export?programmeId={programme}&moduleNumber=1&format={format}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        var file = await answer.Content.ReadAsByteArrayAsync();
        (await ImportAsync(file, format)).Lines.Select(l => (l.ItemId!.Value, l.Outcome, l.Because)).ShouldBe(ids.Select(id => (id, "already-there", (string?)null)));

        // Into another bank they go as items of that one.
        var other = await ReadAsync(await Trainer.PostAsync($"{Items}/import?programmeId={Guid.CreateVersion7()}&moduleNumber=2&format={format}", Body(file, "application/octet-stream")));
        other.Lines.ShouldAllBe(l => l.Outcome == "drafted");
        foreach (var (line, id) in other.Lines.Zip(ids))
        {
            var (copy, original) = (await Service.StateAsync<Item>(Item.Stream(line.ItemId!.Value)), await Service.StateAsync<Item>(Item.Stream(id)));
            line.ItemId.ShouldNotBe(id);
            JsonSerializer.Serialize(copy.Latest!.Content).ShouldBe(JsonSerializer.Serialize(original.Latest!.Content));
        }

        var chosen = await Trainer.GetByteArrayAsync($"{Items}/export?programmeId={programme}&format={format}&itemId={ids[1]}&itemId={ids[3]}");
        (await Reading.AllAsync(format, chosen)).Select(q => q.Key).ShouldBe([ids[1].ToString(), ids[3].ToString()]);
    }

    [Fact]
    public async Task A_picture_is_what_its_bytes_say_and_is_served_safely()
    {
        var sent = await SendMediumAsync(Png);
        (await SendMediumAsync(Png)).ShouldBe(sent);
        sent.Type.ShouldBe("image/png");
        using var shown = await Trainer.GetAsync($"/api/assessment/media/{sent.FileId}");
        (await shown.Content.ReadAsByteArrayAsync()).ShouldBe(Png);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        shown.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (shown.Headers.CacheControl!.Private, shown.Headers.CacheControl.MaxAge).ShouldBe((true, TimeSpan.FromDays(365)));
        var conditional = new HttpRequestMessage(HttpMethod.Get, $"/api/assessment/media/{sent.FileId}") { Headers = { IfNoneMatch = { shown.Headers.ETag! } } };
        (await Trainer.SendAsync(conditional)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        await Trainer.PostAsync("/api/assessment/media", Body("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"u8.ToArray(), "image/png")).ShouldRefuseAsync(422, "not-a-medium");
        await Trainer.PostAsync("/api/assessment/media", Body([], "image/png")).ShouldRefuseAsync(422, "not-a-medium");
        await Trainer.GetAsync($"/api/assessment/media/{Guid.CreateVersion7()}").ShouldRefuseAsync(404, "not-found");
        await Service.As(Guid.CreateVersion7(), Roles.Participant).GetAsync($"/api/assessment/media/{sent.FileId}").ShouldRefuseAsync(403, "forbidden");
    }

    [Fact]
    public async Task An_item_names_only_files_that_are_there() => await Trainer.PostAsJsonAsync(Items, new
    {
        ProgrammeId = programme, ModuleNumber = 1,
        Content = new { Kind = "openText", Prompt = new { En = "Why?", Pt = "Porquê?" }, Media = new[] { new { Name = "x.png", FileId = Guid.CreateVersion7() } } },
    }).ShouldRefuseAsync(422, "unknown-medium");

    [Fact]
    public async Task A_participant_sees_the_pictures_of_their_attempt_and_no_others()
    {
        var course = await Course.PlannedAsync(Service);
        var (mine, other) = (await SendMediumAsync(Png), await SendMediumAsync([.. Png, 1]));
        var item = Guid.CreateVersion7();
        await Trainer.PostAsJsonAsync(Items, new
        {
            course.ProgrammeId, ModuleNumber = 1, ItemId = item,
            Content = new
            {
                Kind = "shortText", Prompt = new { En = "What is this? [[x.png]]", Pt = "O que é isto? [[x.png]]" }, Variants = new[] { new { Pattern = "a chart" } },
                Media = new[] { new { Name = "x.png", mine.FileId, Alternative = new { En = "A chart", Pt = "Um gráfico" } } },
            },
        }).ReadAsync<ItemAnswer>();
        await course.ApproveAsync(item, 1);
        await course.PutTestAsync(items: [item]).ReadAsync<TestAnswer>();
        var (ana, rui) = (await course.CandidateAsync(), await course.CandidateAsync());
        string Medium(Guid file) => $"/api/assessment/tests/{course.TestId}/my-attempts/1/media/{file}";
        await course.As(ana).GetAsync(Medium(mine.FileId)).ShouldRefuseAsync(404, "not-found");
        (await course.StartAsync(ana)).Items.Single().Media.ShouldBe([new MediaAnswer("x.png", mine.FileId, "A chart")]);
        (await course.As(ana).GetByteArrayAsync(Medium(mine.FileId))).ShouldBe(Png);
        await course.As(ana).GetAsync(Medium(other.FileId)).ShouldRefuseAsync(404, "not-found");
        await course.As(rui).GetAsync(Medium(mine.FileId)).ShouldRefuseAsync(404, "not-found");
    }

    private Task<MediumAnswer> SendMediumAsync(byte[] bytes) => Trainer.PostAsync("/api/assessment/media", Body(bytes, "image/png")).ReadAsync<MediumAnswer>();

    // Of a content of the samples, which know no way back.
    private static ContentBody Body(ItemContent content)
    {
        static Words? Said(Text? text) => text is null ? null : new Words(text.En, text.Pt);
        var (question, key) = (content.Question, content.Key);
        return new ContentBody(
            question.Kind, Said(question.Prompt)!,
            question.Options.Count == 0 ? null : [.. question.Options.Select(o => new OptionBody(
                o.Id, Said(o.Text)!, key.Correct.Contains(o.Id), key.Credits.FirstOrDefault(c => c.OptionId == o.Id)?.Percent,
                key.Pairs.FirstOrDefault(p => p.OptionId == o.Id)?.TargetId, Said(key.Feedback.FirstOrDefault(f => f.OptionId == o.Id)?.Text)))],
            question.Weight, Said(key.Explanation), question.Targets.Count == 0 ? null : [.. question.Targets.Select(t => new TargetBody(t.Id, Said(t.Text)!))],
            [.. key.Numbers.Select(n => new NumberBody(n.Value, n.Tolerance, n.CreditPercent, Said(n.Feedback)))],
            [.. key.Texts.Select(t => new VariantBody(t.Pattern, t.CreditPercent, Said(t.Feedback)))], key.CaseMatters, key.AccentsMatter,
            [.. key.Rubric.Select(c => new CriterionBody(c.Id, Said(c.Text)!, c.Points))], Said(key.MarkersNotes), question.Unit, question.FixedOrder,
            null, content.Labels.Name, content.Labels.Topics, content.Labels.Objectives, content.Labels.Owner);
    }

    private async Task<ImportedFile> ImportAsync(byte[] file, string format, string query = "") => await ReadAsync(await SendAsync(Body(file, "application/octet-stream"), format + query));

    private Task<HttpResponseMessage> SendAsync(HttpContent? file, string format) => Trainer.PostAsync($"{Items}/import?programmeId={programme}&moduleNumber=1&format={format}", file);

    private static Task<ImportedFile> ReadAsync(HttpResponseMessage answer) => ImportedFile.ReadAsync(answer);

    private static ByteArrayContent Body(byte[] file, string type = "text/plain") => new(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
}
