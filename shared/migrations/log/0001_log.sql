-- The log of one service: append-only, positions gap-free in commit order, hash-chained by batch.
CREATE TABLE log (
    position    bigint PRIMARY KEY,
    stream      text NOT NULL,
    version     integer NOT NULL,
    type        text NOT NULL,
    data        bytea NOT NULL,
    sealed      bytea,
    metadata    bytea NOT NULL,
    command     uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (stream, version)
);
CREATE TABLE batch (
    first_position bigint PRIMARY KEY,
    events         integer NOT NULL,
    digest         bytea NOT NULL,
    hash           bytea NOT NULL,
    recorded_at    timestamptz NOT NULL
);
CREATE TABLE claim (
    key    text PRIMARY KEY,
    stream text NOT NULL
);
CREATE TABLE due (
    stream    text NOT NULL,
    kind      text NOT NULL,
    day       date NOT NULL,
    import_id uuid,
    PRIMARY KEY (stream, kind)
);
CREATE INDEX due_by_day ON due (day) WHERE import_id IS NULL;
CREATE TABLE log_epoch (
    epoch uuid PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now()
);
INSERT INTO log_epoch (epoch) VALUES (uuidv7());

-- Appends many commands in one transaction: all of them, or none where some are refused; the caller then sends the rest.
--
-- Behind the advisory lock nothing else can append, and each statement of this function takes a new snapshot, so every
-- check below is final. No two commands of one call touch the same stream or claim: the caller keeps them apart, and
-- the unique keys end the whole call where it does not.
--
-- `ex_*` name each stream that a command touches, once, with the version that it must stand at; a new stream may be left
-- out, and if there is one of that name after all the unique key ends the call. `ex_command`, `cl_command` and
-- `rl_command` number the commands from 1. A due without a day is cleared.
-- `refused` holds the numbers of commands that may not be written, `reasons` why: 'stale' or 'claimed:<key>'.
CREATE FUNCTION append(
    ev_command uuid[], ev_stream text[], ev_version int[], ev_type text[],
    ev_data bytea[], ev_sealed bytea[], ev_metadata bytea[], ev_digest bytea,
    ex_command int[], ex_stream text[], ex_version int[],
    cl_command int[] DEFAULT '{}', cl_key text[] DEFAULT '{}', cl_stream text[] DEFAULT '{}',
    rl_command int[] DEFAULT '{}', rl_key text[] DEFAULT '{}', rl_stream text[] DEFAULT '{}',
    du_stream text[] DEFAULT '{}', du_kind text[] DEFAULT '{}', du_day date[] DEFAULT '{}', du_import uuid[] DEFAULT '{}',
    OUT head bigint, OUT at timestamptz, OUT refused int[], OUT reasons text[]
) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET plan_cache_mode = force_generic_plan  -- planning anew for each size of batch costs more than it saves
AS $$
DECLARE
    previous bytea;
    events   int := cardinality(ev_stream);
BEGIN
    PERFORM pg_advisory_xact_lock(1);
    at := clock_timestamp();

    IF cardinality(ex_command) > 0 THEN
        SELECT array_agg(DISTINCT u.c) INTO refused FROM unnest(ex_command, ex_stream, ex_version) AS u(c, s, v)
            WHERE u.v <> coalesce((SELECT l.version FROM log l WHERE l.stream = u.s ORDER BY l.version DESC LIMIT 1), 0);
        IF refused IS NOT NULL THEN
            reasons := array_fill('stale'::text, ARRAY[cardinality(refused)]);
        END IF;
    END IF;
    IF cardinality(cl_command) > 0 THEN
        SELECT coalesce(refused || array_agg(t.c), refused), coalesce(reasons || array_agg(t.why), reasons)
            INTO refused, reasons FROM (
            SELECT DISTINCT ON (u.c) u.c, 'claimed:' || u.k AS why
            FROM unnest(cl_command, cl_key, cl_stream) AS u(c, k, s)
            JOIN claim held ON held.key = u.k AND held.stream <> u.s
            WHERE (refused IS NULL OR u.c <> ALL (refused))
              AND NOT EXISTS (SELECT FROM unnest(rl_command, rl_key, rl_stream) AS r(c, k, s)
                              WHERE r.c = u.c AND r.k = u.k AND r.s = held.stream)
            ORDER BY u.c, u.k) t;
    END IF;
    IF refused IS NOT NULL THEN
        RETURN;
    END IF;

    SELECT b.first_position + b.events - 1, b.hash INTO head, previous
        FROM batch b ORDER BY b.first_position DESC LIMIT 1;
    IF NOT FOUND THEN
        head := 0;
        previous := ''::bytea;
    END IF;
    INSERT INTO log (position, stream, version, type, data, sealed, metadata, command, recorded_at)
        SELECT head + u.o, u.s, u.v, u.t, u.d, u.x, u.m, u.c, at
        FROM unnest(ev_command, ev_stream, ev_version, ev_type, ev_data, ev_sealed, ev_metadata)
            WITH ORDINALITY AS u(c, s, v, t, d, x, m, o);
    INSERT INTO batch (first_position, events, digest, hash, recorded_at)
        VALUES (head + 1, events, ev_digest,
                sha256(previous || ev_digest || int8send(head + 1) || int4send(events)
                       || int8send((extract(epoch FROM at) * 1000000)::bigint)), at);

    IF cardinality(rl_command) > 0 THEN
        DELETE FROM claim USING unnest(rl_key, rl_stream) AS u(k, s) WHERE claim.key = u.k AND claim.stream = u.s;
    END IF;
    IF cardinality(cl_command) > 0 THEN
        INSERT INTO claim (key, stream)
            SELECT u.k, u.s FROM unnest(cl_key, cl_stream) AS u(k, s)
            WHERE NOT EXISTS (SELECT FROM claim held WHERE held.key = u.k AND held.stream = u.s);
    END IF;
    IF cardinality(du_stream) > 0 THEN
        DELETE FROM due USING unnest(du_stream, du_kind) AS u(s, k) WHERE due.stream = u.s AND due.kind = u.k;
        INSERT INTO due (stream, kind, day, import_id)
            SELECT u.s, u.k, u.d, u.i FROM unnest(du_stream, du_kind, du_day, du_import) AS u(s, k, d, i)
            WHERE u.d IS NOT NULL;
    END IF;
END $$;

-- A due whose command changed nothing is done; another day set meanwhile stays.
CREATE FUNCTION settle_due(due_stream text, due_kind text, due_day date) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ DELETE FROM due WHERE stream = due_stream AND kind = due_kind AND day = due_day $$;

-- An import has ended: what it held may now fall due.
CREATE FUNCTION release_dues(ended uuid) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ WITH released AS (UPDATE due SET import_id = NULL WHERE import_id = ended RETURNING 1)
          SELECT count(*) FROM released $$;

REVOKE ALL ON FUNCTION append, settle_due, release_dues FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append, settle_due, release_dues TO kentro_api;
GRANT USAGE ON SCHEMA public TO kentro_api, kentro_projector;
GRANT SELECT ON log, batch, claim, due, log_epoch TO kentro_api, kentro_projector;
