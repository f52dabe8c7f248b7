using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.ServiceDefaults;

namespace HumanRights.Identity.Tests.Api;

[Collection(IdentityCollection.Name)]
public sealed class VaultTests(RunningIdentity identity)
{
    const string People = "/api/identity/people";

    readonly Guid coordinator = Guid.CreateVersion7();

    HttpClient As(params string[] roles) => identity.Api(identity.Token(coordinator, roles));

    [Fact]
    public async Task A_person_reads_and_corrects_their_own_row_and_changed_facts_need_a_new_verification()
    {
        var id = await identity.Enter("own-row", "example.org", Roles.Participant);
        using var own = identity.Api(identity.Token(id, Roles.Participant));
        var profile = await own.GetFromJsonAsync<JsonElement>(People + "/me");
        profile.GetProperty("email").GetString().ShouldBe("own-row@example.org");
        profile.GetProperty("publicServant").GetBoolean().ShouldBeTrue();

        var same = new { name = "Ana Sintética", organisation = "office-7", region = "PT17", sector = "local", language = "en", jobRole = "tester" };
        (await Json(await own.PutAsJsonAsync(People + "/me", same))).GetProperty("publicServant").GetBoolean().ShouldBeTrue();
        var moved = await Json(await own.PutAsJsonAsync(People + "/me", new { name = "Ana Sintética", organisation = "elsewhere", region = "PT17", sector = "local" }));
        moved.GetProperty("publicServant").GetBoolean().ShouldBeFalse();
        moved.GetProperty("verifiedAt").ValueKind.ShouldBe(JsonValueKind.Null);

        using var staff = As(Roles.Coordinator);
        var verified = await Json(await staff.PutAsJsonAsync($"{People}/{id}/verification", new { publicServant = true, organisation = "elsewhere" }));
        verified.GetProperty("verifiedAt").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Every_reading_is_recorded_with_who_whose_and_why_and_the_person_can_see_it()
    {
        var id = await identity.Enter("watched", Roles.Participant);
        using var staff = As(Roles.Coordinator);
        await staff.GetAsync($"{People}/{id}");
        await staff.PostAsJsonAsync(People + "/names", new { people = new[] { id } });
        await staff.GetAsync($"{People}?search=watched");
        using var service = As(Roles.Service);
        await service.PostAsJsonAsync(People + "/facts", new { people = new[] { id } });

        using var own = identity.Api(identity.Token(id, Roles.Participant));
        var data = await own.GetFromJsonAsync<JsonElement>(People + "/me/data");
        data.GetProperty("profile").GetProperty("accessibilityNeeds").GetString().ShouldBe("large print");
        var accesses = data.GetProperty("accesses").EnumerateArray().Select(a => (a.GetProperty("reader").GetString(), a.GetProperty("purpose").GetString()));
        accesses.ShouldBe([
            (id.ToString(), "own-data-export"), (coordinator.ToString(), "facts"), (coordinator.ToString(), "search"),
            (coordinator.ToString(), "names"), (coordinator.ToString(), "profile"), ("test", "entered")]);
    }

    [Fact]
    public async Task The_same_e_mail_is_the_same_person_singly_in_batches_and_in_a_race()
    {
        using var staff = As(Roles.Coordinator);
        var person = new { email = "Maria.Repeated@example.invalid", name = "Maria Repetida" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => staff.PostAsJsonAsync(People, person)));
        answers.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(7);
        var id = (await Json(answers[0])).GetProperty("id").GetGuid();

        var batch = await Json(await staff.PostAsJsonAsync(People + "/batch", new
        {
            people = new[] { new { email = "maria.repeated@example.invalid", name = "x" }, new { email = "batch-1@example.invalid", name = "b" }, new { email = "BATCH-1@example.invalid", name = "c" } },
        }));
        var people = batch.GetProperty("people").EnumerateArray().ToList();
        people.Select(p => p.GetProperty("created").GetBoolean()).ShouldBe([false, true, false]);
        people[0].GetProperty("id").GetGuid().ShouldBe(id);
        people[1].GetProperty("id").GetGuid().ShouldBe(people[2].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_search_ignores_case_and_accents_and_pages_by_cursor()
    {
        using var staff = As(Roles.Coordinator);
        foreach (var i in Enumerable.Range(1, 5))
            await staff.PostAsJsonAsync(People, new { email = $"jose-{i}@example.invalid", name = $"José Pesquisado 100%_{i}" });

        var seen = new List<Guid>();
        for (var next = ""; next is not null;)
        {
            var page = await staff.GetFromJsonAsync<JsonElement>($"{People}?search=JOSE+pesquisado+100%25_&limit=2{next}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetGuid()));
            next = page.GetProperty("next").GetString() is { } after ? "&after=" + after : null;
        }

        seen.Count.ShouldBe(5);
        seen.Distinct().Count().ShouldBe(5);
        (await staff.GetFromJsonAsync<JsonElement>($"{People}?search=100_")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Facts_are_codes_and_unknown_ids_are_left_out()
    {
        var id = await identity.Enter("facts", Roles.Participant);
        using var service = As(Roles.Service);
        var facts = await Json(await service.PostAsJsonAsync(People + "/facts", new { people = new[] { id, Guid.CreateVersion7() } }));
        facts.GetArrayLength().ShouldBe(1);
        facts[0].EnumerateObject().Select(p => p.Name).ShouldBe(["id", "organisation", "region", "sector", "publicServant", "verifiedAt"]);
        facts[0].GetProperty("organisation").GetString().ShouldBe("office-7");
    }

    [Fact]
    public async Task Addresses_are_for_letters_unknown_and_erased_people_are_left_out_and_the_reading_is_recorded()
    {
        var (id, erased) = (await identity.Enter("written-to", Roles.Participant), await identity.Enter("written-to-no-more", Roles.Participant));
        using var own = identity.Api(identity.Token(erased, Roles.Participant));
        (await own.DeleteAsync(People + "/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var service = As(Roles.Service);
        var addresses = await Json(await service.PostAsJsonAsync(People + "/addresses", new { people = new[] { id, erased, Guid.CreateVersion7() } }));
        addresses.GetRawText().ShouldBe($$"""[{"personId":"{{id}}","name":"written-to","email":"written-to@example.invalid","language":"en"}]""");
        (await identity.Query<long>("select count(*) from vault_accesses where person_id = $1 and purpose = 'addresses' and reader = $2", id, coordinator.ToString())).ShouldBe(1);
    }

    [Fact]
    public async Task People_are_found_by_a_thousand_addresses_at_once_and_no_more()
    {
        var id = await identity.Enter("Found.Me", Roles.Participant);
        using var staff = As(Roles.Coordinator);
        string[] emails = ["FOUND.me@EXAMPLE.invalid", "found.me@example.invalid ", "nobody@example.invalid", "no address", .. Enumerable.Range(0, 996).Select(i => $"unknown-{i}@example.invalid")];
        var found = await Json(await staff.PostAsJsonAsync(People + "/find", new { emails }));
        found.EnumerateArray().Select(f => (f.GetProperty("email").GetString(), f.GetProperty("personId").GetGuid())).ShouldBe([(emails[0], id), (emails[1], id)]);
        (await identity.Query<long>("select count(*) from vault_accesses where person_id = $1 and purpose = 'find'", id)).ShouldBe(1);

        (await Json(await staff.PostAsJsonAsync(People + "/find", new { emails = emails.Append("one-more@example.invalid") }), 422))
            .GetProperty("errors").GetProperty("emails").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("GET", "", Roles.Coordinator, Roles.Operator)]
    [InlineData("POST", "", Roles.Coordinator, Roles.Operator)]
    [InlineData("POST", "/batch", Roles.Coordinator, Roles.Operator)]
    [InlineData("POST", "/facts", Roles.Service)]
    [InlineData("POST", "/addresses", Roles.Service)]
    [InlineData("POST", "/find", Roles.Coordinator, Roles.Service)]
    [InlineData("POST", "/names", Roles.Coordinator, Roles.Trainer, Roles.Service)]
    [InlineData("GET", "/{id}", Roles.Coordinator, Roles.Operator)]
    [InlineData("DELETE", "/{id}", Roles.Coordinator, Roles.Operator)]
    [InlineData("PUT", "/{id}/roles", Roles.Coordinator, Roles.Operator)]
    [InlineData("PUT", "/{id}/verification", Roles.Coordinator, Roles.Operator)]
    public async Task Only_these_roles_may(string method, string path, params string[] allowed)
    {
        async Task<HttpStatusCode> Try(string? token)
        {
            using var client = identity.Api(token);
            using var request = new HttpRequestMessage(new(method), People + path.Replace("{id}", Guid.CreateVersion7().ToString()));
            if (method is "POST" or "PUT") request.Content = JsonContent.Create(new { });
            return (await client.SendAsync(request)).StatusCode;
        }

        (await Try(null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Try(identity.Token(coordinator, TimeSpan.FromMinutes(11), allowed))).ShouldBe(HttpStatusCode.Unauthorized);
        (await Try(identity.Token(coordinator, allowed) + "x")).ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var role in Roles.All)
        {
            var answer = await Try(identity.Token(coordinator, role));
            if (allowed.Contains(role)) answer.ShouldNotBe(HttpStatusCode.Forbidden, role);
            else answer.ShouldBe(HttpStatusCode.Forbidden, role);
        }
    }

    [Theory]
    [InlineData(Roles.Coordinator, Roles.Trainer, HttpStatusCode.OK)]
    [InlineData(Roles.Coordinator, Roles.Operator, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Coordinator, Roles.Coordinator, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Operator, Roles.Coordinator, HttpStatusCode.OK)]
    [InlineData(Roles.Operator, Roles.Service, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Operator, "emperor", HttpStatusCode.Forbidden)]
    public async Task Nobody_gives_a_role_as_high_as_their_own(string caller, string role, HttpStatusCode expected)
    {
        var id = await identity.Enter($"given-{caller}-{role}", Roles.Participant);
        using var staff = As(caller);
        (await staff.PutAsJsonAsync($"{People}/{id}/roles", new { roles = new[] { role } })).StatusCode.ShouldBe(expected);
        var entered = await staff.PostAsJsonAsync(People, new { email = $"entered-{caller}-{role}@example.invalid", name = "x", roles = new[] { role } });
        entered.IsSuccessStatusCode.ShouldBe(expected == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"name":"x"}""", 400)]
    [InlineData("""{"email":"x@example.invalid","name":"x","extra":1}""", 400)]
    [InlineData("""{"email":"x@example.invalid","name":5}""", 400)]
    [InlineData("""{"email":"x@example.invalid","name":"a\u0000b"}""", 400)]
    [InlineData("""{"email":"x@example.invalid","name":"\ud800"}""", 400)]
    [InlineData("""{"email":"not-an-address","name":"x"}""", 422)]
    [InlineData("""{"email":"x@example.invalid\r\nBcc: y@example.invalid","name":"x"}""", 422)]
    [InlineData("""{"email":"x@example.invalid\n","name":"x"}""", 422)]
    [InlineData("""{"email":"x y@example.invalid","name":"x"}""", 422)]
    [InlineData("""{"email":"<x>@example.invalid","name":"x"}""", 422)]
    [InlineData("""{"email":"x@y@example.invalid","name":"x"}""", 422)]
    [InlineData("""{"email":"x@localhost","name":"x"}""", 422)]
    [InlineData("""{"email":"x@-example.invalid","name":"x"}""", 422)]
    [InlineData("""{"email":"x@example.invalid","name":"   "}""", 422)]
    [InlineData("""{"email":"x@example.invalid","name":"two\nlines"}""", 422)]
    [InlineData("""{"email":"x@example.invalid","name":"x","region":"not a code"}""", 422)]
    [InlineData("""{"email":"x@example.invalid","name":"x","language":"tlh"}""", 422)]
    public async Task Bad_values_are_told_field_by_field(string body, int status)
    {
        using var staff = As(Roles.Coordinator);
        var answer = await staff.PostAsync(People, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        if (status == 422) (await Json(answer, 422)).GetProperty("errors").EnumerateObject().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_document_names_every_operation()
    {
        using var client = identity.Api(null);
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        foreach (var operation in document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()))
        {
            operation.Value.GetProperty("operationId").GetString().ShouldNotBeNullOrEmpty();
            operation.Value.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    internal static async Task<JsonElement> Json(HttpResponseMessage response, int status = 200)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (status == 200) response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement;
    }
}
