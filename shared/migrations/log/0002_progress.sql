-- How far each reader of a log came: the service's own views, each partition of another service's topic, the relay.
-- `record_offset` is the broker's, a hint where to go on reading; (epoch, position) alone decides what is applied.
CREATE TABLE checkpoint (
    name          text PRIMARY KEY,
    epoch         uuid NOT NULL,
    position      bigint NOT NULL,
    record_offset bigint
);

-- `previous` and `offsets` hold, by partition, the position and the broker's offset of its last record.
CREATE TABLE relay (
    topic    text PRIMARY KEY,
    epoch    uuid NOT NULL,
    position bigint NOT NULL,
    previous bigint[] NOT NULL,
    offsets  bigint[] NOT NULL
);

-- Records that could not be applied, and their later successors of the same key, in the order of their partition.
CREATE TABLE parked (
    topic            text NOT NULL,
    record_partition integer NOT NULL,
    epoch            uuid NOT NULL,
    position         bigint NOT NULL,
    key              text NOT NULL,
    headers          bytea NOT NULL,
    value            bytea NOT NULL,
    error            text NOT NULL,
    parked_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, record_partition, epoch, position)
);
CREATE INDEX parked_by_key ON parked (topic, key);
GRANT SELECT ON checkpoint, relay, parked TO kentro_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON checkpoint, relay, parked TO kentro_projector;
