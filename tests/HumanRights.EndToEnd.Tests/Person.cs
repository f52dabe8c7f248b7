using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HumanRights.TestKit;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Someone at the gateway: a participant, a coordinator, or anyone at all without a token.</summary>
public sealed class Person(HttpClient http, Guid id, string? token)
{
    public Guid Id => id;

    public string? Token => token;

    public EnrolmentClient Enrolment => new(this);

    public LearningClient Learning => new(this);

    public AssessmentClient Assessment => new(this);

    public CertificationClient Certification => new(this);

    public AmbassadorNetworkClient Network => new(this);

    public Task<HttpResponseMessage> GetAsync(string path, string accept = "application/json") =>
        SendAsync(new(HttpMethod.Get, path) { Headers = { Accept = { MediaTypeWithQualityHeaderValue.Parse(accept) } } });

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => SendAsync(new(HttpMethod.Post, path) { Content = Json(body) });

    public Task<HttpResponseMessage> PutAsync(string path, object? body = null) => SendAsync(new(HttpMethod.Put, path) { Content = Json(body) });

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(new(HttpMethod.Delete, path));

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (token is not null && request.Headers.Authorization is null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return http.SendAsync(request);
    }

    static JsonContent? Json(object? body) => body is null ? null : JsonContent.Create(body);
}

public static class Patience
{
    /// <summary>
    /// Asks again while the answer is 404, or one of the <paramref name="meanwhile"/> codes: what one service has decided, the others
    /// hear of a moment later.
    /// </summary>
    public static Task<T> OnceHeardOfAsync<T>(Func<Task<HttpResponseMessage>> ask, params string[] meanwhile) where T : class =>
        Eventually.GetAsync(async () =>
        {
            var answer = await ask();
            if ((int)answer.StatusCode is 404 or 409)
            {
                var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
                var code = problem.GetProperty("code").GetString();
                if (code == "not-found" || meanwhile.Contains(code))
                {
                    return null;
                }
            }

            return await Task.FromResult(answer).ReadAsync<T>();
        });
}
