using System.Text.Json;
using HumanRights.Enrolment.Rosters;
using HumanRights.EventSourcing;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Weasel.Postgresql.Tables;

namespace HumanRights.Enrolment.Views;

/// <summary>
/// What has become of each person in each edition, and by which steps: a row for the person (<c>registrations</c>) and one for each step
/// (<c>registration_steps</c>). Half a minute of opening brings tens of thousands of events: a page of them is two statements, however many they are.
/// </summary>
public sealed class RegistrationViews : ProjectionBase, IProjection
{
    public const string Seat = "seat";
    public const string Offered = "offered";
    public const string Waiting = "waiting";
    public const string Withdrawn = "withdrawn";
    public const string Declined = "declined";
    public const string Expired = "expired";
    public const string Carried = "carried-over";
    public const string Refused = "refused";

    /// <summary>Never stored: whoever was registered when the edition was cancelled. The edition says so, not tens of thousands of rows.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Acted for themselves.</summary>
    public const string Self = "self";

    /// <summary>Nobody acted: it follows from the rules.</summary>
    public const string Platform = "platform";

    // Marten sees that it is not the leader any more, because its position did not move, only if a result comes right after: else this page would be written all the same.
    private const string Fence = "select 1";

    // Whoever arrives anew starts with nothing of what was before.
    private const string UpsertPeople =
        """
        insert into registrations as r (edition_id, person_id, registration_id, arrived, status, since, organisation, region, sector, offer_expires_at)
        select "Edition", "Person", "Registration", "Arrived", "Status", "Since", "Organisation", "Region", "Sector", "OfferExpiresAt"
        from jsonb_to_recordset(?::jsonb) as c ("Edition" uuid, "Person" uuid, "Registration" uuid, "Arrived" bigint, "Status" text, "Since" timestamptz,
          "Organisation" text, "Region" text, "Sector" text, "OfferExpiresAt" timestamptz)
        on conflict (edition_id, person_id) do update set
          registration_id = case when excluded.arrived is null then r.registration_id else excluded.registration_id end,
          organisation = case when excluded.arrived is null then r.organisation else excluded.organisation end,
          region = case when excluded.arrived is null then r.region else excluded.region end,
          sector = case when excluded.arrived is null then r.sector else excluded.sector end,
          offer_expires_at = case when excluded.status is null then r.offer_expires_at else excluded.offer_expires_at end,
          arrived = coalesce(excluded.arrived, r.arrived), status = coalesce(excluded.status, r.status), since = coalesce(excluded.since, r.since)
        """;

    private const string InsertSteps =
        """
        insert into registration_steps (edition_id, person_id, sequence, at, what, by_whom, why, position, until, reserve)
        select "Edition", "Person", "Sequence", "At", "What", "By", "Why", "Position", "Until", "Reserve"
        from jsonb_to_recordset(?::jsonb) as c ("Edition" uuid, "Person" uuid, "Sequence" bigint, "At" timestamptz, "What" text, "By" text,
          "Why" text, "Position" integer, "Until" timestamptz, "Reserve" text)
        on conflict (edition_id, person_id, sequence) do update set at = excluded.at, what = excluded.what, by_whom = excluded.by_whom, why = excluded.why,
          position = excluded.position, until = excluded.until, reserve = excluded.reserve
        """;

    public RegistrationViews()
    {
        Name = "registrations";
        IncludeType<SeatTaken>();
        IncludeType<PlacedOnWaitingList>();
        IncludeType<SeatOffered>();
        IncludeType<OfferAccepted>();
        IncludeType<OfferDeclined>();
        IncludeType<OfferExpired>();
        IncludeType<OfferEnded>();
        IncludeType<RegistrationWithdrawn>();
        IncludeType<CarriedOver>();
        IncludeType<RegistrationRefused>();
        IncludeType<PersonApproved>();
        IncludeType<AppealLodged>();
        IncludeType<AppealDecided>();
        Options.DeleteDataInTableOnTeardown("public.registrations");
        Options.DeleteDataInTableOnTeardown("public.registration_steps");
    }

    public static IEnumerable<Table> Tables()
    {
        var people = new Table("registrations");
        people.AddColumn("edition_id", "uuid").AsPrimaryKey();
        people.AddColumn("person_id", "uuid").AsPrimaryKey();
        people.AddColumn("registration_id", "uuid");
        people.AddColumn("arrived", "bigint");
        people.AddColumn("status", "text");
        people.AddColumn("since", "timestamptz");
        people.AddColumn("organisation", "text");
        people.AddColumn("region", "text");
        people.AddColumn("sector", "text");
        people.AddColumn("offer_expires_at", "timestamptz");
        people.Indexes.Add(new IndexDefinition("registrations_in_order") { Columns = ["edition_id", "arrived"] });
        people.Indexes.Add(new IndexDefinition("registrations_of_person") { Columns = ["person_id"] });

        var steps = new Table("registration_steps");
        steps.AddColumn("edition_id", "uuid").AsPrimaryKey();
        steps.AddColumn("person_id", "uuid").AsPrimaryKey();
        steps.AddColumn("sequence", "bigint").AsPrimaryKey();
        steps.AddColumn("at", "timestamptz").NotNull();
        steps.AddColumn("what", "text").NotNull();
        steps.AddColumn("by_whom", "text").NotNull();
        steps.AddColumn("why", "text");
        steps.AddColumn("position", "integer");
        steps.AddColumn("until", "timestamptz");
        steps.AddColumn("reserve", "text");
        return [people, steps];
    }

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var people = new Dictionary<(Guid, Guid), PersonRow>();
        var steps = new List<StepRow>(events.Count);
        foreach (var e in events)
        {
            if (Step(e) is not { } step)
            {
                continue;
            }

            steps.Add(step);
            if (!people.TryGetValue((step.Edition, step.Person), out var before))
            {
                before = new PersonRow(step.Edition, step.Person);
            }

            people[(step.Edition, step.Person)] = Fold(before, e);
        }

