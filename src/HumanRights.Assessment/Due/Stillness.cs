using Marten;

namespace HumanRights.Assessment.Due;

public static class Stillness
{
    /// <summary>
    /// Lets a save stand only if another stream is still at the version it was decided on, and keeps it there until the commit: a test
    /// that is being closed and an attempt that is being started wait for each other. Savers do not hinder one another. If the stream
    /// has moved, the save counts as a lost race.
    /// </summary>
    public static void HoldStill(this IDocumentSession session, string stream, long version) =>
        session.QueueSqlCommand("select hold_still(?, ?)", stream, version);

    // As PostgreSQL writes it (pg_get_functiondef): in any other form every start would take it for changed.
    internal const string Function =
        """
        CREATE OR REPLACE FUNCTION public.hold_still(stream text, seen bigint)
         RETURNS void
         LANGUAGE plpgsql
        AS $function$
        begin
            perform 1 from public.mt_streams s where s.id = stream and s.version = seen for share;
            if not found then
                raise exception 'The stream % has moved on from version %.', stream, seen using errcode = '40001';
            end if;
        end
        $function$;
        """;
}
