using System.Globalization;
using HumanRights.EventSourcing;

namespace HumanRights.Notifications.Letters;

/// <summary>What is known here of an edition; its titles and notices are the coordination's, as published.</summary>
public sealed record EditionWords(int? Number, string? TitleEn, string? TitlePt, string? NoticeEn, string? NoticePt);

/// <summary>A link of Identity's that works once, and until when.</summary>
public sealed record OneTimeLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>What a letter says of.</summary>
/// <param name="Kind">The event.</param>
/// <param name="Facts">The event's codes, numbers and instants.</param>
/// <param name="Happened">When it was recorded.</param>
/// <param name="Edition">Absent for letters about the account.</param>
/// <param name="Link">For letters about the account.</param>
/// <param name="Platform">Where people sign in.</param>
public sealed record Subject(LetterKind Kind, Facts Facts, DateTimeOffset Happened, EditionWords? Edition, OneTimeLink? Link, string Platform);

/// <summary>A letter in one language: a line for the list of letters, a heading, paragraphs, where to go, and where it comes from.</summary>
/// <param name="Title">The letter's subject; one line.</param>
/// <param name="Greeting">What comes before the name.</param>
/// <param name="Paragraphs">In order.</param>
/// <param name="LinkText">What the link does.</param>
/// <param name="Link">An address to open.</param>
/// <param name="Footer">Paragraphs after the letter.</param>
public sealed record Words(string Title, string Greeting, IReadOnlyList<string> Paragraphs, string LinkText, string Link, IReadOnlyList<string> Footer);

/// <summary>The letters in both languages. Pure: the same event always reads the same.</summary>
public static class Wording
{
    public static Words Of(Subject subject, bool portuguese) => portuguese ? Portuguese.Of(subject) : English.Of(subject);

    private static class English
    {
        private const string Again = "If you change your mind, you can register again while registration is open; your place then is by the time of the new registration.";

        public static Words Of(Subject subject)
        {
            var edition = Edition(subject.Edition);
            var (title, paragraphs) = About(subject, edition);
            var (linkText, link) = subject.Link is { } once
                ? (subject.Kind == LetterKind.PasswordReset ? "Choose a new password" : "Confirm my e-mail address", once.Url)
                : ("Sign in to the platform", subject.Platform);
            return new(title, "Dear", paragraphs, linkText, link,
            [
                $"The platform wrote this letter by itself because of what was recorded on {Instant(subject.Happened)}. Answers to it are not read.",
            ]);
        }

        private static (string Title, IReadOnlyList<string> Paragraphs) About(Subject subject, string edition) => subject.Kind switch
        {
            LetterKind.Seat => ($"You have a seat: {edition}",
            [
                subject.Facts.Route switch
                {
                    "promotion" => $"A seat has become free and you were the first on the waiting list for {edition}. The seat is yours; you need not do anything.",
                    "offer" => $"You have accepted the seat that was kept for you in {edition}. It is yours.",
                    _ => $"Your registration for {edition} is complete. You have a seat.",
                },
                "If you cannot take part, please withdraw in good time: the seat then goes to the next person who waits.",
            ]),
            LetterKind.WaitingPlace => ($"You are on the waiting list: {edition}",
            [
                $"All seats of {edition} are taken. You are number {Number(subject.Facts.Position)} on the waiting list, which is kept in order of arrival.",
                "When a seat becomes free it goes to the first who waits, and we write to you. You can see your present number at any time.",
            ]),
            LetterKind.Offer => ($"A seat is kept for you until {Instant(subject.Facts.ExpiresAt)}: {edition}",
            [
                $"A seat in {edition} has become free, and it is your turn. It is kept for you until {Instant(subject.Facts.ExpiresAt)}.",
                "To accept: sign in, open your registration for this edition and accept the offer.",
                "To decline: decline the offer in the same place. Your registration then ends and the seat goes to the next person who waits.",
                "If you do neither in time, the offer ends, your registration with it, and the seat goes to the next person who waits.",
            ]),
            LetterKind.OfferDeclined => ($"You have declined the seat: {edition}",
                [$"You have declined the seat that was kept for you in {edition}. Your registration has ended and the seat goes to the next person who waits.", Again]),
            LetterKind.OfferExpired => ($"The offer of a seat has ended: {edition}",
                [$"The seat that was kept for you in {edition} was not accepted in time. Your registration has ended and the seat goes to the next person who waits.", Again]),
            LetterKind.OfferEnded => ($"The offer of a seat has ended with the edition: {edition}",
            [
                $"The seat that was kept for you can no longer be accepted, because this has been completed: {edition}.",
                "You are on the waiting list again, in the place you had. If the coordination carries its list over to the next edition, we write to you; you can also register for the next one yourself.",
            ]),
            LetterKind.SeatGivenUp => ($"Your registration is withdrawn: {edition}",
                [$"Your registration for {edition} is withdrawn. You have no seat any more.", Again]),
            LetterKind.WaitingPlaceGivenUp => ($"Your registration is withdrawn: {edition}",
                [$"Your registration for {edition} is withdrawn. You are not on the waiting list any more.", Again]),
            LetterKind.EditionCancelled => ($"Cancelled: {edition}",
            [
                $"The following will not take place: {edition}. Your registration has ended; you need not do anything.",
                "The coordination says:",
                .. Paragraphs(subject.Edition?.NoticeEn),
            ]),
            LetterKind.AppealDecided => ($"Your appeal is decided: {edition}",
            [
                subject.Facts.Outcome switch
                {
                    "reversed" => $"The coordination has decided on your appeal concerning {edition}: the refusal is reversed. What follows from this comes in a letter of its own.",
                    "upheld" => $"The coordination has decided on your appeal concerning {edition}: the refusal stands.",
                    _ => $"The coordination has decided on your appeal concerning {edition}.",
                },
                "You can read the reasons on the platform.",
            ]),
            LetterKind.ResultReleased => ($"You have a test result: {edition}",
            [
                $"Your result in {Test(subject.Facts)} of {edition} is released. You can read it on the platform.",
                "If you had a result in this test before, this one takes its place. If you think it is wrong, you can appeal against it in the same place.",
            ]),
            LetterKind.ResultAppealDecided => ($"Your appeal against a test result is decided: {edition}",
            [
                subject.Facts.Outcome switch
                {
                    "reversed" => $"The coordination has decided on your appeal against the result of {Test(subject.Facts)} of {edition}: you get more points. Your new result is on the platform.",
                    "upheld" => $"The coordination has decided on your appeal against the result of {Test(subject.Facts)} of {edition}: the result stands.",
                    _ => $"The coordination has decided on your appeal against the result of {Test(subject.Facts)} of {edition}.",
                },
                "You can read the reasons on the platform.",
            ]),
            LetterKind.EmailConfirmation => ("Confirm your e-mail address",
            [
                "Somebody has registered on the platform of the Human Rights Programme with this e-mail address. If it was you, please confirm that the address is yours.",
                $"The link works once, until {Instant(subject.Link?.ExpiresAt)}.",
                "If it was not you, please ignore this letter.",
            ]),
            LetterKind.PasswordReset => ("Choose a new password",
            [
                "Somebody has asked for a new password for your account on the platform of the Human Rights Programme. If it was you, please choose it now.",
                $"The link works once, until {Instant(subject.Link?.ExpiresAt)}.",
                "If it was not you, please ignore this letter: your password stays as it is.",
            ]),
            _ => throw new ArgumentOutOfRangeException(nameof(subject)),
        };

