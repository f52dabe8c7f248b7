using HumanRights.Assessment.Editions;
using Marten;

namespace HumanRights.Assessment.Candidates;

public static class CandidateModule
{
    public static void AddCandidates(this StoreOptions store)
    {
        store.Events.MapEventType<EditionAnnounced>("edition-announced");
        store.Events.MapEventType<EditionCancelled>("edition-cancelled");
        store.Events.MapEventType<CandidateAdmitted>("candidate-admitted");
        store.Events.MapEventType<CandidateDismissed>("candidate-dismissed");
        store.Events.MapEventType<PersonForgotten>("person-forgotten");
    }
}
