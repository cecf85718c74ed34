-- What the projector makes of the log, and what a consumer makes of the topic: alike, so that one model tells both.
CREATE TABLE projected (stream text PRIMARY KEY, events integer NOT NULL, last bigint NOT NULL, digest text NOT NULL);
CREATE TABLE consumed (stream text PRIMARY KEY, events integer NOT NULL, last bigint NOT NULL, digest text NOT NULL);
GRANT SELECT ON projected, consumed TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON projected, consumed TO kentro_projector;
