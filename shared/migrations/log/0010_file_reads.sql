-- Whose file was opened as an emergency in this transaction, if any was: one person's rows beside those in scope.
CREATE FUNCTION opened(person uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(current_setting('kentro.opened', true), '')::uuid = person, false) $$;
GRANT EXECUTE ON FUNCTION opened TO kentro_api, kentro_projector;

-- Who read what of whom. Seen by those who watch over the Centre that keeps the file.
CREATE TABLE file_read (
    id      uuid PRIMARY KEY,
    centre  text NOT NULL,
    person  uuid NOT NULL,
    opening uuid NOT NULL,
    what    text NOT NULL,
    item    uuid,
    account text NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX file_read_of_person ON file_read (person, at DESC, id DESC);
ALTER TABLE file_read ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_read FORCE ROW LEVEL SECURITY;
CREATE POLICY oversight ON file_read FOR SELECT TO kentro_api USING (sees('oversight', centre));
CREATE POLICY projection ON file_read TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON file_read TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON file_read TO kentro_projector;
