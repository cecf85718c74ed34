-- Referrals as they stand: who was handed to which service and what became of it. What is disclosed, the reasons and
-- the answers' texts stay sealed in the log and are read from there.
CREATE TABLE referral (
    id             uuid PRIMARY KEY,
    centre         text NOT NULL,
    number         text NOT NULL,
    person         uuid NOT NULL,
    service        uuid NOT NULL,
    unit           uuid,
    sent_on        date NOT NULL,
    sent_at        timestamptz NOT NULL,
    sent_by        text NOT NULL,
    answer_by      date NOT NULL,
    state          text NOT NULL,
    overdue        boolean NOT NULL,
    late           boolean NOT NULL,
    answered_on    date,
    decline_reason text,
    first_meeting  date,
    delivered_on   date,
    outcome        text,
    ended_on       date,
    closed_outcome text,
    told           boolean,
    version        integer NOT NULL
);
CREATE INDEX referral_by_day ON referral (centre, sent_on DESC, id DESC);
CREATE INDEX referral_of_person ON referral (person, sent_on DESC);
CREATE INDEX referral_open ON referral (centre, answer_by) WHERE state NOT IN ('closed', 'revoked');
ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral FORCE ROW LEVEL SECURITY;
CREATE POLICY files ON referral FOR SELECT TO kentro_api USING (sees('file', centre));
CREATE POLICY projection ON referral TO kentro_projector USING (true) WITH CHECK (true);

-- Where a link leads, and whether its mail was sent. No secret stands here, only the link's digest.
CREATE TABLE link (
    token_hash text PRIMARY KEY,
    referral   uuid NOT NULL,
    serial     integer NOT NULL,
    step       text NOT NULL,
    expires_on date NOT NULL,
    issued_at  timestamptz NOT NULL
);
-- Kept through rebuilds: a mail that was sent is not sent again.
CREATE TABLE mailed (
    token_hash text PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now()
);

-- The directory, from registry.
CREATE TABLE offered_service (
    id             uuid PRIMARY KEY,
    body           uuid NOT NULL,
    kind           text NOT NULL,
    name           text NOT NULL,
    municipality   text,
    answers_within integer NOT NULL,
    email          text NOT NULL
);
CREATE TABLE body (
    id   uuid PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE centre (
    scope text PRIMARY KEY,
    name  text NOT NULL
);
CREATE TABLE feast (
    municipality text NOT NULL,
    month        integer NOT NULL,
    day          integer NOT NULL,
    name         text NOT NULL,
    PRIMARY KEY (municipality, month, day)
);
GRANT SELECT ON referral, offered_service, body, centre, feast, link TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON referral, offered_service, body, centre, feast, link, mailed TO kentro_projector;
