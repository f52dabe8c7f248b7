using System.Net.Http.Json;
using System.Reflection;
using HumanRights.Assessment.KeyAccess;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using HumanRights.TestKit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>Whoever is shown keys is on record for it before they are.</summary>
public sealed class KeysOnRecordTests(AssessmentService assessment)
{
    /// <summary>What is right, and what an answer earned by it.</summary>
    private static readonly string[] Keys = [typeof(AnswerKey).FullName!, typeof(ItemMark).FullName!];

    /// <summary>They work with keys, or stand beside what does, and answer none.</summary>
    private static readonly string[] ShowNone =
    [
        "ComposeTest", "ComposeRehearsal", "GetTest", "ListTests", "CloseTest", "ReleaseTest", "ImportItems", "ListReviewNotes",
        "MarkOpenText", "AskSecondMark", "SettleMark",
        "AppealResult", "ListMyResultAppeals", "WithdrawResultAppeal", "ListResultAppeals", "GetResultAppeal", "DecideResultAppeal",
    ];

    private ServiceUnderTest<Program> Service => assessment.Service;

    private IEnumerable<RouteEndpoint> Endpoints => Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public void Every_endpoint_that_can_reach_keys_records_who_is_shown_them_or_is_known_to_show_none()
    {
        var reaching = Endpoints.Where(e => e.Metadata.GetMetadata<MethodInfo>() is { } handler && handler.DeclaringType!.Assembly == typeof(Program).Assembly
            && Reach.From(handler).Any(t => Keys.Contains(t.FullName))).ToList();
        reaching.Where(e => e.Metadata.GetMetadata<KeysShown>() is null).Select(NameOf).ShouldBe(
            ShowNone, ignoreOrder: true, "say .ShowsKeys(purpose, items) on the route");
        Endpoints.Where(e => e.Metadata.GetMetadata<KeysShown>() is not null).ShouldBeSubsetOf(reaching, "the search finds all that say so");
    }

    [Fact]
    public void What_shows_none_has_no_place_for_any_in_its_answer()
    {
        foreach (var endpoint in Endpoints.Where(e => ShowNone.Contains(NameOf(e))))
        {
            var answers = Parts(endpoint.Metadata.GetRequiredMetadata<MethodInfo>().ReturnType, []);
            answers.Select(t => t.FullName).Intersect(Keys).ShouldBeEmpty(NameOf(endpoint));
            answers.SelectMany(t => t.GetProperties()).Select(p => p.Name).ShouldNotContain("Correct", NameOf(endpoint));
        }
    }

    [Fact]
    public async Task Each_way_to_a_key_leaves_a_record_of_who_when_what_for_and_whose()
    {
        var course = await Course.PlannedAsync(Service);
        var (author, id) = (Service.As(Guid.CreateVersion7(), Roles.Trainer), course.Single);
        var (item, content) = ($"/api/assessment/items/{id}", Course.Content("singleChoice", 1, ("a", true), ("b", false)));
        (await AccessesAsync($"itemId={id}")).Select(a => a.Purpose).ShouldBe(["review", "review", "drafting"]);

        await Eventually.TrueAsync(async () => (await author.GetAsync($"/api/assessment/items?programmeId={course.ProgrammeId}").ReadAsync<Page<Views.ItemView>>()).Items.Count == 2);
        await author.GetAsync(item).ReadAsync<Items.ItemAnswer>();
        await author.PutAsJsonAsync(item, content).ReadAsync<Items.ItemAnswer>();
        (await author.GetAsync($"/api/assessment/items/export?programmeId={course.ProgrammeId}&format=gift")).EnsureSuccessStatusCode();
        var seen = await AccessesAsync($"itemId={id}&limit=4");
        seen.Select(a => a.Purpose).ShouldBe(["export", "revision", "reading", "listing"]);
        seen.Select(a => a.HowMany).ShouldBe([2, 1, 1, 2]);
        seen.Select(a => a.Reader).Distinct().Count().ShouldBe(1);
        seen[0].ShouldSatisfyAllConditions(a => a.Items.ShouldBe([course.Single, course.Multiple]), a => a.TestId.ShouldBeNull());
        (await AccessesAsync($"itemId={course.Multiple}&reader={seen[0].Reader}")).Select(a => a.Purpose).Distinct().ShouldBe(["export", "listing"]);
        (await AccessesAsync($"reader={Guid.CreateVersion7()}")).ShouldBeEmpty();

        // Page by page, and to the end.
        var page = await Accesses($"itemId={id}&limit=2").ReadAsync<Page<KeyAccessAnswer>>();
        page.Items.Select(a => a.Id).ShouldBe(seen.Take(2).Select(a => a.Id));
        (await AccessesAsync($"itemId={id}&after={page.Next}")).Select(a => a.Id).ShouldBe([.. (await AccessesAsync($"itemId={id}")).Skip(2).Select(a => a.Id)]);
    }

    [Fact]
    public async Task A_grade_a_tests_figures_and_a_released_result_tell_keys_too()
    {
        var course = await Course.PlannedAsync(Service);
        await course.PutTestAsync().ReadAsync<TestAnswer>();
        var people = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            people.Add(await course.CandidateAsync());
            await course.StartAsync(people[i]);
            await course.SaveAsync(people[i], course.Single, i % 2 == 0 ? "a" : "b");
        }

