-- Where things are, from registry.
CREATE TABLE municipality (
    code          text PRIMARY KEY,
    scope         text NOT NULL,
    name          text NOT NULL,
    short_name    text NOT NULL,
    regional_unit text NOT NULL,
    residents     integer NOT NULL
);
CREATE TABLE unit (
    id    uuid PRIMARY KEY,
    scope text NOT NULL,
    kind  text NOT NULL,
    name  text NOT NULL
);
CREATE TABLE offered_service (
    id   uuid PRIMARY KEY,
    kind text NOT NULL,
    name text NOT NULL
);

-- One row for each public event and indicator that it counts for, so that every figure opens down to what is behind it.
CREATE TABLE fact (
    source    text NOT NULL,
    position  bigint NOT NULL,
    scope     text NOT NULL,
    unit      text NOT NULL,
    month     date NOT NULL,
    day       date NOT NULL,
    indicator text NOT NULL,
    code      text NOT NULL,
    stream    text NOT NULL,
    PRIMARY KEY (source, position, indicator)
);
CREATE INDEX fact_behind_figure ON fact (scope text_pattern_ops, month, indicator, day, source, position);

-- The counts of facts, kept as they come. An empty unit or code stands for none.
CREATE TABLE cell (
    source    text NOT NULL,
    scope     text NOT NULL,
    unit      text NOT NULL,
    month     date NOT NULL,
    indicator text NOT NULL,
    code      text NOT NULL,
    count     integer NOT NULL,
    PRIMARY KEY (source, scope, unit, month, indicator, code)
);
CREATE INDEX cell_of_month ON cell (month, indicator, scope) INCLUDE (count);

ALTER TABLE fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact FORCE ROW LEVEL SECURITY;
CREATE POLICY figures ON fact FOR SELECT TO kentro_api USING (sees('figures', scope));
CREATE POLICY projection ON fact TO kentro_projector USING (true) WITH CHECK (true);
ALTER TABLE cell ENABLE ROW LEVEL SECURITY;
ALTER TABLE cell FORCE ROW LEVEL SECURITY;
CREATE POLICY figures ON cell FOR SELECT TO kentro_api USING (sees('figures', scope));
CREATE POLICY projection ON cell TO kentro_projector USING (true) WITH CHECK (true);
GRANT SELECT ON municipality, unit, offered_service, fact, cell TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON municipality, unit, offered_service, fact, cell TO kentro_projector;
