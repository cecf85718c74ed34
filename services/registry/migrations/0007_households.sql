-- Which households a person has or had. Who else is there is told from the log, without those who are concealed.
CREATE TABLE household_member (
    household uuid NOT NULL,
    person    uuid NOT NULL,
    centre    text NOT NULL,
    current   boolean NOT NULL,
    PRIMARY KEY (household, person)
);
CREATE INDEX household_member_of_person ON household_member (person);
ALTER TABLE household_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE household_member FORCE ROW LEVEL SECURITY;
CREATE POLICY file ON household_member FOR SELECT TO kentro_api USING (sees('file', centre) OR opened(person));
CREATE POLICY projection ON household_member TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON household_member TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON household_member TO kentro_projector;
