namespace HumanRights.Contracts.Identity;

/// <summary>The person's data was erased from the vault; every service refuses the id and removes the person's texts.</summary>
public sealed record PersonErased(Guid PersonId);

/// <summary>A person has registered themselves and must show that the e-mail address is theirs; the link is asked of Identity when the letter is written.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="LetterId">What the link is asked for by.</param>
public sealed record EmailConfirmationRequested(Guid PersonId, Guid LetterId);

/// <summary>Somebody asked for a new password for a person's account; the link is asked of Identity when the letter is written.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="LetterId">What the link is asked for by.</param>
public sealed record PasswordResetRequested(Guid PersonId, Guid LetterId);