        private static string Test(Facts facts) => facts.ModuleNumber is { } module ? $"the test of module {Number(module)}" : "a test";

        private static string Edition(EditionWords? edition) =>
            edition is { Number: { } number, TitleEn: { } title } ? $"{title}, edition {Number(number)}" : "the edition you registered for";

        private static string Instant(DateTimeOffset? instant) => LisbonClock.Words(instant).En;
    }

    private static class Portuguese
    {
        private const string Again = "Se mudar de ideias, pode inscrever-se de novo enquanto as inscrições estiverem abertas; o seu lugar será então o da nova inscrição.";

        public static Words Of(Subject subject)
        {
            var edition = Edition(subject.Edition);
            var (title, paragraphs) = About(subject, edition);
            var (linkText, link) = subject.Link is { } once
                ? (subject.Kind == LetterKind.PasswordReset ? "Escolher uma nova palavra-passe" : "Confirmar o meu endereço de correio eletrónico", once.Url)
                : ("Iniciar sessão na plataforma", subject.Platform);
            return new(title, "Olá,", paragraphs, linkText, link,
            [
                $"Esta carta foi escrita automaticamente pela plataforma devido ao que ficou registado em {Instant(subject.Happened)}. As respostas não são lidas.",
            ]);
        }

        private static (string Title, IReadOnlyList<string> Paragraphs) About(Subject subject, string edition) => subject.Kind switch
        {
            LetterKind.Seat => ($"Tem um lugar: {edition}",
            [
                subject.Facts.Route switch
                {
                    "promotion" => $"Vagou um lugar e era a primeira pessoa da lista de espera: {edition}. O lugar é seu; não precisa de fazer nada.",
                    "offer" => $"Aceitou o lugar que lhe estava reservado: {edition}. O lugar é seu.",
                    _ => $"A sua inscrição está concluída: {edition}. Tem um lugar.",
                },
                "Se não puder participar, desista por favor com antecedência: o lugar passa então à pessoa que se segue na lista de espera.",
            ]),
            LetterKind.WaitingPlace => ($"Está na lista de espera: {edition}",
            [
                $"Todos os lugares estão ocupados: {edition}. É o número {Number(subject.Facts.Position)} da lista de espera, que segue a ordem de chegada.",
                "Quando vagar um lugar, ele cabe à primeira pessoa que espera, e escrevemos-lhe. Pode ver o seu número atual a qualquer momento.",
            ]),
            LetterKind.Offer => ($"Tem um lugar reservado até {Instant(subject.Facts.ExpiresAt)}: {edition}",
            [
                $"Vagou um lugar e chegou a sua vez: {edition}. O lugar está-lhe reservado até {Instant(subject.Facts.ExpiresAt)}.",
                "Para aceitar: inicie sessão, abra a sua inscrição nesta edição e aceite a oferta.",
                "Para recusar: recuse a oferta no mesmo sítio. A sua inscrição termina e o lugar passa à pessoa que se segue na lista de espera.",
                "Se não fizer nenhuma das duas coisas a tempo, a oferta termina, e com ela a sua inscrição, e o lugar passa à pessoa que se segue.",
            ]),
            LetterKind.OfferDeclined => ($"Recusou o lugar: {edition}",
                [$"Recusou o lugar que lhe estava reservado: {edition}. A sua inscrição terminou e o lugar passa à pessoa que se segue na lista de espera.", Again]),
            LetterKind.OfferExpired => ($"A oferta de lugar terminou: {edition}",
                [$"O lugar que lhe estava reservado não foi aceite a tempo: {edition}. A sua inscrição terminou e o lugar passa à pessoa que se segue na lista de espera.", Again]),
            LetterKind.OfferEnded => ($"A oferta de lugar terminou com a edição: {edition}",
            [
                $"O lugar que lhe estava reservado já não pode ser aceite, porque terminou: {edition}.",
                "Está de novo na lista de espera, no lugar que tinha. Se a coordenação transitar a lista para a edição seguinte, escrevemos-lhe; pode também inscrever-se na próxima.",
            ]),
            LetterKind.SeatGivenUp => ($"A sua inscrição foi retirada: {edition}",
                [$"A sua inscrição foi retirada: {edition}. Já não tem lugar.", Again]),
            LetterKind.WaitingPlaceGivenUp => ($"A sua inscrição foi retirada: {edition}",
                [$"A sua inscrição foi retirada: {edition}. Já não está na lista de espera.", Again]),
            LetterKind.EditionCancelled => ($"Cancelada: {edition}",
            [
                $"Não se realizará: {edition}. A sua inscrição terminou; não precisa de fazer nada.",
                "A coordenação informa:",
                .. Paragraphs(subject.Edition?.NoticePt),
            ]),
            LetterKind.AppealDecided => ($"O seu recurso foi decidido: {edition}",
            [
                subject.Facts.Outcome switch
                {
                    "reversed" => $"A coordenação decidiu o seu recurso: {edition}. A recusa foi revogada. O que daí resulta é comunicado noutra carta.",
                    "upheld" => $"A coordenação decidiu o seu recurso: {edition}. A recusa mantém-se.",
                    _ => $"A coordenação decidiu o seu recurso: {edition}.",
                },
                "Pode ler os fundamentos na plataforma.",
            ]),
            LetterKind.ResultReleased => ($"Tem o resultado de um teste: {edition}",
            [
                $"O seu resultado {Test(subject.Facts)} já está disponível: {edition}. Pode consultá-lo na plataforma.",
                "Se já tinha um resultado neste teste, este substitui-o. Se entender que está errado, pode recorrer dele no mesmo sítio.",
            ]),
            LetterKind.ResultAppealDecided => ($"O seu recurso do resultado de um teste foi decidido: {edition}",
            [
                subject.Facts.Outcome switch
                {
                    "reversed" => $"A coordenação decidiu o seu recurso do resultado {Test(subject.Facts)}: {edition}. Recebe mais pontos. O novo resultado está na plataforma.",
                    "upheld" => $"A coordenação decidiu o seu recurso do resultado {Test(subject.Facts)}: {edition}. O resultado mantém-se.",
                    _ => $"A coordenação decidiu o seu recurso do resultado {Test(subject.Facts)}: {edition}.",
                },
                "Pode ler os fundamentos na plataforma.",
            ]),
            LetterKind.EmailConfirmation => ("Confirme o seu endereço de correio eletrónico",
            [
                "Alguém se registou na plataforma do Programa de Direitos Humanos com este endereço de correio eletrónico. Se foi você, confirme por favor que o endereço é seu.",
                $"A ligação funciona uma só vez, até {Instant(subject.Link?.ExpiresAt)}.",
                "Se não foi você, ignore por favor esta carta.",
            ]),
            LetterKind.PasswordReset => ("Escolha uma nova palavra-passe",
            [
                "Alguém pediu uma nova palavra-passe para a sua conta na plataforma do Programa de Direitos Humanos. Se foi você, escolha-a agora.",
                $"A ligação funciona uma só vez, até {Instant(subject.Link?.ExpiresAt)}.",
                "Se não foi você, ignore por favor esta carta: a sua palavra-passe mantém-se.",
            ]),
            _ => throw new ArgumentOutOfRangeException(nameof(subject)),
        };

        private static string Test(Facts facts) => facts.ModuleNumber is { } module ? $"do teste do módulo {Number(module)}" : "de um teste";

        private static string Edition(EditionWords? edition) =>
            edition is { Number: { } number, TitlePt: { } title } ? $"{title}, {Number(number)}.ª edição" : "a edição em que se inscreveu";

        private static string Instant(DateTimeOffset? instant) => LisbonClock.Words(instant).Pt;
    }

    private static string Number(int? number) => (number ?? 0).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Paragraphs(string? text) =>
        (text ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
