using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace HumanRights.EventSourcing;

/// <summary>A rejection on its way to the caller: RFC 9457 ProblemDetails with its code, reasons and way out in the reader's language.</summary>
public sealed class Refusal(Rejection rejection) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public int? StatusCode => rejection.Kind switch
    {
        RejectionKind.NotFound => StatusCodes.Status404NotFound,
        RejectionKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        RejectionKind.Stale => StatusCodes.Status412PreconditionFailed,
        RejectionKind.Forbidden => StatusCodes.Status403Forbidden,
        RejectionKind.Busy => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var problem = new ProblemDetails
        {
            Status = StatusCode,
            Detail = rejection.Reason.ForReader(),
        };
        problem.Extensions["code"] = rejection.Code;
        if (rejection.WayOut is { } wayOut)
        {
            problem.Extensions["wayOut"] = wayOut.ForReader();
        }

        foreach (var (name, value) in rejection.Facts)
        {
            problem.Extensions[name] = value;
        }

        if (rejection.Kind == RejectionKind.Busy)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        httpContext.Response.StatusCode = StatusCode!.Value;
        await httpContext.RequestServices.GetRequiredService<IProblemDetailsService>()
            .WriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        foreach (var status in (int[])[404, 409, 412, 422])
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
        }
    }
}

public static class Refusals
{
    /// <summary>The answer to a command: what <paramref name="view"/> makes of the state after it, or the refusal.</summary>
    public static async Task<Results<TResult, Refusal>> RespondAsync<TState, TResult>(
        this Task<Outcome<TState>> outcome, Func<Outcome<TState>, TResult> view) where TResult : IResult
    {
        var result = await outcome;
        if (result.Rejection is { } rejection)
        {
            return new Refusal(rejection);
        }

        return view(result);
    }

    /// <summary>In the language of the request being answered, which stands in the current UI culture; English outside of any.</summary>
    public static string ForReader(this Text text) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "pt" ? text.Pt : text.En;
}
