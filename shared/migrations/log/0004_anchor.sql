-- The head of the hash chain once a day, as it was also told outside: who rewrites the log must rewrite what others hold.
CREATE TABLE anchor (
    day      date PRIMARY KEY,
    epoch    uuid NOT NULL,
    position bigint NOT NULL,
    hash     bytea NOT NULL
);
GRANT SELECT ON anchor TO kentro_api, kentro_projector;
GRANT INSERT ON anchor TO kentro_projector;

-- For whoever restored the database by other means than `kentro restore`: positions after this moment are new ones.
CREATE FUNCTION begin_epoch() RETURNS uuid LANGUAGE sql
    AS $$ INSERT INTO log_epoch (epoch) VALUES (uuidv7()) RETURNING epoch $$;
REVOKE ALL ON FUNCTION begin_epoch FROM PUBLIC;
