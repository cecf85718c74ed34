-- Where a service is given, apart from its JSON, for whoever asks by postcode or distance.
ALTER TABLE offered_service
    ADD COLUMN postal_code text GENERATED ALWAYS AS (place::jsonb ->> 'postal_code') STORED,
    ADD COLUMN latitude    double precision GENERATED ALWAYS AS ((place::jsonb ->> 'latitude')::float8 / 1e6) STORED,
    ADD COLUMN longitude   double precision GENERATED ALWAYS AS ((place::jsonb ->> 'longitude')::float8 / 1e6) STORED;
CREATE INDEX offered_service_placed ON offered_service (sort_key, id) WHERE place IS NOT NULL;
CREATE INDEX offered_service_in_postcode ON offered_service (postal_code) WHERE postal_code IS NOT NULL;
