-- The whole record as one document beside what is searched and sorted by: its parts are read together, and each says by
-- itself who is shown it. `kentro rebuild registry` fills the documents of people who were recorded before.
ALTER TABLE person ADD COLUMN record text NOT NULL DEFAULT '{}';
ALTER TABLE person_file DROP COLUMN email, DROP COLUMN address;
ALTER TABLE person_file ADD COLUMN record text NOT NULL DEFAULT '{}';
ALTER TABLE person_file ADD COLUMN concealed boolean NOT NULL DEFAULT false;
