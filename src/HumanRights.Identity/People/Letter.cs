using System.Security.Cryptography;
using System.Text;
using HumanRights.EventSourcing;
using HumanRights.Identity.Database;
using HumanRights.Identity.Keys;
using HumanRights.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace HumanRights.Identity.People;

/// <summary>A letter with a link that works once and for a time. The row goes when the link is used, and with the person.</summary>
sealed class Letter
{
    /// <summary>Shows that an e-mail address is a person's own.</summary>
    public const string Confirmation = "confirmation";
    /// <summary>Lets a person choose a new password.</summary>
    public const string PasswordReset = "password-reset";

    public static readonly TimeSpan ConfirmationLife = TimeSpan.FromHours(48), PasswordResetLife = TimeSpan.FromHours(1);

    public Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required string Purpose { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Somebody registered and is written to: the letter's link shows that the address is theirs.</summary>
sealed record EmailConfirmationRequested(Guid PersonId, Guid LetterId);

/// <summary>Somebody asked for a new password for this person's account; the letter goes to the address that is known.</summary>
sealed record PasswordResetRequested(Guid PersonId, Guid LetterId);

/// <summary>Decides whether a letter is sent. Who asks is told nothing of it: neither that the address is known, nor that it is not.</summary>
static class LetterRequest
{
    /// <summary>Letters that anyone can have sent must not fill somebody's mailbox.</summary>
    public const int HighestAnHour = 5;

    public static Decision Decide(Erasure person, Guid id, Guid letter, string purpose, int lettersOfTheLastHour) =>
        person.Erased || lettersOfTheLastHour >= HighestAnHour ? Decision.Nothing
        : purpose == Letter.Confirmation ? Decision.Accept(new EmailConfirmationRequested(id, letter))
        : Decision.Accept(new PasswordResetRequested(id, letter));
}

/// <summary>
/// The secret of a letter's link is computed from the letter's id and the deployment's key, so that it lies in no database and whoever
/// writes the letter twice writes the same link.
/// </summary>
sealed class Links(KeyFolder keys, IConfiguration configuration)
{
    readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Encryption.Key, outputLength: 32, info: "letter-links"u8.ToArray());
    readonly Uri issuer = new(configuration["Authentication:Issuer"]!);

    public string Of(Letter letter) =>
        new Uri(issuer, $"{(letter.Purpose == Letter.Confirmation ? "/sign-in/confirm" : "/sign-in/new-password")}?letter={letter.Id}&key={KeyOf(letter.Id)}").AbsoluteUri;

    public bool Opens(Guid letter, string key) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(KeyOf(letter)), Encoding.UTF8.GetBytes(key));

    string KeyOf(Guid letter) => Base64UrlEncoder.Encode(HMACSHA256.HashData(key, letter.ToByteArray()));
}

/// <summary>Notifications asks for the link when it writes the letter: a link in an event could never be taken back.</summary>
static class AskForLink
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/identity/letters/{letterId:guid}/link", Link)
        .WithTags("Letters").WithName("ReadLetterLink").WithSummary("The link of a letter; not found once it is used or has expired").RequireRole(Roles.Service);

    static async Task<Results<Ok<LetterLink>, Refusal>> Link(Guid letterId, IdentityDb db, Links links, TimeProvider time, CancellationToken ct) =>
        await db.Letters.SingleOrDefaultAsync(l => l.Id == letterId, ct) is { } letter && letter.ExpiresAt > time.GetUtcNow()
            ? TypedResults.Ok(new LetterLink(links.Of(letter), letter.ExpiresAt))
            : new Refusal(Rejection.NotFound(new(
                "This letter's link was used, has expired, or never was.", "A ligação desta carta já foi usada, expirou ou nunca existiu.")));
}

/// <summary>Goes into one letter and nowhere else: whoever has it may act for the person until it expires.</summary>
sealed record LetterLink(string Url, DateTimeOffset ExpiresAt);
