-- Who opened which file, and why. Seen by those who watch over the Centre that keeps it.
CREATE TABLE opening (
    id          uuid PRIMARY KEY,
    centre      text NOT NULL,
    person      uuid NOT NULL,
    account     text NOT NULL,
    at          timestamptz NOT NULL,
    until       timestamptz NOT NULL,
    purpose     text NOT NULL,
    reach       text NOT NULL,
    emergency   boolean NOT NULL,
    reference   text,
    reason      text,
    address     text,
    reviewed_by text,
    reviewed_at timestamptz,
    justified   boolean,
    review      text,
    version     integer NOT NULL
);
CREATE INDEX opening_of_person ON opening (person, at DESC, id DESC);
CREATE INDEX opening_unreviewed ON opening (at DESC, id DESC) WHERE emergency AND justified IS NULL;
ALTER TABLE opening ENABLE ROW LEVEL SECURITY;
ALTER TABLE opening FORCE ROW LEVEL SECURITY;
CREATE POLICY oversight ON opening FOR SELECT TO kentro_api USING (sees('oversight', centre));
CREATE POLICY projection ON opening TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON opening TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON opening TO kentro_projector;

-- What only who works with the file may know, and in an emergency who opened it.
DROP POLICY file ON person_file;
CREATE POLICY file ON person_file FOR SELECT TO kentro_api USING (sees('file', centre) OR opened(id));
