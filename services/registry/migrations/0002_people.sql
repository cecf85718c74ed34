-- Who people are. What another Centre of the municipality may know stands in `person`, the rest in `person_file`.
CREATE TABLE person (
    id             uuid PRIMARY KEY,
    centre         text NOT NULL,
    municipality   text NOT NULL,
    number         text,
    surname        text NOT NULL,
    given_name     text NOT NULL,
    father_name    text,
    latin_name     text,
    sex            text,
    born_on        date,
    identifiers    text NOT NULL,
    telephone      text,
    municipal_unit text,
    informed_on    date,
    since          date NOT NULL,
    sort_key       text NOT NULL,
    version        integer NOT NULL
);
CREATE TABLE person_file (
    id      uuid PRIMARY KEY,
    centre  text NOT NULL,
    email   text,
    address text
);
-- By what a person is found within a municipality: marked index terms of names, identifiers, telephone, number, birth.
-- Ranges over (municipality, key) use the index under row-level security too, since comparing text leaks nothing.
CREATE TABLE person_found_by (
    person       uuid NOT NULL,
    centre       text NOT NULL,
    municipality text NOT NULL,
    key          text NOT NULL
);
CREATE INDEX person_found_by_key ON person_found_by (municipality, key, person);
CREATE INDEX person_found_by_person ON person_found_by (person);

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY basic ON person FOR SELECT TO kentro_api USING (sees('basic', centre));
CREATE POLICY projection ON person TO kentro_projector USING (true) WITH CHECK (true);
ALTER TABLE person_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_file FORCE ROW LEVEL SECURITY;
CREATE POLICY file ON person_file FOR SELECT TO kentro_api USING (sees('file', centre));
CREATE POLICY projection ON person_file TO kentro_projector USING (true) WITH CHECK (true);
ALTER TABLE person_found_by ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_found_by FORCE ROW LEVEL SECURITY;
CREATE POLICY basic ON person_found_by FOR SELECT TO kentro_api USING (sees('basic', centre));
CREATE POLICY projection ON person_found_by TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON person, person_file, person_found_by TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON person, person_file, person_found_by TO kentro_projector;
