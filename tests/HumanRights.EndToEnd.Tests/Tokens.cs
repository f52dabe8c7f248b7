using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.EndToEnd.Tests;

/// <summary>Takes real tokens apart, and puts together such as must be refused.</summary>
public static class Tokens
{
    public static Guid SubjectOf(string token) => Guid.Parse(Part(token, 1)["sub"]!.GetValue<string>());

    /// <summary>What is wrong with it, and the token, made from a real one and the deployment's own signing key.</summary>
    public static IReadOnlyDictionary<string, string> Spoiled(string real, string signingKeyPem)
    {
        using var own = RSA.Create();
        own.ImportFromPem(signingKeyPem);
        using var another = RSA.Create(2048);
        var parts = real.Split('.');
        string Claims(Action<JsonNode> change)
        {
            var claims = Part(real, 1);
            change(claims);
            return Encoded(claims.ToJsonString());
        }

        return new Dictionary<string, string>
        {
            ["expired"] = Signed(own, parts[0], Claims(c => (c["nbf"], c["iat"], c["exp"]) = (1_700_000_000, 1_700_000_000, 1_700_000_600))),
            ["for another audience"] = Signed(own, parts[0], Claims(c => c["aud"] = "another-platform")),
            ["of another issuer"] = Signed(own, parts[0], Claims(c => c["iss"] = "https://issuer.example/")),
            ["signed with another key"] = Signed(another, parts[0], parts[1]),
            ["with a role written into it"] = $"{parts[0]}.{Claims(c => c["role"] = "everything")}.{parts[2]}",
            ["unsigned"] = $"{Encoded("""{"alg":"none","typ":"at+jwt"}""")}.{parts[1]}.",
            ["no token at all"] = "not-a-token",
        };
    }

    static string Signed(RSA key, string header, string claims) =>
        $"{header}.{claims}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

    static JsonNode Part(string token, int index) => JsonNode.Parse(Base64UrlEncoder.DecodeBytes(token.Split('.')[index]))!;

    static string Encoded(string text) => Base64UrlEncoder.Encode(text);
}
