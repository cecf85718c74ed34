-- Pre-checks that were kept in the files of persons: what was declared, and what each programme's version said of it.
CREATE TABLE kept_check (
    id      uuid PRIMARY KEY,
    centre  text NOT NULL,
    person  uuid NOT NULL,
    day     date NOT NULL,
    facts   text NOT NULL,
    said    text NOT NULL,
    kept_by text NOT NULL,
    kept_at timestamptz NOT NULL,
    version integer NOT NULL
);
CREATE INDEX kept_check_of_person ON kept_check (person, kept_at DESC);
ALTER TABLE kept_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE kept_check FORCE ROW LEVEL SECURITY;
CREATE POLICY file ON kept_check FOR SELECT TO kentro_api USING (sees('file', centre) OR opened(person));
CREATE POLICY projection ON kept_check TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON kept_check TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON kept_check TO kentro_projector;
