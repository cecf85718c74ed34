-- The same question as one expression, which the planner puts in place of the call: asked of each row of a page that
-- is searched, counted or listed, the call took most of the time.
CREATE OR REPLACE FUNCTION sees(reach text, scope text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(
        (scope || '/') ^@ ANY (string_to_array(nullif(current_setting('kentro.' || reach, true), ''), ',')), false) $$;
