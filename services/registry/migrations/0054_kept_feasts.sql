-- Which local feasts a municipality keeps, for what needs attention: one that keeps none has said nothing.
CREATE TABLE kept_feast (
    municipality text NOT NULL,
    feast        text NOT NULL,
    ended_on     date,
    PRIMARY KEY (municipality, feast)
);
GRANT SELECT ON kept_feast TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON kept_feast TO kentro_projector;
