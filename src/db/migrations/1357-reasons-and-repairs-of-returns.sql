-- Why units come back, in what condition they arrived, and units set aside for repair: not in stock until the repair has
-- ended.
ALTER TABLE argosy.order_return_line ADD COLUMN reason_code text;
ALTER TABLE argosy.order_return_line ADD COLUMN reason_note text NOT NULL DEFAULT '';
ALTER TABLE argosy.order_return_line ADD CONSTRAINT order_return_line_reason CHECK (reason_code IN ('does_not_fit',
  'damaged', 'defective', 'wrong_item', 'not_as_described', 'changed_mind', 'arrived_late', 'undelivered', 'other'));

ALTER TABLE argosy.order_return_receipt ADD COLUMN condition text;
-- The receipt whose units were in repair and which this one settles.
ALTER TABLE argosy.order_return_receipt ADD COLUMN repair_of uuid;
-- Units of this receipt that are still in repair.
ALTER TABLE argosy.order_return_receipt ADD COLUMN in_repair int NOT NULL DEFAULT 0;
ALTER TABLE argosy.order_return_receipt ADD CONSTRAINT order_return_receipt_condition
  CHECK (condition IN ('new', 'opened', 'used', 'damaged'));
ALTER TABLE argosy.order_return_receipt ADD CONSTRAINT order_return_receipt_in_repair
  CHECK (in_repair BETWEEN 0 AND quantity AND (in_repair = 0 OR disposition = 'repair'));
ALTER TABLE argosy.order_return_receipt DROP CONSTRAINT order_return_receipt_disposition_check;
ALTER TABLE argosy.order_return_receipt ADD CONSTRAINT order_return_receipt_disposition
  CHECK (disposition IN ('restock', 'repair', 'scrap', 'keep'));
