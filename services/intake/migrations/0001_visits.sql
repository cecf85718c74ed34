-- Visits as they stand. Names and identifiers of persons live in registry alone.
CREATE TABLE visit (
    id          uuid PRIMARY KEY,
    centre      text NOT NULL,
    unit        uuid,
    topic       text NOT NULL,
    channel     text NOT NULL,
    person      uuid,
    day         date NOT NULL,
    received_at timestamptz NOT NULL,
    received_by text NOT NULL,
    outcome     text,
    version     integer NOT NULL
);
CREATE INDEX visit_by_day ON visit (centre, day DESC, received_at DESC, id DESC);
CREATE INDEX visit_of_person ON visit (person, day DESC) WHERE person IS NOT NULL;
ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
ALTER TABLE visit FORCE ROW LEVEL SECURITY;
CREATE POLICY desk ON visit FOR SELECT TO kentro_api USING (sees('basic', centre));
CREATE POLICY projection ON visit TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON visit TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON visit TO kentro_projector;
