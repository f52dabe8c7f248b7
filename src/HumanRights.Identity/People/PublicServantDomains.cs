namespace HumanRights.Identity.People;

/// <summary>
/// The e-mail domains that only public servants have (`Identity:PublicServantDomains`), each with its subdomains. Whoever has shown that such an
/// address is theirs is one.
/// </summary>
sealed class PublicServantDomains(IConfiguration configuration, IHostEnvironment environment)
{
    readonly string[] domains = configuration.GetSection("Identity:PublicServantDomains").Get<string[]>()
        ?? (environment.IsDevelopment() ? ["gov.pt", "example.invalid"] : ["gov.pt"]);

    public bool List(string email) => EmailAddress.DomainOf(email) is { } domain && domains.Any(listed =>
        domain.Equals(listed, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + listed, StringComparison.OrdinalIgnoreCase));
}
