-- A person who was merged is counted once: the merged record's registration is found by its stream, and left out.
CREATE INDEX fact_of_registration ON fact (stream) WHERE indicator = 'people-registered';
