using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.Assessment.KeyAccess;

/// <summary>On an endpoint: its answers show keys, and each is recorded for this purpose before it is sent.</summary>
public sealed record KeysShown(string Purpose);

public static class KeyRecording
{
    /// <summary>The answer leaves once its record is committed: what cannot be recorded is not shown. An answer that shows no key is none.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="purpose">A stable code.</param>
    /// <param name="items">Whose keys an answer shows.</param>
    public static RouteHandlerBuilder ShowsKeys<TAnswer>(this RouteHandlerBuilder route, string purpose, Func<TAnswer, IEnumerable<Guid>> items) =>
        route.ShowsKeysInParts(purpose).AddEndpointFilter(async (invocation, next) =>
        {
            var answer = await next(invocation);
            switch (answer is INestedHttpResult nested ? nested.Result : answer)
            {
                case IValueHttpResult<TAnswer> { Value: { } shown }:
                    await invocation.HttpContext.RecordKeysAsync([.. items(shown)]);
                    break;
                case IStatusCodeHttpResult { StatusCode: >= 400 } or EmptyHttpResult:
                    break;
                case var other:
                    throw new InvalidOperationException($"Nobody can tell whose keys {other?.GetType()} shows.");
            }

            return answer;
        });

    /// <summary>Of an answer that records each of its parts itself, by <see cref="RecordKeysAsync"/>, before it sends the part.</summary>
    public static RouteHandlerBuilder ShowsKeysInParts(this RouteHandlerBuilder route, string purpose) => route.WithMetadata(new KeysShown(purpose));

    public static Task RecordKeysAsync(this HttpContext http, IReadOnlyCollection<Guid> items) => items.Count == 0
        ? Task.CompletedTask
        : http.RequestServices.GetRequiredService<KeyAccessRows>().RecordAsync(
            http.User.SubjectId(), http.GetEndpoint()!.Metadata.GetRequiredMetadata<KeysShown>().Purpose,
            Guid.TryParse(http.GetRouteValue("testId") as string, out var testId) ? testId : null, items, http.RequestAborted);
}
