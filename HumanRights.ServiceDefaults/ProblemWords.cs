using System.Collections.Frozen;

namespace HumanRights.ServiceDefaults;

/// <summary>The words of the shared codes, in both languages.</summary>
sealed record ProblemWords(string Code, string TitleEn, string TitlePt, string WayOutEn, string WayOutPt)
{
    static readonly ProblemWords BadRequest = new(ProblemCodes.MalformedRequest,
        "The request could not be read.", "Não foi possível ler o pedido.",
        "Compare it with the operation's description in the API documentation, correct it and send it again.",
        "Compare-o com a descrição da operação na documentação da API, corrija-o e volte a enviá-lo.");

    static readonly ProblemWords Failure = new(ProblemCodes.Unexpected,
        "Something failed on our side.", "Ocorreu uma falha do nosso lado.",
        "Try again; if it fails again, tell support the traceId.",
        "Tente novamente; se voltar a falhar, indique o traceId ao apoio técnico.");

    static readonly FrozenDictionary<int, ProblemWords> ByStatus = new Dictionary<int, ProblemWords>
    {
        [401] = new(ProblemCodes.Unauthenticated,
            "You are not signed in, or your sign-in has expired.", "Não tem sessão iniciada, ou a sua sessão expirou.",
            "Sign in again and repeat the request with the new access token.",
            "Inicie sessão novamente e repita o pedido com o novo token de acesso."),
        [403] = new(ProblemCodes.Forbidden,
            "You may not do this.", "Não tem permissão para esta ação.",
            "If it belongs to your role, ask a coordinator to give you that role.",
            "Se esta ação faz parte da sua função, peça a um coordenador que lhe atribua essa função."),
        [404] = new(ProblemCodes.NotFound,
            "There is nothing here, or nothing you may see.", "Não existe nada aqui, ou nada que possa ver.",
            "Check the address and the ids in it.", "Verifique o endereço e os identificadores nele contidos."),
        [405] = new(ProblemCodes.MethodNotAllowed,
            "This address does not know that method.", "Este endereço não aceita esse método.",
            "Use one of the methods listed in the Allow header.", "Use um dos métodos indicados no cabeçalho Allow."),
        [409] = new(ProblemCodes.Conflict,
            "This is not possible as things stand.", "Não é possível no estado atual.",
            "Read the reason; if you think it wrong, appeal to a coordinator.",
            "Leia o motivo; se o considerar errado, recorra a um coordenador."),
        [412] = new(ProblemCodes.StaleVersion,
            "Someone has changed this since you read it.", "Alguém alterou isto depois de o ter lido.",
            "Read it again, and repeat your change if it still makes sense.",
            "Volte a lê-lo e repita a alteração se ainda fizer sentido."),
        [413] = new(ProblemCodes.BodyTooLarge,
            "The request is too large.", "O pedido é demasiado grande.",
            "Send less at once, or in several parts.", "Envie menos de cada vez, ou em várias partes."),
        [414] = new(ProblemCodes.AddressTooLong,
            "The address is too long.", "O endereço é demasiado longo.",
            "Shorten what you search or filter by.", "Encurte aquilo por que pesquisa ou filtra."),
        [415] = new(ProblemCodes.UnsupportedMediaType,
            "This kind of content is not understood here.", "Este tipo de conteúdo não é aceite aqui.",
            "Send the content type that the API documentation names, such as application/json.",
            "Envie o tipo de conteúdo indicado na documentação da API, por exemplo application/json."),
        [422] = new(ProblemCodes.InvalidValues,
            "Some values are not valid.", "Alguns valores não são válidos.",
            "Correct the fields listed in errors and send the request again.",
            "Corrija os campos indicados em errors e volte a enviar o pedido."),
        [429] = new(ProblemCodes.TooManyRequests,
            "Too many requests in a short time.", "Demasiados pedidos em pouco tempo.",
            "Wait as long as the Retry-After header says and try again.",
            "Aguarde o tempo indicado no cabeçalho Retry-After e tente novamente."),
        [503] = new(ProblemCodes.Unavailable,
            "The service cannot answer right now.", "O serviço não consegue responder neste momento.",
            "Repeat the request after the time in the Retry-After header; repeating it does no harm.",
            "Repita o pedido depois do tempo indicado no cabeçalho Retry-After; repeti-lo não causa dano."),
    }.ToFrozenDictionary();

    public static ProblemWords For(int status) =>
        ByStatus.TryGetValue(status, out var words) ? words : status < 500 ? BadRequest : Failure;
}
