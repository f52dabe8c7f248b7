using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace HumanRights.ServiceDefaults;

/// <summary>
/// The two languages everything is written in, chosen by Accept-Language (RFC 9110, section 12.5.4) as the request comes in; whoever
/// words something reads the choice from <see cref="CultureInfo.CurrentUICulture"/>. Numbers and dates are not a matter of language here.
/// </summary>
public static class Language
{
    public const string English = "en";
    public const string Portuguese = "pt-PT";

    /// <value>The reader's: <see cref="English"/> or <see cref="Portuguese"/>; any variety of Portuguese is answered in pt-PT.</value>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "pt" ? Portuguese : English;

    // Outermost: what it sets is gone again for whoever stands around it.
    internal static void UseReadersLanguage(this IApplicationBuilder app) => app.UseRequestLocalization(new RequestLocalizationOptions
    {
        DefaultRequestCulture = new(CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo(English)),
        SupportedCultures = null,
        SupportedUICultures = [CultureInfo.GetCultureInfo(English), CultureInfo.GetCultureInfo(Portuguese)],
        RequestCultureProviders = [new CustomRequestCultureProvider(http => Accepted(http.Request))],
    });

    // The framework's own provider takes a language that the reader refuses (q=0) for one they accept.
    static Task<ProviderCultureResult?> Accepted(HttpRequest request)
    {
        if (request.Headers.AcceptLanguage.Count == 0) return None;
        foreach (var language in request.GetTypedHeaders().AcceptLanguage.Where(l => l.Quality is null or > 0).OrderByDescending(l => l.Quality ?? 1))
        {
            if (language.Value.StartsWith("pt", StringComparison.OrdinalIgnoreCase)) return InPortuguese;
            if (language.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return InEnglish;
        }

        return None;
    }

    static readonly Task<ProviderCultureResult?> None = Task.FromResult<ProviderCultureResult?>(null);
    static readonly Task<ProviderCultureResult?> InEnglish = Task.FromResult<ProviderCultureResult?>(new("", English));
    static readonly Task<ProviderCultureResult?> InPortuguese = Task.FromResult<ProviderCultureResult?>(new("", Portuguese));
}
