-- Who was erased here, by a hash of the id. Rebuilds keep it, and a restored log is held against it.
CREATE TABLE erased (
    mark bytea PRIMARY KEY,
    at   timestamptz NOT NULL DEFAULT now()
);
-- What was heard and is to be answered by a command of our own; its id follows from what was heard.
CREATE TABLE reaction (
    command  uuid PRIMARY KEY,
    kind     text NOT NULL,
    facts    bytea NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON erased, reaction TO kentro_api;
GRANT SELECT, INSERT ON erased, reaction TO kentro_projector;

-- The command was done.
CREATE FUNCTION settle_reaction(done uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ DELETE FROM reaction WHERE command = done $$;
REVOKE ALL ON FUNCTION settle_reaction FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_reaction TO kentro_api;
