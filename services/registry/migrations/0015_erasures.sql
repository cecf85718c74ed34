-- Erasures that are asked for, held, approved and certified. Ids, codes and days; seen by those who watch over the Centre.
CREATE TABLE erasure (
    id            uuid PRIMARY KEY,
    centre        text NOT NULL,
    person        uuid NOT NULL,
    state         text NOT NULL,
    basis         text NOT NULL,
    identity      text NOT NULL,
    requested_by  text NOT NULL,
    requested_at  timestamptz NOT NULL,
    holds         text NOT NULL,
    held_until    date,
    approved_by   text,
    approved_at   timestamptz,
    confirmed     text NOT NULL,
    certified_at  timestamptz,
    remains       text NOT NULL,
    backups_until date,
    version       integer NOT NULL
);
CREATE INDEX erasure_by_time ON erasure (requested_at DESC, id DESC);
CREATE INDEX erasure_of_person ON erasure (person);
ALTER TABLE erasure ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasure FORCE ROW LEVEL SECURITY;
CREATE POLICY oversight ON erasure FOR SELECT TO kentro_api USING (sees('oversight', centre));
CREATE POLICY projection ON erasure TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON erasure TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON erasure TO kentro_projector;
