using HumanRights.ServiceDefaults;

namespace HumanRights.Gateway;

/// <summary>Where someone lands who knows only the address: for people a page, for programs the same links in JSON.</summary>
static class FrontPage
{
    public static void MapFrontPage(this WebApplication app) => app.MapGet("/", IResult (HttpRequest request) =>
    {
        var portuguese = Language.Current == Language.Portuguese;
        request.HttpContext.Response.Headers.Vary = "Accept, Accept-Language";
        request.HttpContext.Response.Headers.ContentLanguage = Language.Current;
        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Content(portuguese ? Portuguese : English, "text/html; charset=utf-8")
            : TypedResults.Ok(new { Documentation = "/docs", Guide = "/guide", SignIn = "/sign-in", Metadata = "/.well-known/openid-configuration" });
    }).AllowAnonymous().ExcludeFromDescription();

    static readonly string English = Page(Language.English, "Human Rights Capacity Building Programme",
        "A free programme for every public servant, from registration to the Best Practices Guide.",
        "Sign in", "Best Practices Guide", "API documentation",
        "To verify a certificate, open the address printed on it.");

    static readonly string Portuguese = Page(Language.Portuguese, "Programa de Capacitação em Direitos Humanos",
        "Um programa gratuito para todos os trabalhadores da Administração Pública, da inscrição ao Guia de Boas Práticas.",
        "Iniciar sessão", "Guia de Boas Práticas", "Documentação da API",
        "Para verificar um certificado, abra o endereço nele impresso.");

    static string Page(string language, string title, string lead, string signIn, string guide, string documentation, string verify) => $$"""
        <!doctype html>
        <html lang="{{language}}">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{{title}}</title>
          <style>
            :root { color-scheme: light dark }
            body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
            li { margin: .75rem 0 }
          </style>
        </head>
        <body>
          <main>
            <h1>{{title}}</h1>
            <p>{{lead}}</p>
            <nav>
              <ul>
                <li><a href="/sign-in">{{signIn}}</a></li>
                <li><a href="/guide">{{guide}}</a></li>
                <li><a href="/docs">{{documentation}}</a></li>
              </ul>
            </nav>
            <p>{{verify}}</p>
          </main>
        </body>
        </html>
        """;
}
