-- How many items were in the batch whose answer was lost and that carried this number; 0: the last answer came. The next
-- batch is half as large, so that one item that breaks the call is found, and a write proved not to have arrived is
-- repeated once without using up an attempt.
ALTER TABLE argosy.listing_stock ADD COLUMN lost_in int NOT NULL DEFAULT 0;
