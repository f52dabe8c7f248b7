using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace HumanRights.Demo;

/// <summary>A figure as documented, and as the services tell it now.</summary>
sealed record Figure(string Name, string Documented, string ReadBack)
{
    public bool Agrees => Documented == ReadBack;
}

/// <summary>The programme's figures, read from what the services publish: they come out of events, or not at all.</summary>
sealed class Figures(Facts facts, Account anyone, Account reader)
{
    const string Unknown = "-";

    public async Task<IReadOnlyList<Figure>> ReadAsync()
    {
        var issued = (await anyone.GetAsync("/api/certification/statistics")).Or()["editions"].EnumerateArray()
            .ToDictionary(e => e.GetProperty("editionId").GetGuid(), e => e.GetProperty("issued").GetInt32());
        var network = (await anyone.GetAsync("/api/ambassadornetwork/statistics")).Or();
        var guide = (await anyone.GetAsync("/guide")).Or();
        var next = (await anyone.GetAsync($"/api/enrolment/editions/{facts.InPreparation.Id}")).Or("not-found");

        var figures = facts.Editions.Select(e => new Figure(
            $"certificates, edition {e.Number}", $"{e.Certificates}", $"{issued.GetValueOrDefault(e.Id)}")).ToList();
        figures.Add(new("certificates, editions 1 to 3", $"{facts.Editions.Sum(e => e.Certificates)}", $"{facts.Editions.Sum(e => issued.GetValueOrDefault(e.Id))}"));
        foreach (var edition in facts.Editions)
        {
            var summary = (await reader.GetAsync($"/api/learning/courses/{edition.Id}/feedback/summary")).Or("not-found");
            figures.Add(new($"satisfaction (1 to 7), edition {edition.Number}", Decimal(edition.Satisfaction), Average(summary)));
        }

        var developing = Codes(network["organisations"], o => o);
        var published = Codes(guide["practices"].GetProperty("items"), p => p.GetProperty("organisation"));
        figures.Add(new("projects in development", $"{facts.Developing.Count}", $"{facts.Developing.Count(o => developing.Contains(o.Code))}"));
        figures.AddRange(facts.Developing.Select(o => new Figure($"  at {o.Name.En}", "yes", developing.Contains(o.Code) ? "yes" : "no")));
        figures.Add(new($"practice in the Guide: {facts.Implemented.Name.En}", "yes", published.Contains(facts.Implemented.Code) ? "yes" : "no"));
        figures.Add(new($"edition {facts.InPreparation.Number} in preparation", "yes", next.Succeeded && next["registrationOpensAt"].ValueKind == JsonValueKind.String ? "yes" : "no"));
        return figures;
    }

    public static void Show(IReadOnlyList<Figure> figures)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns("The programme's figures", "documented", "read back", "");
        foreach (var column in table.Columns.Skip(1)) column.RightAligned().NoWrap();
        foreach (var figure in figures) table.AddRow(figure.Name.EscapeMarkup(), figure.Documented, figure.ReadBack, figure.Agrees ? "" : "[red]differs[/]");
        AnsiConsole.Write(table);
    }

    static HashSet<string?> Codes(JsonElement list, Func<JsonElement, JsonElement> organisation) =>
        [.. list.EnumerateArray().Select(e => organisation(e).GetProperty("code").GetString())];

    static string Average(Answer summary) =>
        summary.Succeeded && summary.Body.TryGetProperty("average", out var average) && average.ValueKind == JsonValueKind.Number ? Decimal(average.GetDecimal()) : Unknown;

    static string Decimal(decimal value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
