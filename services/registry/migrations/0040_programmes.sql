-- What people can apply for, and its versions in time; nothing about persons. `content` and `draft` are a version's JSON.
CREATE TABLE programme (
    code            text PRIMARY KEY,
    names           text NOT NULL,
    administered_by text NOT NULL,
    what_for        text NOT NULL,
    ended_on        date,
    version         integer NOT NULL
);
CREATE TABLE programme_version (
    id           uuid PRIMARY KEY,
    programme    text NOT NULL,
    valid_from   date,
    until        date,
    content      text,
    approved_by  text,
    published_at timestamptz,
    imported     boolean NOT NULL,
    corrected    boolean NOT NULL,
    used         boolean NOT NULL,
    draft        text,
    writers      text NOT NULL,
    submitted    boolean NOT NULL
);
CREATE INDEX programme_version_of_programme ON programme_version (programme, valid_from);
GRANT SELECT ON programme, programme_version TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON programme, programme_version TO kentro_projector;
