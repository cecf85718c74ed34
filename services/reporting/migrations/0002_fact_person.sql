-- Whom an event was about, where it says so: of somebody erased nothing is counted any more.
ALTER TABLE fact ADD COLUMN person uuid;
CREATE INDEX fact_of_person ON fact (person) WHERE person IS NOT NULL;
