-- Merges that stand, with what of the card was taken from the merged record. What was taken of the file is apart.
CREATE TABLE merge (
    id            uuid PRIMARY KEY,
    centre        text NOT NULL,
    merged_centre text NOT NULL,
    kept          uuid NOT NULL,
    merged        uuid NOT NULL,
    taken         text NOT NULL,
    by            text NOT NULL,
    at            timestamptz NOT NULL,
    position      bigint NOT NULL,
    version       integer NOT NULL
);
CREATE INDEX merge_into ON merge (kept, position);
CREATE TABLE merge_file (
    id       uuid PRIMARY KEY,
    centre   text NOT NULL,
    kept     uuid NOT NULL,
    taken    text NOT NULL,
    position bigint NOT NULL
);
CREATE INDEX merge_file_into ON merge_file (kept, position);
ALTER TABLE merge ENABLE ROW LEVEL SECURITY;
ALTER TABLE merge FORCE ROW LEVEL SECURITY;
CREATE POLICY basic ON merge FOR SELECT TO kentro_api USING (sees('basic', centre) OR sees('basic', merged_centre));
CREATE POLICY projection ON merge TO kentro_projector USING (true) WITH CHECK (true);
ALTER TABLE merge_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE merge_file FORCE ROW LEVEL SECURITY;
CREATE POLICY file ON merge_file FOR SELECT TO kentro_api USING (sees('file', centre) OR opened(kept));
CREATE POLICY projection ON merge_file TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON merge, merge_file TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON merge, merge_file TO kentro_projector;
