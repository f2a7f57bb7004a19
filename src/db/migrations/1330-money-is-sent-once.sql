-- When a command that may move money was sent, and until when its channel may still be at work on it.
ALTER TABLE argosy.command
  ADD COLUMN sent_at timestamptz,
  ADD COLUMN settles_at timestamptz,
  DROP CONSTRAINT command_state_check,
  ADD CONSTRAINT command_state_check CHECK (state IN
    ('waiting', 'running', 'done', 'failed', 'rejected', 'unsupported', 'needs_input', 'cancelled', 'uncertain')) NOT VALID;

-- Whoever makes a command due again (a retry by hand, a restart): not before that moment.
CREATE FUNCTION argosy.command_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := NEW.settles_at;
  RETURN NEW;
END $$;
CREATE TRIGGER command_settles BEFORE UPDATE ON argosy.command FOR EACH ROW
  WHEN (NEW.due_at < NEW.settles_at) EXECUTE FUNCTION argosy.command_settles();
