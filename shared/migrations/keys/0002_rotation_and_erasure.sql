-- Under which key-encryption key a row is wrapped; empty is the one from before they had ids.
ALTER TABLE person_key ADD COLUMN kek text NOT NULL DEFAULT '';
CREATE INDEX person_key_by_kek ON person_key (service, kek, person);
GRANT UPDATE (wrapped, kek) ON person_key TO kentro_keys;

-- Whose key was destroyed, by a hash of the id: nobody makes another, and no copy brings it back.
CREATE TABLE key_destroyed (
    mark    bytea NOT NULL,
    service text NOT NULL CHECK (service <> ''),
    PRIMARY KEY (mark, service)
);
ALTER TABLE key_destroyed ENABLE ROW LEVEL SECURITY;
ALTER TABLE key_destroyed FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON key_destroyed TO kentro_keys
    USING (service || '_keys' = current_user) WITH CHECK (service || '_keys' = current_user);
GRANT SELECT, INSERT ON key_destroyed TO kentro_keys;

-- So that who looks for what must not be there may look at every table.
GRANT SELECT ON migration TO kentro_keys;
