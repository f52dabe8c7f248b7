using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Polly;

namespace HumanRights.ServiceDefaults;

/// <summary>
/// Turns what an endpoint threw into a problem: bad input into its 4xx, an outage into 503 with Retry-After, anything else into
/// a 500 that shows the caller a trace id and the log the rest.
/// </summary>
sealed partial class Failures(IProblemDetailsService problems, ILogger<Failures> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = Describe(exception);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) Unavailable(context.Request.Method, exception);
        else if (problem.Status >= 500) Unexpected(context.Request.Method, exception);
        context.Response.StatusCode = problem.Status!.Value;
        await problems.WriteAsync(new() { HttpContext = context, ProblemDetails = problem, Exception = exception });
        return true;
    }

    static ProblemDetails Describe(Exception exception) => exception switch
    {
        // The path names the member without repeating the value sent or the type it was read into.
        BadHttpRequestException { InnerException: JsonException json } => new()
        {
            Status = StatusCodes.Status400BadRequest,
            Detail = json.Path is { Length: > 0 } path ? $"JSON: {path}" : null,
        },
        BadHttpRequestException bad => new() { Status = bad.StatusCode },
        // What reading a form throws: U+0000 in a value, or more values than anyone has fields.
        InvalidDataException => new() { Status = StatusCodes.Status400BadRequest },
        _ when Outage.Is(exception) => new() { Status = StatusCodes.Status503ServiceUnavailable },
        _ => new() { Status = StatusCodes.Status500InternalServerError },
    };

    [LoggerMessage(LogLevel.Warning, "A dependency was unavailable during a {Method}; answered 503")]
    partial void Unavailable(string method, Exception exception);

    [LoggerMessage(LogLevel.Error, "A {Method} failed; answered 500")]
    partial void Unexpected(string method, Exception exception);
}

public static class Outage
{
    /// <summary>A server that is gone, frozen, starting or full, here or behind a client of ours; stores wrap what their driver throws.</summary>
    public static bool Is(Exception? exception) => exception switch
    {
        null => false,
        DbException { IsTransient: true } or TimeoutException or ExecutionRejectedException => true,
        HttpRequestException { StatusCode: null or >= System.Net.HttpStatusCode.InternalServerError } => true,
        _ => Is(exception.InnerException),
    };
}
