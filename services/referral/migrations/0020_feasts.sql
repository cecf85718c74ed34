-- Feasts that move with Easter, feasts that ended, and two feasts of one day: a feast is known by its rule and its name.
ALTER TABLE feast ADD COLUMN rule text, ADD COLUMN days_from_easter integer, ADD COLUMN ended_on date;
UPDATE feast SET rule = lpad(month::text, 2, '0') || '-' || lpad(day::text, 2, '0');
ALTER TABLE feast DROP CONSTRAINT feast_pkey;
ALTER TABLE feast ALTER COLUMN rule SET NOT NULL, ALTER COLUMN month DROP NOT NULL, ALTER COLUMN day DROP NOT NULL,
    ADD PRIMARY KEY (municipality, rule, name);
