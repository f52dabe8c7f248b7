using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HumanRights.ServiceDefaults;

/// <summary>The two languages everything is written in, chosen by Accept-Language (RFC 9110, section 12.5.4).</summary>
public static class Language
{
    public const string English = "en";
    public const string Portuguese = "pt-PT";

    /// <returns><see cref="English"/> or <see cref="Portuguese"/>; any variety of Portuguese is answered in pt-PT.</returns>
    public static string Of(HttpRequest request)
    {
        var accepted = request.Headers.AcceptLanguage;
        if (accepted.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accepted, out var languages)) return English;
        foreach (var language in languages.OrderByDescending(l => l.Quality ?? 1))
        {
            if (language.Quality == 0) continue;
            if (language.Value.StartsWith("pt", StringComparison.OrdinalIgnoreCase)) return Portuguese;
            if (language.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return English;
        }

        return English;
    }
}
