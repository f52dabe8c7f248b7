using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using HumanRights.ServiceDefaults;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HumanRights.Identity.Tokens;

/// <summary>The programs that may ask for tokens. What a client is allowed beyond OAuth (its roles, its organisation) lies in its properties.</summary>
static class Clients
{
    const string RolesProperty = "roles", OrganisationProperty = "organisation";

    /// <summary>An application of people (browser, command line): authorization code with PKCE, no secret.</summary>
    public static OpenIddictApplicationDescriptor Public(string id, string name, params string[] redirects)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = id, DisplayName = name,
            // Native: the port of a loopback address may be any (RFC 8252, section 7.3).
            ClientType = ClientTypes.Public, ApplicationType = ApplicationTypes.Native, ConsentType = ConsentTypes.Implicit,
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession, Permissions.Endpoints.Revocation,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile, Permissions.Scopes.Email,
            },
        };
        client.RedirectUris.UnionWith(redirects.Select(uri => new Uri(uri)));
        client.PostLogoutRedirectUris.UnionWith(redirects.Select(uri => new Uri(uri)));
        return client;
    }

    /// <summary>A service, tool or partner entity that acts for itself: client credentials.</summary>
    public static OpenIddictApplicationDescriptor Confidential(string id, string name, string secret, string[] roles, string? organisation = null)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = id, DisplayName = name, ClientSecret = secret, ClientType = ClientTypes.Confidential,
            Permissions = { Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.GrantTypes.ClientCredentials },
            Properties = { [RolesProperty] = JsonSerializer.SerializeToElement(roles) },
        };
        if (organisation is not null) client.Properties[OrganisationProperty] = JsonSerializer.SerializeToElement(organisation);
        return client;
    }

    public static IEnumerable<Claim> FactsOf(ImmutableDictionary<string, JsonElement> properties)
    {
        if (properties.TryGetValue(RolesProperty, out var roles))
            foreach (var role in roles.EnumerateArray()) yield return new(Caller.Role, role.GetString()!);
        if (properties.TryGetValue(OrganisationProperty, out var organisation))
            yield return new(Caller.Organisation, organisation.GetString()!);
    }
}
