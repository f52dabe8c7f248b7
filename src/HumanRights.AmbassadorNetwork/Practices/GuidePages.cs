using HumanRights.AmbassadorNetwork.Views;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HumanRights.AmbassadorNetwork.Practices;

/// <summary>The Guide for people: plain pages in the reader's language, without scripts.</summary>
public sealed class GuidePages(bool portuguese)
{
    public static GuidePages ForReader() => new(Language.Current == Language.Portuguese);

    public static bool AreAskedForBy(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public ContentHttpResult Overview(GuideAnswer guide)
    {
        var title = Say("Best Practices Guide", "Guia de Boas Práticas");
        return Page(title, $"""
            <h1>{title}</h1>
            <p>{Say("What ambassadors for human rights have changed in public organisations, implemented and verified.",
                "O que os embaixadores dos direitos humanos mudaram em organismos públicos, implementado e verificado.")}</p>
            {(guide.Version == 0 ? Empty() : Practices(guide))}
            """);
    }

    public ContentHttpResult One(PracticeView practice) => Page(Say(practice.Title), $"""
        <p><a href="/guide">{Say("Best Practices Guide", "Guia de Boas Práticas")}</a></p>
        <article>
          <h1>{Say(practice.Title)}</h1>
          <p>{Say(practice.Summary)}</p>
          <dl>
            <dt>{Say("Organisation", "Organismo")}</dt><dd>{Say(practice.Organisation.Name)}</dd>
            <dt>{Say("Topics", "Temas")}</dt>{practice.Topics.Select(t => (Html)$"<dd>{Say(Themes.Topics[t])}</dd>")}
            <dt>{Say("Sustainable Development Goals", "Objetivos de Desenvolvimento Sustentável")}</dt>{practice.Goals.Select(g => (Html)$"<dd>{g}. {Say(Themes.Goals[g])}</dd>")}
            <dt>{Say("In the Guide since", "No Guia desde")}</dt><dd>{Say("version", "versão")} {practice.GuideVersion}, {Day(practice.PublishedAt)}</dd>
          </dl>
        </article>
        """);

    public ContentHttpResult NotFound(Text reason)
    {
        var title = Say("Not in the Guide", "Não está no Guia");
        return Page(title, $"""
            <h1>{title}</h1>
            <p>{Say(reason)}</p>
            <p><a href="/guide">{Say("To the Best Practices Guide", "Para o Guia de Boas Práticas")}</a></p>
            """, StatusCodes.Status404NotFound);
    }

    private Html Empty() => $"""
        <p>{Say("The Guide has no practice yet: one enters it when a project was implemented and its outcome verified.",
            "O Guia ainda não tem práticas: uma prática entra quando um projeto foi implementado e o seu resultado verificado.")}</p>
        """;

    private Html Practices(GuideAnswer guide) => $"""
        <p>{Say("Version", "Versão")} {guide.Version}{(guide.Version == guide.LatestVersion ? Html.None : Newer(guide))}</p>
        <section aria-labelledby="practices">
          <h2 id="practices">{Say("Practices", "Práticas")}</h2>
          <ul>{guide.Practices.Items.Select(Item)}</ul>
          {(guide.Practices.Next is { } next ? More(guide, next) : Html.None)}
        </section>
        <nav aria-labelledby="versions">
          <h2 id="versions">{Say("Versions", "Versões")}</h2>
          <ul>{guide.Versions.Select(v => (Html)$"""<li><a href="/guide?version={v.Version}">{Say("Version", "Versão")} {v.Version}</a>, {Day(v.PublishedAt)}</li>""")}</ul>
        </nav>
        """;

    private Html Item(PracticeView practice) => $"""
        <li><a href="/guide/{practice.Id}">{Say(practice.Title)}</a><br>{Say(practice.Organisation.Name)}</li>
        """;

    private Html Newer(GuideAnswer guide) =>
        $"""; <a href="/guide">{Say("the present one is", "a atual é a")} {guide.LatestVersion}</a>""";

    private Html More(GuideAnswer guide, string next) => $"""
        <p><a rel="next" href="/guide?version={guide.Version}&amp;after={next}">{Say("More practices", "Mais práticas")}</a></p>
        """;

    private ContentHttpResult Page(string title, Html body, int status = StatusCodes.Status200OK)
    {
        Html page = $$"""
            <!doctype html>
            <html lang="{{Language.Current}}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{{title}}</title>
              <style>
                :root { color-scheme: light dark }
                body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere }
                li { margin: .75rem 0 }
                dt { font-weight: 600; margin-top: .75rem }
                dd { margin: 0 }
              </style>
            </head>
            <body>
              <main>
            {{body}}
              </main>
            </body>
            </html>
            """;
        return TypedResults.Content(page.ToString(), "text/html; charset=utf-8", statusCode: status);
    }

    private string Say(string en, string pt) => portuguese ? pt : en;

    private string Say(Text text) => Say(text.En, text.Pt);

    private static Html Day(DateTimeOffset at) => $"""<time>{at.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}</time>""";
}
