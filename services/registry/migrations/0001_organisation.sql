-- The organisation and the bodies: nothing about persons.
CREATE TABLE municipality (
    code          text PRIMARY KEY,
    scope         text NOT NULL,
    edition       text NOT NULL,
    name          text NOT NULL,
    short_name    text NOT NULL,
    regional_unit text NOT NULL,
    residents     integer NOT NULL,
    sort_key      text NOT NULL
);
CREATE TABLE unit (
    id           uuid PRIMARY KEY,
    centre       uuid NOT NULL,
    kind         text NOT NULL,
    name         text NOT NULL,
    municipality text NOT NULL,
    scope        text NOT NULL,
    prefix       text
);
CREATE INDEX unit_by_scope ON unit (scope, kind);
CREATE TABLE body (
    id           uuid PRIMARY KEY,
    scope        text NOT NULL,
    kind         text NOT NULL,
    name         text NOT NULL,
    municipality text,
    sort_key     text NOT NULL
);
CREATE TABLE offered_service (
    id             uuid PRIMARY KEY,
    scope          text NOT NULL,
    body           uuid NOT NULL,
    kind           text NOT NULL,
    name           text NOT NULL,
    municipality   text,
    for_whom       text NOT NULL,
    how_to_refer   text NOT NULL,
    answers_within integer NOT NULL,
    email          text NOT NULL,
    languages      text NOT NULL,
    cost           text,
    accessible     boolean NOT NULL,
    sort_key       text NOT NULL
);
CREATE INDEX offered_service_by_kind ON offered_service (kind, sort_key, id);
GRANT SELECT ON municipality, unit, body, offered_service TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON municipality, unit, body, offered_service TO kentro_projector;
