-- Files that are brought in: what becomes of each is projected from its stream; what its rows say is kept beside, for a
-- month, and never enters a log.
CREATE TABLE import (
    id          uuid PRIMARY KEY,
    scope       text NOT NULL,
    by          text NOT NULL,
    kind        text NOT NULL,
    format      text NOT NULL,
    encoding    text,
    separator   text,
    columns     text NOT NULL,
    grants      text NOT NULL,
    rows        integer NOT NULL,
    state       text NOT NULL,
    new         integer NOT NULL,
    changed     integer NOT NULL,
    same        integer NOT NULL,
    wrong       integer NOT NULL,
    written     integer NOT NULL,
    refused     integer NOT NULL,
    opened_at   timestamptz NOT NULL,
    version     integer NOT NULL
);
CREATE INDEX import_by_scope ON import (scope text_pattern_ops, opened_at DESC, id);
CREATE INDEX import_at_work ON import (opened_at) WHERE state IN ('opened', 'confirmed');
CREATE TABLE import_row (
    import   uuid NOT NULL,
    scope    text NOT NULL,
    number   integer NOT NULL,
    cells    text NOT NULL,
    kept_at  timestamptz NOT NULL DEFAULT now(),
    effect   text,
    foreseen text,
    outcome  text,
    problem  text,
    PRIMARY KEY (import, number)
);
CREATE INDEX import_row_by_effect ON import_row (import, effect, number);
CREATE INDEX import_row_by_outcome ON import_row (import, outcome, number);
ALTER TABLE import ENABLE ROW LEVEL SECURITY;
ALTER TABLE import FORCE ROW LEVEL SECURITY;
CREATE POLICY figures ON import FOR SELECT TO kentro_api USING (sees('figures', scope));
CREATE POLICY projection ON import TO kentro_projector USING (true) WITH CHECK (true);
ALTER TABLE import_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_row FORCE ROW LEVEL SECURITY;
CREATE POLICY figures ON import_row FOR SELECT TO kentro_api USING (sees('figures', scope));
CREATE POLICY projection ON import_row TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON import, import_row TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON import, import_row TO kentro_projector;
