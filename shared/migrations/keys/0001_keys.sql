-- One wrapped key for each person and service. A service's login sees and makes its own rows alone.
CREATE TABLE person_key (
    person  uuid NOT NULL,
    service text NOT NULL CHECK (service <> ''),
    wrapped bytea NOT NULL,
    PRIMARY KEY (person, service)
);
ALTER TABLE person_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON person_key TO kentro_keys
    USING (service || '_keys' = current_user) WITH CHECK (service || '_keys' = current_user);
GRANT USAGE ON SCHEMA public TO kentro_keys;
GRANT SELECT, INSERT, DELETE ON person_key TO kentro_keys;
