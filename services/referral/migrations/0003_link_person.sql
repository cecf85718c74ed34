-- Whose link it is, so that it goes when they are erased.
ALTER TABLE link ADD COLUMN person uuid;
CREATE INDEX link_of_person ON link (person) WHERE person IS NOT NULL;
