namespace HumanRights.ServiceDefaults;

/// <summary>Values of the <c>role</c> claim; each is also the name of an authorization policy.</summary>
public static class Roles
{
    public const string Participant = "participant";
    public const string Trainer = "trainer";
    public const string Coordinator = "coordinator";
    public const string Partner = "partner";
    public const string Ambassador = "ambassador";
    public const string Operator = "operator";

    /// <summary>One of the platform's own services, by client credentials.</summary>
    public const string Service = "service";

    public static IReadOnlyList<string> All { get; } =
        [Participant, Trainer, Coordinator, Partner, Ambassador, Operator, Service];
}
