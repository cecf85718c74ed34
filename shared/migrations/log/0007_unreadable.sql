-- A record that could not be read has no position: it stands here under the nil epoch and the broker's offset. Another
-- one comes to that offset after the broker lost everything; only the digest of the record tells the two apart.
ALTER TABLE parked ADD COLUMN digest bytea NOT NULL DEFAULT '';
ALTER TABLE parked DROP CONSTRAINT parked_pkey, ADD PRIMARY KEY (topic, record_partition, epoch, position, digest);

-- The key of a record that nobody of ours wrote may be longer than a sorted index takes.
DROP INDEX parked_by_key;
CREATE INDEX parked_by_key ON parked USING hash (key);
