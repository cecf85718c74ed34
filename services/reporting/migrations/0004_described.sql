-- What persons said of themselves, in bands: told sealed by registry, kept for figures alone. Null is what nobody said.
CREATE TABLE described (
    person     uuid PRIMARY KEY,
    scope      text NOT NULL,
    sex        text,
    born       smallint,
    schooling  text,
    employment text,
    dwelling   text,
    origin     text,
    disability text,
    roma       text
);
ALTER TABLE described ENABLE ROW LEVEL SECURITY;
ALTER TABLE described FORCE ROW LEVEL SECURITY;
CREATE POLICY figures ON described FOR SELECT TO kentro_api USING (sees('figures', scope));
CREATE POLICY projection ON described TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON described TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON described TO kentro_projector;

-- Who came in a month.
CREATE INDEX fact_of_visitors ON fact (month) INCLUDE (scope, person)
    WHERE indicator = 'visits' AND person IS NOT NULL;
