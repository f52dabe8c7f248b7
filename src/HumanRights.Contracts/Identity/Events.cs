namespace HumanRights.Contracts.Identity;

/// <summary>The person's data was erased from the vault; every service refuses the id and removes the person's texts.</summary>
public sealed record PersonErased(Guid PersonId);
