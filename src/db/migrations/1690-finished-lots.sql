-- A lot that is refused and of which nothing is left where it lay costs no sale a look any more (decision 865).
ALTER TABLE argosy.lot_stock ADD COLUMN is_finished boolean NOT NULL DEFAULT false;

-- Units came or went, or somebody holds some of what was finished: what is held is never out of sight.
CREATE FUNCTION argosy.reopen_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.is_finished := false;
  RETURN NEW;
END
$$;
CREATE TRIGGER lot_stock_reopened BEFORE UPDATE ON argosy.lot_stock FOR EACH ROW
  WHEN (NEW.is_finished AND (NEW.units <> OLD.units OR NEW.held <> 0)) EXECUTE FUNCTION argosy.reopen_lot();

-- Packed units of an order (its line, its lot) may be in stock again. Whoever finishes a lot skips rows that are locked
-- here, and is waited for; who only holds units does not wait for these locks.
CREATE FUNCTION argosy.reopen_lots_of(organization uuid, of_order uuid, of_line uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM argosy.lot_stock s
  WHERE s.organization_id = organization AND (s.variant_id, s.lot) IN (
    SELECT k.variant_id, k.lot FROM argosy.lot_line k
    WHERE k.organization_id = organization AND k.order_id = of_order AND (of_line IS NULL OR k.order_line_id = of_line))
  ORDER BY s.variant_id, s.lot, s.location_id FOR KEY SHARE;
  UPDATE argosy.lot_stock s SET is_finished = false
  WHERE s.organization_id = organization AND s.is_finished AND (s.variant_id, s.lot) IN (
    SELECT k.variant_id, k.lot FROM argosy.lot_line k
    WHERE k.organization_id = organization AND k.order_id = of_order AND (of_line IS NULL OR k.order_line_id = of_line));
END
$$;

CREATE FUNCTION argosy.reopen_lots_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.reopen_lots_of(NEW.organization_id, NEW.id, NULL);
  RETURN NULL;
END
$$;
CREATE TRIGGER sales_order_reopens_lots AFTER UPDATE ON argosy.sales_order FOR EACH ROW
  WHEN ((NEW.status = 'cancelled' AND OLD.status <> 'cancelled')
    OR (NEW.financial = 'refunded' AND OLD.financial <> 'refunded'))
  EXECUTE FUNCTION argosy.reopen_lots_of_order();

CREATE FUNCTION argosy.reopen_lots_of_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.reopen_lots_of(NEW.organization_id, NEW.order_id, NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_reopens_lots AFTER UPDATE ON argosy.order_line FOR EACH ROW
  WHEN (NEW.quantity < OLD.quantity OR NEW.fulfilled_quantity < OLD.fulfilled_quantity)
  EXECUTE FUNCTION argosy.reopen_lots_of_line();

CREATE FUNCTION argosy.reopen_lots_unpacked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM argosy.lot_stock s
  WHERE s.organization_id = OLD.organization_id AND s.variant_id = OLD.variant_id AND s.lot = OLD.lot
  ORDER BY s.location_id FOR KEY SHARE;
  UPDATE argosy.lot_stock s SET is_finished = false
  WHERE s.organization_id = OLD.organization_id AND s.variant_id = OLD.variant_id AND s.lot = OLD.lot AND s.is_finished;
  RETURN NULL;
END
$$;
CREATE TRIGGER lot_line_reopens_lots AFTER UPDATE OR DELETE ON argosy.lot_line FOR EACH ROW
  EXECUTE FUNCTION argosy.reopen_lots_unpacked();
