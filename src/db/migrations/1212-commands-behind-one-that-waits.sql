-- A command behind an unfinished one of its order is due no earlier than that one: a channel that fails leaves many
-- orders whose first command waits, and every look read all that were due behind them.
CREATE FUNCTION argosy.command_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := greatest(NEW.due_at, (SELECT max(b.due_at) FROM argosy.command b
    WHERE b.organization_id = NEW.organization_id AND b.order_id = NEW.order_id AND b.state IN ('waiting', 'running')));
  RETURN NEW;
END $$;
CREATE TRIGGER command_follows BEFORE INSERT ON argosy.command FOR EACH ROW WHEN (NEW.due_at IS NOT NULL)
  EXECUTE FUNCTION argosy.command_follows();

CREATE FUNCTION argosy.command_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.due_at, NEW.finished_at, now());
BEGIN
  -- Later: those behind with it. Ended or asked for earlier: those that waited for it come as early.
  UPDATE argosy.command b SET due_at = at
  WHERE b.organization_id = NEW.organization_id AND b.order_id = NEW.order_id AND b.seq > NEW.seq
    AND b.state = 'waiting'
    AND CASE WHEN NEW.due_at > OLD.due_at THEN b.due_at < at ELSE b.due_at = OLD.due_at AND b.due_at > at END;
  RETURN NULL;
END $$;
CREATE TRIGGER command_moved AFTER UPDATE OF due_at ON argosy.command FOR EACH ROW
  WHEN (OLD.due_at IS NOT NULL AND OLD.due_at IS DISTINCT FROM NEW.due_at AND pg_trigger_depth() = 0)
  EXECUTE FUNCTION argosy.command_moved();
