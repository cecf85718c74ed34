-- Posts and who held them, funding acts with their decisions, regulations with their submissions: nothing about persons who
-- come to a Centre. Which roles read them the service says.
CREATE TABLE post (
    id           uuid PRIMARY KEY,
    centre       uuid NOT NULL,
    scope        text NOT NULL,
    specialty    text NOT NULL,
    act          text,
    opened_on    date NOT NULL,
    abolished_on date,
    terms        text NOT NULL,
    version      integer NOT NULL
);
CREATE INDEX post_by_scope ON post (scope text_pattern_ops, opened_on, id);
ALTER TABLE post ENABLE ROW LEVEL SECURITY;
ALTER TABLE post FORCE ROW LEVEL SECURITY;
CREATE POLICY figures ON post FOR SELECT TO kentro_api USING (sees('figures', scope));
CREATE POLICY projection ON post TO kentro_projector USING (true) WITH CHECK (true);
CREATE TABLE act (
    code    text PRIMARY KEY,
    scope   text NOT NULL,
    ledger  text NOT NULL,
    version integer NOT NULL
);
CREATE TABLE regulation (
    centre  uuid PRIMARY KEY,
    scope   text NOT NULL,
    entries text NOT NULL,
    version integer NOT NULL
);
CREATE INDEX regulation_by_scope ON regulation (scope text_pattern_ops);
GRANT SELECT ON post, act, regulation TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON post, act, regulation TO kentro_projector;
-- The Centres and their first day, for what needs attention.
CREATE TABLE working_centre (
    id           uuid PRIMARY KEY,
    scope        text NOT NULL,
    municipality text NOT NULL,
    name         text NOT NULL,
    since        date NOT NULL,
    last_day     date
);
CREATE INDEX working_centre_by_scope ON working_centre (scope text_pattern_ops);
CREATE TABLE citizens (
    municipality text NOT NULL,
    day          date NOT NULL,
    citizens     integer NOT NULL,
    PRIMARY KEY (municipality, day)
);
GRANT SELECT ON working_centre, citizens TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON working_centre, citizens TO kentro_projector;
