using System.Net;
using System.Text.Json;
using HumanRights.Assessment.Exchange;

namespace HumanRights.Assessment.Tests.Api;

/// <summary>The report of an import, as it was answered.</summary>
internal sealed record ImportedFile(IReadOnlyList<QuestionLine> Lines, QuestionSummary Summary)
{
    public static async Task<ImportedFile> ReadAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var lines = body.TrimEnd('\n').Split('\n');
        return new([.. lines.SkipLast(1).Select(Line)], JsonSerializer.Deserialize<QuestionSummary>(lines[^1], JsonSerializerOptions.Web)!);
    }

    public static QuestionLine Line(string json) => JsonSerializer.Deserialize<QuestionLine>(json, JsonSerializerOptions.Web)!;
}
