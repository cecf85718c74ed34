CREATE TABLE ticket (
    session bytea NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    person uuid NOT NULL,
    sealed bytea NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (session, person)
);
COMMENT ON TABLE ticket IS 'Whose files are open in a session: the tickets that registry gave, sealed.';
CREATE INDEX ticket_until ON ticket (until);
GRANT SELECT, INSERT, UPDATE, DELETE ON ticket TO kentro_api;
