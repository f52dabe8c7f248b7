using HumanRights.Assessment.Appeals;
using HumanRights.Assessment.Attempts;
using HumanRights.Assessment.Candidates;
using HumanRights.Assessment.Items;
using HumanRights.Assessment.Marking;
using HumanRights.Assessment.ModuleTests;
using HumanRights.Contracts.Identity;
using HumanRights.EventSourcing;
using MassTransit;

namespace HumanRights.Assessment.Integration;

/// <summary>An erased person begins nothing any more, and what they wrote goes, with why they were given more time; an attempt still open is closed by its deadline like any other.</summary>
public sealed class PersonErasedConsumer(EventWriter writer) : IConsumer<PersonErased>
{
    public Task Consume(ConsumeContext<PersonErased> context) =>
        writer.OnceAsync(context, effects =>
        {
            var person = context.Message.PersonId;
            ErasedPeople.Remember(effects.Session, person);
            effects.Session.DeleteWhere<AnswerText>(t => t.PersonId == person);
            effects.Session.DeleteWhere<AppealText>(t => t.PersonId == person);
            effects.Session.DeleteWhere<ReviewNote>(n => n.PersonId == person);
            effects.Session.DeleteWhere<AllowanceReason>(r => r.PersonId == person);
            effects.Session.DeleteWhere<MarkingNote>(n => n.WriterId == person || n.PersonId == person);
            return effects.OnAsync<Person>(Person.Stream(person), (p, _) => p.Decide(person));
        });
}
