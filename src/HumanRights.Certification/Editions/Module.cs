using Marten;

namespace HumanRights.Certification.Editions;

public static class EditionModule
{
    public static void AddEditions(this StoreOptions store)
    {
        store.Events.MapEventType<RequirementsDefined>("requirements-defined");
        store.Events.MapEventType<EditionCancelled>("edition-cancelled");
    }
}
