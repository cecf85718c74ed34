-- Pairs of records that may be one human, by municipality.
CREATE TABLE duplicate (
    id      uuid PRIMARY KEY,
    scope   text NOT NULL,
    "left"  uuid NOT NULL,
    "right" uuid NOT NULL,
    score   integer NOT NULL,
    reasons text NOT NULL,
    state   text NOT NULL,
    since   timestamptz NOT NULL,
    decided bigint NOT NULL,
    merge   uuid,
    version integer NOT NULL
);
CREATE INDEX duplicate_open ON duplicate (score DESC, id) WHERE merge IS NULL AND state IN ('open', 'unsure');
ALTER TABLE duplicate ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicate FORCE ROW LEVEL SECURITY;
CREATE POLICY basic ON duplicate FOR SELECT TO kentro_api USING (sees('basic', scope));
CREATE POLICY projection ON duplicate TO kentro_projector USING (true) WITH CHECK (true);

-- Since when what tells a person apart is as it is, and up to when the matcher has looked: `examined` is the matcher's
-- own, and begins again where the table is filled anew, since looking twice finds the same.
CREATE TABLE identity (
    person   uuid PRIMARY KEY,
    centre   text NOT NULL,
    changed  bigint NOT NULL,
    examined bigint NOT NULL DEFAULT 0
);
CREATE INDEX identity_unexamined ON identity (changed DESC) WHERE examined < changed;
ALTER TABLE identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity FORCE ROW LEVEL SECURITY;
CREATE POLICY basic ON identity FOR SELECT TO kentro_api USING (sees('basic', centre));
CREATE POLICY projection ON identity TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON duplicate, identity TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON duplicate, identity TO kentro_projector;
