-- The clock of the machine that a backup is restored on may stand behind that of the one it was made on; readers take
-- the greater epoch for the newer one.
CREATE OR REPLACE FUNCTION begin_epoch() RETURNS uuid LANGUAGE sql
    AS $$
        INSERT INTO log_epoch (epoch)
            SELECT uuidv7(greatest(interval '0', max(uuid_extract_timestamp(epoch)) - clock_timestamp() + interval '1 s'))
            FROM log_epoch
            RETURNING epoch
    $$;
