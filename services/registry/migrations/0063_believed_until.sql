-- Until when a report of room is believed stands in its row: what is too old is then found in its order.
ALTER TABLE offered_service ADD believed_until date;
UPDATE offered_service SET believed_until = reported_on + 30;
CREATE INDEX offered_service_believed_until ON offered_service (believed_until) WHERE NOT ended;
