-- Scanned documents in the files of persons. Their content lies encrypted in the object store.
CREATE TABLE document (
    id         uuid PRIMARY KEY,
    centre     text NOT NULL,
    person     uuid NOT NULL,
    kind       text NOT NULL,
    media_type text NOT NULL,
    size       integer NOT NULL,
    name       text,
    place      text NOT NULL,
    filed_by   text NOT NULL,
    filed_at   timestamptz NOT NULL,
    version    integer NOT NULL
);
CREATE INDEX document_of_person ON document (person, filed_at DESC);
ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document FORCE ROW LEVEL SECURITY;
CREATE POLICY file ON document FOR SELECT TO kentro_api USING (sees('file', centre) OR opened(person));
CREATE POLICY projection ON document TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON document TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON document TO kentro_projector;
