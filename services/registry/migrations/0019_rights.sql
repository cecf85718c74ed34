-- Records that were merged are erased together; what the calendar entered waits for somebody to say when it was last paid.
ALTER TABLE erasure ADD COLUMN others text NOT NULL DEFAULT '', ADD COLUMN asks_for_payment boolean NOT NULL DEFAULT false;
-- Why an answer takes longer, as the person was told it.
ALTER TABLE rectification ADD COLUMN extended_why text;
