-- People who move between municipalities. Both Centres see the transfer; each sees its own record alone.
CREATE TABLE transfer (
    id          uuid PRIMARY KEY,
    person      uuid NOT NULL,
    from_centre text NOT NULL,
    to_centre   text NOT NULL,
    label       text NOT NULL,
    born_on     date,
    proposed_at timestamptz NOT NULL,
    proposed_by text NOT NULL,
    state       text NOT NULL,
    "into"      uuid,
    why         text,
    version     integer NOT NULL
);
CREATE INDEX transfer_by_time ON transfer (proposed_at DESC, id DESC);
ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY either ON transfer FOR SELECT TO kentro_api USING (sees('file', from_centre) OR sees('file', to_centre));
CREATE POLICY projection ON transfer TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON transfer TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON transfer TO kentro_projector;
