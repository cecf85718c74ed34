-- Two records of one human are read as one: `kept` goes on, `merged` leads to it. Nothing else is rewritten by a merge.
CREATE TABLE alias (
    merge         uuid PRIMARY KEY,
    kept          uuid NOT NULL,
    merged        uuid NOT NULL,
    centre        text NOT NULL,
    merged_centre text NOT NULL,
    position      bigint NOT NULL,
    at            timestamptz NOT NULL
);
CREATE INDEX alias_of_merged ON alias (merged);
CREATE INDEX alias_of_kept ON alias (kept);
ALTER TABLE alias ENABLE ROW LEVEL SECURITY;
ALTER TABLE alias FORCE ROW LEVEL SECURITY;
CREATE POLICY either ON alias FOR SELECT TO kentro_api USING (sees('figures', centre) OR sees('figures', merged_centre));
CREATE POLICY projection ON alias TO kentro_projector USING (true) WITH CHECK (true);

-- Whose a thing is that was written while two records were one, as was said when they were parted again.
CREATE TABLE assigned (
    item     uuid PRIMARY KEY,
    person   uuid NOT NULL,
    centre   text NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX assigned_to_person ON assigned (person);
ALTER TABLE assigned ENABLE ROW LEVEL SECURITY;
ALTER TABLE assigned FORCE ROW LEVEL SECURITY;
CREATE POLICY anyhow ON assigned FOR SELECT TO kentro_api USING (sees('figures', centre));
CREATE POLICY projection ON assigned TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON alias, assigned TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON alias, assigned TO kentro_projector;

-- The ids under which a person is known, the kept record's first; of somebody who was never merged the one alone.
CREATE FUNCTION known_as(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    WITH RECURSIVE up (id, steps) AS (
        SELECT person, 0
        UNION ALL SELECT alias.kept, up.steps + 1 FROM up JOIN alias ON alias.merged = up.id WHERE up.steps < 20
    ), top (id) AS (SELECT id FROM up ORDER BY steps DESC, id LIMIT 1),
    down (id) AS (
        SELECT id FROM top
        UNION SELECT alias.merged FROM down JOIN alias ON alias.kept = down.id
    )
    SELECT (SELECT id FROM top) || array(SELECT id FROM down WHERE id <> (SELECT id FROM top) ORDER BY id) $$;
GRANT EXECUTE ON FUNCTION known_as TO kentro_api, kentro_projector;

-- An emergency opens a person's file under whatever id its parts were recorded: `kentro.opened` holds all of them.
CREATE OR REPLACE FUNCTION opened(person uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(
        person = ANY (string_to_array(nullif(current_setting('kentro.opened', true), ''), ',')::uuid[]), false) $$;
