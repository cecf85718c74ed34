-- The scopes of Centres that have a row in the table and that the caller reaches at least so far.
--
-- A list of the newest rows asks Centre by Centre, in the order of an index that begins with the scope. Row-level
-- security alone would look at every row of the region, since no index can answer its question.
CREATE FUNCTION reached(reach text, relation regclass) RETURNS SETOF text
    LANGUAGE plpgsql STABLE ROWS 5
AS $$
DECLARE
    path  text;
    found text;
    last  text;
BEGIN
    FOR path IN
        SELECT DISTINCT rtrim(granted, '/')
        FROM unnest(string_to_array(nullif(current_setting('kentro.' || reach, true), ''), ',')) AS granted ORDER BY 1
    LOOP
        LOOP
            -- From one scope to the next by the index. Paths are in order, so that what lies in two of them comes once.
            EXECUTE format('SELECT min(centre) FROM %s WHERE centre >= $1 AND centre < $2 AND centre > $3', relation)
                INTO found USING path, path || U&'\+10FFFF', coalesce(last, '');
            EXIT WHEN found IS NULL;
            last := found;
            RETURN NEXT found;
        END LOOP;
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION reached FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reached TO kentro_api;
