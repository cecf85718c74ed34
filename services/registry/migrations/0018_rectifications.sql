-- What persons asked to be put right, in their own words, and what was answered; seen by those who watch over the Centre.
CREATE TABLE rectification (
    id              uuid PRIMARY KEY,
    centre          text NOT NULL,
    person          uuid NOT NULL,
    text            text NOT NULL,
    asked_by        text NOT NULL,
    received_on     date NOT NULL,
    answer_by       date NOT NULL,
    state           text NOT NULL,
    version         integer NOT NULL,
    answered_by     text,
    answered_at     timestamptz,
    why             text,
    recipients_told boolean
);
CREATE INDEX rectification_by_day ON rectification (answer_by, id);
CREATE INDEX rectification_of_person ON rectification (person);
ALTER TABLE rectification ENABLE ROW LEVEL SECURITY;
ALTER TABLE rectification FORCE ROW LEVEL SECURITY;
CREATE POLICY oversight ON rectification FOR SELECT TO kentro_api USING (sees('oversight', centre));
CREATE POLICY projection ON rectification TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON rectification TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON rectification TO kentro_projector;
