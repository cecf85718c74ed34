-- Whether services take people now, as registry tells it. Nothing about persons.
ALTER TABLE offered_service
    ADD COLUMN paused         boolean NOT NULL DEFAULT false,
    ADD COLUMN paused_until   date,
    ADD COLUMN ended          boolean NOT NULL DEFAULT false,
    ADD COLUMN places         integer,
    ADD COLUMN waiting        integer,
    ADD COLUMN reported_on    date,
    ADD COLUMN believed_until date;
ALTER TABLE body ADD COLUMN state text NOT NULL DEFAULT 'active';
