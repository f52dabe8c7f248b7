using System.Net;
using System.Text.Json;

namespace HumanRights.Gateway.Tests;

static class ProblemShould
{
    /// <summary>Every refusal has the same shape, whoever made it, and shows nothing of the inside.</summary>
    public static async Task<JsonElement> ShouldBeProblem(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        using var document = JsonDocument.Parse(text);
        var problem = document.RootElement.Clone();
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("wayOut").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("traceId").GetString()!.Length.ShouldBe(32);
        text.ShouldNotContain("HumanRights");
        text.ShouldNotContain("Exception");
        if (status == HttpStatusCode.ServiceUnavailable) answer.Headers.RetryAfter.ShouldNotBeNull();
        return problem;
    }
}
