-- Whose processing is restricted, and because of what matter: nothing new is written about them.
CREATE TABLE restriction (
    matter uuid PRIMARY KEY,
    person uuid NOT NULL,
    centre text NOT NULL,
    ground text NOT NULL
);
CREATE INDEX restriction_of_person ON restriction (person);
ALTER TABLE restriction ENABLE ROW LEVEL SECURITY;
ALTER TABLE restriction FORCE ROW LEVEL SECURITY;
CREATE POLICY basic ON restriction FOR SELECT TO kentro_api
    USING (sees('basic', centre) OR sees('oversight', centre) OR opened(person));
CREATE POLICY projection ON restriction TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON restriction TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON restriction TO kentro_projector;
