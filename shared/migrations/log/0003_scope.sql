-- Row-level security's own question: may this transaction see a row of that scope?
--
-- `kentro.basic` and `kentro.file` hold the caller's scope paths of at least that reach, each ended by a slash and
-- parted by commas. Unset or empty sees nothing.
CREATE FUNCTION sees(reach text, scope text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT EXISTS (
        SELECT FROM unnest(string_to_array(nullif(current_setting('kentro.' || reach, true), ''), ',')) AS granted(path)
        WHERE starts_with(scope || '/', granted.path)) $$;
GRANT EXECUTE ON FUNCTION sees TO kentro_api, kentro_projector;
