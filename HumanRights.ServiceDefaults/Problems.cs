using System.Diagnostics;
using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.ServiceDefaults;

/// <summary>The codes every service shares; a rule's own codes come with the rule (409).</summary>
public static class ProblemCodes
{
    public const string MalformedRequest = "malformed-request";
    public const string Unauthenticated = "unauthenticated";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string Conflict = "conflict";
    public const string StaleVersion = "stale-version";
    public const string BodyTooLarge = "body-too-large";
    public const string AddressTooLong = "address-too-long";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string InvalidValues = "invalid-values";
    public const string TooManyRequests = "too-many-requests";
    public const string Unexpected = "unexpected";
    public const string Unavailable = "unavailable";
}

/// <summary>Problems (RFC 9457) with a stable <c>code</c>, reasons and a way out in the reader's language, and the trace's id.</summary>
public static class Problems
{
    /// <summary>A problem of one of the shared codes, worded by status.</summary>
    public static IResult Problem(int status) => TypedResults.Problem(statusCode: status);

    public static IResult NotFound() => Problem(StatusCodes.Status404NotFound);

    public static IResult Forbidden() => Problem(StatusCodes.Status403Forbidden);

    /// <summary>A value that only the endpoint could judge, answered as the declared ones are: 422, field by field.</summary>
    public static IResult InvalidValues(string field, string reason) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [reason] }));

    /// <summary>Writes a problem from middleware, where no result can be returned.</summary>
    public static ValueTask WriteProblem(this HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.RequestServices.GetRequiredService<IProblemDetailsService>()
            .WriteAsync(new() { HttpContext = context, ProblemDetails = { Status = status } });
    }
}

/// <summary>
/// Writes every problem, whoever made it, and whatever the caller says it accepts: an answer in an unexpected format explains
/// more than none. Fills in what its maker left out and never overrides what a rule said.
/// </summary>
sealed class ProblemWriter : IProblemDetailsWriter
{
    const string RetryAfterSeconds = "5";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);

        // Built-in validation answers 400; well-formed but invalid is 422 here.
        if (problem is HttpValidationProblemDetails) problem.Status = StatusCodes.Status422UnprocessableEntity;
        var status = problem.Status ??= http.Response.StatusCode;
        var portuguese = Language.Current == Language.Portuguese;

        Word(problem, status, portuguese);
        problem.Type ??= "about:blank";
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

        var headers = http.Response.Headers;
        headers.ContentLanguage = Language.Current;
        headers.Vary = "Accept-Language";
        headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable && headers.RetryAfter.Count == 0) headers.RetryAfter = RetryAfterSeconds;
        http.Response.StatusCode = status;
        return new(http.Response.WriteAsJsonAsync<object>(
            problem, options: null, MediaTypeNames.Application.ProblemJson, http.RequestAborted));
    }

    // Built-in validation names the members of our types; the caller knows those of their JSON.
    static string AsSent(string field) => string.Join('.', field.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    static void Word(ProblemDetails problem, int status, bool portuguese)
    {
        var words = ProblemWords.For(status);
        // The framework titles a problem by its status; with a code of its own, it has a title of its own.
        if (problem.Extensions.TryAdd("code", words.Code)) problem.Title = portuguese ? words.TitlePt : words.TitleEn;
        problem.Title ??= portuguese ? words.TitlePt : words.TitleEn;
        problem.Extensions.TryAdd("wayOut", portuguese ? words.WayOutPt : words.WayOutEn);
        if (problem is HttpValidationProblemDetails invalid) invalid.Errors = invalid.Errors.ToDictionary(
            error => AsSent(error.Key),
            error => portuguese ? [.. error.Value.Select(ValidationWords.InPortuguese)] : error.Value);
    }
}
