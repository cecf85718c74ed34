-- What a list of municipalities and units tells of each at a glance; all else of a Centre is read from its stream.
ALTER TABLE municipality ADD COLUMN registered_citizens integer, ADD COLUMN counted_on date,
    ADD COLUMN social_service boolean, ADD COLUMN social_service_since date;
ALTER TABLE unit ADD COLUMN last_day date, ADD COLUMN premises boolean NOT NULL DEFAULT false,
    ADD COLUMN contacts boolean NOT NULL DEFAULT false, ADD COLUMN hours boolean NOT NULL DEFAULT false;
