ALTER TABLE argosy.listing_stock
  -- As of when the expected number held; a look that only surprises does not move it.
  ADD COLUMN believed_at timestamptz,
  -- The wish fell below what the channel shows while that waits for an explanation or a person: it is written all the same.
  ADD COLUMN lowers boolean NOT NULL DEFAULT false;

-- Many statements make a row due; none of them may send what is held, except a lower number in a dispute.
CREATE OR REPLACE FUNCTION argosy.keep_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.desired IS NULL OR (NEW.held_as = 'zero' AND NEW.desired > 0) THEN
    NEW.held_as := NULL;
    NEW.held_by := NULL;
  ELSIF NEW.held_as = 'dispute' AND NEW.lowers AND NEW.desired < NEW.observed THEN
    RETURN NEW;
  ELSE
    NEW.due_at := NULL;
    NEW.state := 'waiting';
  END IF;
  RETURN NEW;
END $$;
