using System.Net;
using System.Security.Cryptography;
using HumanRights.EventSourcing;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Antiforgery;

namespace HumanRights.Identity.SignIn;

/// <summary>Something the reader has to mend, and in which field.</summary>
sealed record FormProblem(string Field, Text Message);

/// <summary>A field of a form, labelled, with its hint and its problem said by assistive technology.</summary>
/// <param name="Name">Also its id.</param>
/// <param name="Label">What is asked for.</param>
/// <param name="Type">The input's type; `lines` for several lines, `choice` for one of the choices.</param>
/// <param name="Autocomplete">What browsers fill in (HTML, section 4.10.18.7).</param>
sealed record Field(string Name, Text Label, string Type = "text", string Autocomplete = "off")
{
    public string Value { get; init; } = "";
    public bool Required { get; init; }
    public int Longest { get; init; } = 200;
    public Text? Hint { get; init; }
    public IReadOnlyList<(string Value, Text Label)> Choices { get; init; } = [];
}

/// <summary>Plain forms: no script, readable by any assistive technology, in the reader's language, of use by keyboard alone.</summary>
static class FormPage
{
    static readonly Text
        ErrorTitle = new("There is a problem", "Há um problema"),
        Optional = new("(optional)", "(opcional)");

    public static readonly Text Expired = new("This page was open for too long. Try again.", "Esta página esteve aberta demasiado tempo. Tente de novo.");

    public static async Task<IFormCollection> Sent(HttpContext http) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;

    public static string Form(
        HttpContext http, IAntiforgery antiforgery, string action, Text button, IReadOnlyList<Field> fields, IReadOnlyList<FormProblem> problems, string hidden = "") => $"""
        {Summary(problems)}
        <form method="post" action="{action}" novalidate>
          {HiddenToken(http, antiforgery)}
          {hidden}
          {string.Join("\n  ", fields.Select(field => Input(field, problems)))}
          <button type="submit">{Words(button)}</button>
        </form>
        """;

    public static string Hidden(string name, string value) => $"""<input type="hidden" name="{name}" value="{WebUtility.HtmlEncode(value)}">""";

    public static string Paragraph(Text text, string more = "") => $"<p{more}>{Words(text)}</p>";

    public static string Link(string path, Text text) => $"""<p><a href="{path}">{Words(text)}</a></p>""";

    public static string Words(Text text) => WebUtility.HtmlEncode(text.ForReader());

    static string Summary(IReadOnlyList<FormProblem> problems) => problems.Count == 0 ? "" : $"""
        <div class="problems" id="problems" role="alert" tabindex="-1" autofocus>
          <h2>{Words(ErrorTitle)}</h2>
          <ul>{string.Concat(problems.Select(p => $"<li><a href=\"#{p.Field}\">{Words(p.Message)}</a></li>"))}</ul>
        </div>
        """;

    static string Input(Field field, IReadOnlyList<FormProblem> problems)
    {
        var wrong = problems.Any(p => p.Field == field.Name);
        var described = string.Join(' ', ((string?[])[field.Hint is null ? null : field.Name + "-hint", wrong ? "problems" : null]).Where(id => id is not null));
        var attributes = $"""id="{field.Name}" name="{field.Name}" autocomplete="{field.Autocomplete}" """
            + (field.Required ? "required " : "") + (wrong ? """aria-invalid="true" """ : "") + (described.Length > 0 ? $"""aria-describedby="{described}" """ : "");
        var value = WebUtility.HtmlEncode(field.Value);
        return $"""<label for="{field.Name}">{Words(field.Label)}{(field.Required ? "" : " " + Words(Optional))}</label>"""
            + (field.Hint is { } hint ? $"""<p class="hint" id="{field.Name}-hint">{Words(hint)}</p>""" : "")
            + field.Type switch
            {
                "lines" => $"<textarea {attributes}rows=\"4\" dir=\"auto\" maxlength=\"{field.Longest}\">{value}</textarea>",
                "choice" => $"<select {attributes}>{string.Concat(field.Choices.Select(c => $"<option value=\"{c.Value}\"{(c.Value == field.Value ? " selected" : "")}>{Words(c.Label)}</option>"))}</select>",
                // A password is never written back into the page.
                "password" => $"<input {attributes}type=\"password\" maxlength=\"{field.Longest}\">",
                _ => $"<input {attributes}type=\"{field.Type}\" dir=\"auto\" maxlength=\"{field.Longest}\" value=\"{value}\">",
            };
    }

    static string HiddenToken(HttpContext http, IAntiforgery antiforgery)
    {
        var tokens = antiforgery.GetAndStoreTokens(http);
        return Hidden(tokens.FormFieldName, tokens.RequestToken!);
    }

    public static IResult Page(HttpContext http, Text title, string body, int status = StatusCodes.Status200OK)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var heading = Words(title);
        // No form-action here: browsers apply it to the redirect that takes the person back to the application.
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Vary = "Accept-Language";
        return Results.Content($$"""
            <!doctype html>
            <html lang="{{Language.Current}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{heading}}</title>
            <style nonce="{{nonce}}">
              body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
              label { display: block; margin-top: 1rem; font-weight: 600 }
              input, select, textarea { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; border: 2px solid #595959 }
              button { font: inherit; font-weight: 600; margin-top: 1.5rem; padding: .6rem 1.2rem; color: #fff; background: #10418f; border: 2px solid #10418f }
              :focus-visible { outline: 3px solid #b35900; outline-offset: 2px }
              .hint { margin: 0; color: #444 }
              .problems { border: 3px solid #b3001b; padding: 0 1rem } .problems a { color: #b3001b }
            </style>
            </head>
            <body><main><h1>{{heading}}</h1>
            {{body}}
            </main></body>
            </html>
            """, "text/html; charset=utf-8", statusCode: status);
    }
}
