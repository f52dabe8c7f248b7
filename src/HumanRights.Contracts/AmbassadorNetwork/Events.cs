namespace HumanRights.Contracts.AmbassadorNetwork;

public sealed record AmbassadorJoined(Guid PersonId, Guid CertificateId);

public sealed record AmbassadorLeft(Guid PersonId);

/// <param name="ProjectId">The project.</param>
/// <param name="PersonId">The ambassador who proposed it.</param>
/// <param name="Organisation">Code of the organisation it changes.</param>
public sealed record ProjectApproved(Guid ProjectId, Guid PersonId, string Organisation);

/// <summary>The project was implemented in the organisation and the outcome verified.</summary>
public sealed record ProjectImplemented(Guid ProjectId, Guid PersonId, string Organisation);

/// <summary>A verified project entered the Best Practices Guide.</summary>
public sealed record PracticePublished(Guid PracticeId, Guid ProjectId, string Organisation, int GuideVersion);
