-- Every colleague's first page asks for these; in a year of visits they are few.
CREATE INDEX visit_unlinked ON visit (centre, day, received_at) WHERE person IS NULL AND outcome IS NULL;
