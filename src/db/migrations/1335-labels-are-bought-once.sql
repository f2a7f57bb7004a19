-- When the courier was asked to book, and until when it may still be at work on that: nobody looks or asks again before.
ALTER TABLE argosy.shipment
  ADD COLUMN sent_at timestamptz,
  ADD COLUMN settles_at timestamptz;
CREATE TRIGGER shipment_settles BEFORE UPDATE ON argosy.shipment FOR EACH ROW
  WHEN (NEW.due_at < NEW.settles_at) EXECUTE FUNCTION argosy.command_settles();
