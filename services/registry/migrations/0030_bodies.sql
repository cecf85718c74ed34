-- Bodies and services as they change: nothing about persons. Columns that are lists hold one value a line.
ALTER TABLE body
    ADD COLUMN telephone   text,
    ADD COLUMN email       text,
    ADD COLUMN website     text,
    ADD COLUMN description text,
    ADD COLUMN contacts    text NOT NULL DEFAULT '[]',
    ADD COLUMN state       text NOT NULL DEFAULT 'active',
    ADD COLUMN why         text,
    ADD COLUMN words       text NOT NULL DEFAULT '',
    ADD COLUMN version     integer NOT NULL DEFAULT 1,
    ADD COLUMN changed_at  timestamptz NOT NULL DEFAULT now();
CREATE INDEX body_by_name ON body (sort_key, id);

CREATE TABLE agreement (
    id       uuid PRIMARY KEY,
    body     uuid NOT NULL,
    subject  text NOT NULL,
    starts   date NOT NULL,
    until    date,
    ended_on date
);
CREATE INDEX agreement_of_body ON agreement (body, starts);

ALTER TABLE offered_service
    ADD COLUMN description    text,
    ADD COLUMN telephone      text,
    ADD COLUMN website        text,
    ADD COLUMN municipalities text NOT NULL DEFAULT '',
    ADD COLUMN regional_units text NOT NULL DEFAULT '',
    ADD COLUMN audience       text NOT NULL DEFAULT '',
    ADD COLUMN minimum_age    integer,
    ADD COLUMN maximum_age    integer,
    ADD COLUMN place          text,
    ADD COLUMN hours          text NOT NULL DEFAULT '[]',
    ADD COLUMN places         integer,
    ADD COLUMN waiting        integer,
    ADD COLUMN reported_on    date,
    ADD COLUMN paused         boolean NOT NULL DEFAULT false,
    ADD COLUMN paused_until   date,
    ADD COLUMN why            text,
    ADD COLUMN ended          boolean NOT NULL DEFAULT false,
    ADD COLUMN words          text NOT NULL DEFAULT '',
    ADD COLUMN version        integer NOT NULL DEFAULT 1,
    ADD COLUMN changed_at     timestamptz NOT NULL DEFAULT now();
UPDATE body SET words = sort_key;
UPDATE offered_service SET words = sort_key;

-- Whose people a service takes: municipalities by their codes, regional units by their names, '*' the whole region.
ALTER TABLE offered_service
    ADD COLUMN takes text[] NOT NULL GENERATED ALWAYS AS (
        CASE WHEN municipality IS NULL AND municipalities = '' AND regional_units = '' THEN ARRAY['*']
        ELSE array_remove(
            array_append(string_to_array(municipalities, E'\n') || string_to_array(regional_units, E'\n'), municipality),
            NULL)
        END) STORED,
    ADD COLUMN found_by tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
ALTER TABLE body
    ADD COLUMN found_by tsvector NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
CREATE INDEX offered_service_takes ON offered_service USING gin (takes) WHERE NOT ended;
CREATE INDEX offered_service_found_by ON offered_service USING gin (found_by);
CREATE INDEX body_found_by ON body USING gin (found_by);
CREATE INDEX offered_service_of_body ON offered_service (body, sort_key);
CREATE INDEX offered_service_by_name ON offered_service (sort_key, id);
CREATE INDEX municipality_of_unit ON municipality (regional_unit);

-- On which weekdays a service is open, from a day until the day before other hours begin.
CREATE TABLE service_open (
    service uuid NOT NULL,
    weekday integer NOT NULL,
    since   date NOT NULL,
    before  date
);
CREATE INDEX service_open_service ON service_open (service, weekday);
GRANT SELECT ON agreement, service_open TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON agreement, service_open TO kentro_projector;
