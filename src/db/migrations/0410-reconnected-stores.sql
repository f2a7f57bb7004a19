-- A deleted store whose account is connected again comes back as itself, so that its orders stand once (decision 75).
ALTER TABLE argosy.connection
  -- When it came back; null: it was connected once.
  ADD COLUMN reconnected_at timestamptz,
  -- Of a draft: the store it turned out to be. Whoever holds the draft's id finds the store.
  ADD COLUMN became uuid;
