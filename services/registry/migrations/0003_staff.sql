-- Who works where, to be named beside what they did. `places` are scope paths, parted by commas: a member is seen by who
-- reaches one of them, if only for figures; the service itself leaves out those who see figures alone.
CREATE TABLE staff (
    id     uuid PRIMARY KEY,
    name   text NOT NULL,
    places text NOT NULL
);
ALTER TABLE staff ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff FORCE ROW LEVEL SECURITY;
CREATE POLICY colleague ON staff FOR SELECT TO kentro_api
    USING (EXISTS (SELECT FROM unnest(string_to_array(places, ',')) AS worked(place) WHERE sees('figures', place)));
CREATE POLICY projection ON staff TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON staff TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff TO kentro_projector;
