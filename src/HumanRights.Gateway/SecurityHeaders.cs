using NetEscapades.AspNetCore.SecurityHeaders.Infrastructure;

namespace HumanRights.Gateway;

/// <summary>
/// Headers by kind of answer: data is never a page; pages run no script and load nothing from elsewhere; the documentation runs
/// its own script; the sign-in form may end, by redirects, at the client that asked for it.
/// </summary>
static class SecurityHeaders
{
    public static void Define(SecurityHeaderPolicyBuilder policies)
    {
        var data = Common().AddContentSecurityPolicy(csp =>
        {
            csp.AddDefaultSrc().None();
            csp.AddFrameAncestors().None();
        });
        var page = Browsed().AddContentSecurityPolicy(csp =>
        {
            Page(csp);
            csp.AddFormAction().Self();
        });
        // Browsers hold redirects after a form to form-action too, and clients live anywhere.
        var signIn = Browsed().AddContentSecurityPolicy(Page);
        var documentation = Browsed().AddContentSecurityPolicy(csp =>
        {
            Page(csp);
            csp.AddScriptSrc().Self().WithNonce();
            csp.AddConnectSrc().Self();
            csp.AddFontSrc().Self().Data();
        });

        policies.SetDefaultPolicy(data).SetPolicySelector(request => request.HttpContext.Request.Path.Value switch
        {
            { } path when path.StartsWith("/api/", StringComparison.Ordinal) => data,
            { } path when path.StartsWith("/docs", StringComparison.Ordinal) => documentation,
            { } path when path.StartsWith("/sign-", StringComparison.Ordinal) || path.StartsWith("/connect/", StringComparison.Ordinal) => signIn,
            "/" => page,
            { } path when path.StartsWith("/verify", StringComparison.Ordinal) || path.StartsWith("/guide", StringComparison.Ordinal) => page,
            _ => data,
        });
    }

    static HeaderPolicyCollection Common() => new HeaderPolicyCollection()
        .AddContentTypeOptionsNoSniff()
        .AddReferrerPolicyStrictOriginWhenCrossOrigin()
        .AddStrictTransportSecurityMaxAgeIncludeSubDomains()
        .RemoveServerHeader();

    static HeaderPolicyCollection Browsed() => Common().AddPermissionsPolicyWithDefaultSecureDirectives();

    static void Page(CspBuilder csp)
    {
        csp.AddDefaultSrc().None();
        csp.AddStyleSrc().Self().UnsafeInline();
        csp.AddImgSrc().Self().Data();
        csp.AddBaseUri().None();
        csp.AddFrameAncestors().None();
    }
}