        await course.ReleaseAsync();
        (await AccessesAsync($"testId={course.TestId}")).ShouldBeEmpty("nobody has looked");

        var attempt = (await course.AttemptsAsync("?limit=1")).Items[0];
        await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/attempts/{attempt.Id}/grade").ReadAsync<AttemptGraded>();
        await course.Coordinator.GetAsync($"/api/assessment/tests/{course.TestId}/insight").ReadAsync<Insight.TestInsightAnswer>();
        await course.GetResultAsync(people[3]).ReadAsync<ResultAnswer>();
        await course.Coordinator.GetAsync($"/api/assessment/items/{course.Single}/insight").ReadAsync<Insight.ItemInsightAnswer>();

        var seen = await AccessesAsync($"testId={course.TestId}");
        seen.Select(a => a.Purpose).ShouldBe(["own-result", "insight", "grade"]);
        seen[0].Reader.ShouldBe($"{people[3]}");
        seen.ShouldAllBe(a => a.Items.Order().SequenceEqual(new[] { course.Single, course.Multiple }.Order()));
        (await AccessesAsync($"itemId={course.Single}&limit=1"))[0].ShouldSatisfyAllConditions(a => a.Purpose.ShouldBe("insight"), a => a.TestId.ShouldBeNull());
    }

    [Fact]
    public async Task What_is_refused_or_shows_nothing_is_no_access()
    {
        var course = await Course.PlannedAsync(Service);
        var reader = Guid.CreateVersion7();
        var trainer = Service.As(reader, Roles.Trainer);
        await trainer.GetAsync($"/api/assessment/items/{Guid.CreateVersion7()}").ShouldRefuseAsync(404, "not-found");
        await trainer.PutAsJsonAsync($"/api/assessment/items/{course.Single}", Course.Content("singleChoice", 5000, ("a", true), ("b", false))).ShouldRefuseAsync(422, "invalid-values");
        await trainer.GetAsync($"/api/assessment/items?programmeId={Guid.CreateVersion7()}").ReadAsync<Page<Views.ItemView>>();
        await trainer.GetAsync($"/api/assessment/items/{course.Single}/insight").ReadAsync<Insight.ItemInsightAnswer>();
        await trainer.GetAsync("/api/assessment/key-accesses").ShouldRefuseAsync(403, "forbidden");
        (await AccessesAsync($"reader={reader}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_shown()
    {
        await using var own = await assessment.StartAnotherAsync();
        var course = await Course.PlannedAsync(own);
        var database = own.Services.GetRequiredService<NpgsqlDataSource>();
        await Eventually.TrueAsync(async () => (await course.Coordinator.GetAsync($"/api/assessment/items?programmeId={course.ProgrammeId}").ReadAsync<Page<Views.ItemView>>()).Items.Count == 2);
        await using (var broken = database.CreateCommand("alter table key_accesses rename to away"))
        {
            await broken.ExecuteNonQueryAsync();
        }

        foreach (var path in (string[])[$"/{course.Single}", $"?programmeId={course.ProgrammeId}", $"/export?programmeId={course.ProgrammeId}&format=gift"])
        {
            using var answer = await course.Coordinator.GetAsync($"/api/assessment/items{path}");
            ((int)answer.StatusCode).ShouldBe(500, path);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("Option b", Case.Sensitive, path);
        }
    }

    [Fact]
    public async Task The_record_is_kept_as_long_as_the_vaults()
    {
        await using var own = await assessment.StartAnotherAsync();
        var (rows, database) = (own.Services.GetRequiredService<KeyAccessRows>(), own.Services.GetRequiredService<NpgsqlDataSource>());
        await rows.RecordAsync("old", "reading", null, [Guid.CreateVersion7()], default);
        await using (var aged = database.CreateCommand("update key_accesses set at = at - interval '731 days'"))
        {
            await aged.ExecuteNonQueryAsync();
        }

        await rows.RecordAsync("new", "reading", null, [Guid.CreateVersion7()], default);
        await rows.RemoveAsync(TimeSpan.FromDays(730), default);
        (await rows.ReadAsync(new KeyAccessFilter(null, null, null), null, 10, default)).ShouldHaveSingleItem().Reader.ShouldBe("new");
    }

    private Task<HttpResponseMessage> Accesses(string query) => Service.As(Guid.CreateVersion7(), Roles.Operator).GetAsync($"/api/assessment/key-accesses?{query}");

    private async Task<IReadOnlyList<KeyAccessAnswer>> AccessesAsync(string query) => (await Accesses(query).ReadAsync<Page<KeyAccessAnswer>>()).Items;

    private static string NameOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText!;

    /// <summary>The types an answer is made of.</summary>
    private static HashSet<Type> Parts(Type type, HashSet<Type> seen)
    {
        foreach (var argument in type.GetGenericArguments().Append(type.GetElementType()).OfType<Type>())
        {
            Parts(argument, seen);
        }

        if (type.Assembly == typeof(Program).Assembly && seen.Add(type))
        {
            foreach (var property in type.GetProperties())
            {
                Parts(property.PropertyType, seen);
            }
        }

        return seen;
    }
}
