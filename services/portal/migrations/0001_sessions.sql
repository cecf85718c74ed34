-- Sessions and what is kept for them for minutes. Nothing here is a record: all of it may be lost at any time.

CREATE TABLE session (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    subject text NOT NULL,
    sealed bytea,
    positions jsonb NOT NULL DEFAULT '{}',
    choices jsonb NOT NULL DEFAULT '{}',
    began_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE session IS 'One login of one member of staff in one browser.';
COMMENT ON COLUMN session.id IS 'SHA-256 of the cookie''s value.';
COMMENT ON COLUMN session.sealed IS 'Tokens, name and grants under the session key; null once the session has ended.';
COMMENT ON COLUMN session.positions IS 'Source and partition to the last position that this person''s writes reached, and when, in seconds.';
COMMENT ON COLUMN session.choices IS 'What was chosen last and is offered first: codes and ids.';
CREATE INDEX session_began ON session (began_at);

CREATE TABLE kept (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    kind text NOT NULL CHECK (kind IN ('login', 'search', 'form', 'code', 'partner')),
    owner text NOT NULL,
    sealed bytea NOT NULL,
    until timestamptz NOT NULL
);
COMMENT ON TABLE kept IS 'What an address may not hold: search words, forms of expired sessions, codes shown once, partners'' visits.';
COMMENT ON COLUMN kept.id IS 'SHA-256 of the handle in the address or the cookie.';
COMMENT ON COLUMN kept.owner IS 'The subject, or for somebody without an account the SHA-256 of the link.';
CREATE INDEX kept_until ON kept (until);

GRANT SELECT, INSERT, UPDATE, DELETE ON session, kept TO kentro_api;
