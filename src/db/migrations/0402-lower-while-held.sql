-- A lower number never waits: neither in a dispute, nor while a channel's own lower number waits for approval.
CREATE OR REPLACE FUNCTION argosy.keep_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.desired IS NULL OR (NEW.held_as = 'zero' AND NEW.desired > 0) THEN
    NEW.held_as := NULL;
    NEW.held_by := NULL;
  ELSIF NEW.held_as IN ('dispute', 'lower') AND NEW.lowers AND NEW.desired < NEW.observed THEN
    RETURN NEW;
  ELSE
    NEW.due_at := NULL;
    NEW.state := 'waiting';
  END IF;
  RETURN NEW;
END $$;
