-- By which numbers somebody is known, as keyed hashes, in all municipalities. Filled by the matcher, beginning anew where
-- `identity` does. Whose a hash is, no colleague's query can read: `person` is granted to nobody but the matcher, and
-- only the function looks beyond the caller's own scope. It answers with Centres.
CREATE TABLE known_identifier (
    hash   bytea NOT NULL,
    person uuid NOT NULL,
    centre text NOT NULL,
    PRIMARY KEY (hash, person)
);
CREATE INDEX known_identifier_of_person ON known_identifier (person);
ALTER TABLE known_identifier ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_identifier FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON known_identifier FOR SELECT TO kentro_api USING (sees('basic', centre));
CREATE POLICY projection ON known_identifier TO kentro_projector USING (true) WITH CHECK (true);
CREATE POLICY comparison ON known_identifier FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY comparison ON identity FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT (hash, centre) ON known_identifier TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON known_identifier TO kentro_projector;

CREATE FUNCTION known_elsewhere(hashes bytea[], own text) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    SELECT DISTINCT known.centre FROM known_identifier known
    WHERE known.hash = ANY (hashes) AND split_part(known.centre, '/', 3) <> split_part(own, '/', 3)
      -- Who is no longer here is known no longer, even before the matcher has swept.
      AND EXISTS (SELECT FROM identity WHERE identity.person = known.person)
    ORDER BY 1 $$;
REVOKE ALL ON FUNCTION known_elsewhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION known_elsewhere TO kentro_api;
