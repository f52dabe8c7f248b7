using System.Text.RegularExpressions;

namespace HumanRights.ServiceDefaults;

/// <summary>
/// The framework words its validation attributes in English only. Messages a service writes itself it writes in both
/// languages; these are the built-in ones our requests use.
/// </summary>
public static partial class ValidationWords
{
    static readonly (Regex English, string Portuguese)[] Words =
    [
        (Required(), "O campo é obrigatório."),
        (Range(), "O valor tem de estar entre $1 e $2."),
        (MinMaxText(), "O texto tem de ter entre $1 e $2 caracteres."),
        (MaxText(), "O texto não pode ter mais de $1 caracteres."),
        (MaxLength(), "Não pode ter mais de $1 caracteres ou elementos."),
        (MinLength(), "Tem de ter pelo menos $1 caracteres ou elementos."),
        (Pattern(), "O valor não tem o formato esperado."),
        (EMail(), "Não é um endereço de correio eletrónico válido."),
        (Address(), "Não é um URL válido."),
    ];

    public static string InPortuguese(string message)
    {
        foreach (var (english, portuguese) in Words)
            if (english.Match(message) is { Success: true } match) return match.Result(portuguese);
        return message;
    }

    [GeneratedRegex("^The .+ field is required\\.$")]
    private static partial Regex Required();

    [GeneratedRegex("^The field .+ must be between (.+) and (.+)\\.$")]
    private static partial Regex Range();

    [GeneratedRegex("^The field .+ must be a string with a minimum length of (.+) and a maximum length of (.+)\\.$")]
    private static partial Regex MinMaxText();

    [GeneratedRegex("^The field .+ must be a string with a maximum length of (.+)\\.$")]
    private static partial Regex MaxText();

    [GeneratedRegex("^The field .+ must be a string or array type with a maximum length of '(.+)'\\.$")]
    private static partial Regex MaxLength();

    [GeneratedRegex("^The field .+ must be a string or array type with a minimum length of '(.+)'\\.$")]
    private static partial Regex MinLength();

    [GeneratedRegex("^The field .+ must match the regular expression '.+'\\.$")]
    private static partial Regex Pattern();

    [GeneratedRegex("^The .+ field is not a valid e-mail address\\.$")]
    private static partial Regex EMail();

    [GeneratedRegex("^The .+ field is not a valid fully-qualified .+ URL\\.$")]
    private static partial Regex Address();
}
