-- A document of an order may wait for days (a missing role, a full disk on the channel's side): a refund, a parcel or a
-- cancellation behind it does not wait with it. Documents wait for each other and for what is before them (decision 920).
CREATE OR REPLACE FUNCTION argosy.command_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := greatest(NEW.due_at, (SELECT max(b.due_at) FROM argosy.command b
    WHERE b.organization_id = NEW.organization_id AND b.order_id = NEW.order_id AND b.state IN ('waiting', 'running')
      AND (b.kind <> 'document' OR NEW.kind = 'document')));
  RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION argosy.command_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.due_at, NEW.finished_at, now());
BEGIN
  -- Later: those behind with it. Ended or asked for earlier: those that waited for it come as early.
  UPDATE argosy.command b SET due_at = at
  WHERE b.organization_id = NEW.organization_id AND b.order_id = NEW.order_id AND b.seq > NEW.seq
    AND b.state = 'waiting' AND (NEW.kind <> 'document' OR b.kind = 'document')
    AND CASE WHEN NEW.due_at > OLD.due_at THEN b.due_at < at ELSE b.due_at = OLD.due_at AND b.due_at > at END;
  RETURN NULL;
END
$$;
