-- When something was last entered about a person, by the service that says so: a file's time begins to run then.
CREATE TABLE activity (
    source text NOT NULL,
    person uuid NOT NULL,
    last   date NOT NULL,
    PRIMARY KEY (source, person)
);
CREATE INDEX activity_of_person ON activity (person);
CREATE INDEX activity_by_day ON activity (last, person);
ALTER TABLE activity ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity FORCE ROW LEVEL SECURITY;
CREATE POLICY with_the_person ON activity FOR SELECT TO kentro_api
    USING (EXISTS (SELECT FROM person p WHERE p.id = activity.person AND sees('basic', p.centre)));
CREATE POLICY projection ON activity TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON activity TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON activity TO kentro_projector;
