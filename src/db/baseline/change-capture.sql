-- Change capture: triggers leave a change_mark for whatever a channel may have to be told of. The fan-out works the
-- marks out (docs/architecture.md).

-- Change capture: one mark for each subject and aspect, rows in key order so that two transactions never wait for each
-- other. What changes once more is tried once more.
CREATE FUNCTION argosy.mark_changed(organizations uuid[], subjects uuid[], aspect_name text)
  RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.change_mark (organization_id, aspect, subject_id)
  SELECT o, aspect_name, s FROM (SELECT DISTINCT o, s FROM unnest(organizations, subjects) AS t(o, s)
    WHERE s IS NOT NULL) AS d
  ORDER BY o, s
  ON CONFLICT (organization_id, aspect, subject_id) DO UPDATE SET seq = change_mark.seq + 1, marked_at = now(),
    due_at = NULL;
  IF current_setting('argosy.carries', true) IS DISTINCT FROM 'on' THEN
    PERFORM pg_notify('argosy_change', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS t(o)) AS d;
  END IF;
END
$$;

-- A level edited by hand (SQL) still gets its ledger row, so that the level stays the sum of its movements. Our own
-- ledger code sets argosy.ledger = 'on' for the transaction and writes the rows itself.
CREATE FUNCTION argosy.record_unposted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('argosy.ledger', true), '') = 'on' THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO argosy.movement (organization_id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta,
      reserved_delta, on_hand_after, reserved_after, actor, note)
    SELECT organization_id, variant_id, location_id, 'sql', argosy.new_id()::text, on_hand, reserved, on_hand, reserved,
      session_user, 'Level written outside the ledger'
    FROM after_rows WHERE on_hand <> 0 OR reserved <> 0;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO argosy.movement (organization_id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta,
      reserved_delta, on_hand_after, reserved_after, actor, note)
    SELECT a.organization_id, a.variant_id, a.location_id, 'sql', argosy.new_id()::text, a.on_hand - b.on_hand,
      a.reserved - b.reserved, a.on_hand, a.reserved, session_user, 'Level written outside the ledger'
    FROM after_rows a JOIN before_rows b USING (organization_id, variant_id, location_id)
    WHERE a.on_hand <> b.on_hand OR a.reserved <> b.reserved;
  ELSE
    INSERT INTO argosy.movement (organization_id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta,
      reserved_delta, on_hand_after, reserved_after, actor, note)
    SELECT organization_id, variant_id, location_id, 'sql', argosy.new_id()::text, -on_hand, -reserved, 0, 0,
      session_user, 'Level removed outside the ledger'
    FROM before_rows WHERE on_hand <> 0 OR reserved <> 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER level_recorded_insert AFTER INSERT ON argosy.level REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.record_unposted();
CREATE TRIGGER level_recorded_update AFTER UPDATE ON argosy.level
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.record_unposted();
CREATE TRIGGER level_recorded_delete AFTER DELETE ON argosy.level REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.record_unposted();

-- An order that is new is marked where it is written: for sums, profit and search. Its lines and payments, written by
-- the same transaction, have nothing to add. Kept by the transaction, and taken back with a savepoint as the marks
-- are.
CREATE FUNCTION argosy.orders_marked() RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('argosy.orders_marked', true), '')::uuid[], '{}')
$$;
