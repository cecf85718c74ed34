-- What an operator took away for good: it holds up no key, its content is gone, and what is left tells a rebuild, or a
-- topic that is read again, to pass it over.
ALTER TABLE parked ADD COLUMN discarded_at timestamptz;