        if (steps.Count > 0)
        {
            operations.QueueSqlCommand(Fence);
            operations.QueueSqlCommand(UpsertPeople, JsonSerializer.Serialize(people.Values));
            operations.QueueSqlCommand(InsertSteps, JsonSerializer.Serialize(steps));
        }

        return Task.CompletedTask;
    }

    private static PersonRow Fold(PersonRow row, IEvent e) => e.Data switch
    {
        SeatTaken { Route: SeatRoute.Registration } t => row.Arrives(e, Seat, t.RegistrationId, t.Facts),
        SeatTaken or OfferAccepted => row.Becomes(e, Seat),
        PlacedOnWaitingList p => row.Arrives(e, Waiting, p.RegistrationId, p.Facts),
        SeatOffered o => row.Becomes(e, Offered) with { OfferExpiresAt = o.ExpiresAt },
        OfferDeclined => row.Becomes(e, Declined),
        OfferExpired => row.Becomes(e, Expired),
        OfferEnded => row.Becomes(e, Waiting),
        RegistrationWithdrawn => row.Becomes(e, Withdrawn),
        CarriedOver => row.Becomes(e, Carried),
        RegistrationRefused r => row.Arrives(e, Refused, null, r.Facts),
        _ => row,
    };

    /// <summary>Whoever withdraws sets the next person's promotion off, and must not appear in that person's history: what follows from the rules is the platform's.</summary>
    private static StepRow? Step(IEvent e)
    {
        StepRow By(Guid edition, Guid person, string what, string? why = null) => new(edition, person, e.Sequence, e.Timestamp, what, Actor(e, person), why);
        StepRow Follows(Guid edition, Guid person, string what) => new(edition, person, e.Sequence, e.Timestamp, what, Platform);

        return e.Data switch
        {
            SeatTaken { Route: SeatRoute.Registration } t => By(t.EditionId, t.PersonId, "seat-taken", "registration") with { Reserve = t.Reserve },
            SeatTaken t => Follows(t.EditionId, t.PersonId, "seat-taken") with { Why = "promotion", Reserve = t.Reserve },
            PlacedOnWaitingList p => By(p.EditionId, p.PersonId, "placed-on-waiting-list", p.Route switch
            {
                WaitingRoute.CarriedOver => "carried-over",
                WaitingRoute.Interest => "interest",
                _ => "registration",
            }) with { Position = p.Position },
            SeatOffered o => Follows(o.EditionId, o.PersonId, "seat-offered") with { Until = o.ExpiresAt, Reserve = o.Reserve },
            OfferAccepted o => By(o.EditionId, o.PersonId, "offer-accepted"),
            OfferDeclined o => By(o.EditionId, o.PersonId, "offer-declined"),
            OfferExpired o => Follows(o.EditionId, o.PersonId, "offer-expired"),
            OfferEnded o => Follows(o.EditionId, o.PersonId, "offer-ended"),
            RegistrationWithdrawn w => By(w.EditionId, w.PersonId, "registration-withdrawn", w.Held switch
            {
                Standing.Seat => Seat,
                Standing.Offered => Offered,
                _ => Waiting,
            }),
            CarriedOver c => By(c.EditionId, c.PersonId, Carried) with { Position = c.ToNumber },
            RegistrationRefused r => By(r.EditionId, r.PersonId, "registration-refused", r.Code),
            PersonApproved a => By(a.EditionId, a.PersonId, "person-approved"),
            AppealLodged a => By(a.EditionId, a.PersonId, "appeal-lodged", a.Code),
            AppealDecided a => By(a.EditionId, a.PersonId, a.Outcome == AppealOutcome.Upheld ? "appeal-upheld" : "appeal-reversed", a.Code),
            _ => null,
        };
    }

    internal static string Actor(IEvent e, Guid? person) => e.GetHeader(EventHeaders.Actor)?.ToString() switch
    {
        null or "system" => Platform,
        { } actor when Guid.TryParse(actor, out var id) && id == person => Self,
        { } actor => actor,
    };

    private sealed record PersonRow(
        Guid Edition, Guid Person, Guid? Registration = null, long? Arrived = null, string? Status = null, DateTimeOffset? Since = null,
        string? Organisation = null, string? Region = null, string? Sector = null, DateTimeOffset? OfferExpiresAt = null)
    {
        public PersonRow Arrives(IEvent e, string status, Guid? registration, Facts? facts) => new(
            Edition, Person, registration, e.Sequence, status, e.Timestamp, facts?.Organisation, facts?.Region, facts?.Sector);

        public PersonRow Becomes(IEvent e, string status) => this with { Status = status, Since = e.Timestamp, OfferExpiresAt = null };
    }

    private sealed record StepRow(
        Guid Edition, Guid Person, long Sequence, DateTimeOffset At, string What, string By, string? Why = null,
        int? Position = null, DateTimeOffset? Until = null, string? Reserve = null);
}
