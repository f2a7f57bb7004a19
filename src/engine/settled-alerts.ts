import { systemActor } from "../commerce/actor.ts";
import type { Tx } from "../db/database.ts";
import { resolveAlerts } from "../hub/alerts/alerts.ts";

const linked = (sync: "stock_sync" | "price_sync") =>
  `l.state = 'mapped' AND l.${sync} AND l.active AND l.gone_at IS NULL`;

/** What an alert of each kind is about, while the trouble lasts; `a` is the alert. */
const TROUBLE: Readonly<Record<string, string>> = {
  change_failed: `SELECT 1 FROM argosy.change_mark m
    WHERE m.organization_id = a.organization_id AND m.subject_id = a.subject_id AND m.tries > 0
    UNION ALL SELECT 1
    FROM argosy.recipe_change r
    WHERE r.organization_id = a.organization_id AND r.variant_id = a.subject_id`,
  stock_failed: `SELECT 1
    FROM argosy.listing_stock s
    JOIN argosy.listing l ON l.organization_id = s.organization_id AND l.id = s.listing_id
    WHERE s.organization_id = a.organization_id AND s.listing_id = a.subject_id AND s.state <> 'idle'
      AND ${linked("stock_sync")}`,
  price_failed: `SELECT 1
    FROM argosy.listing_price p
    JOIN argosy.listing l ON l.organization_id = p.organization_id AND l.id = p.listing_id
    WHERE p.organization_id = a.organization_id AND p.listing_id = a.subject_id AND p.state <> 'idle'
      AND ${linked("price_sync")}`,
  price_held: `SELECT 1
    FROM argosy.listing_price p
    JOIN argosy.listing l ON l.organization_id = p.organization_id AND l.id = p.listing_id
    WHERE p.organization_id = a.organization_id AND p.connection_id = a.connection_id AND p.held IS NOT NULL
      AND a.cause = 'price-held:' || p.connection_id || ':' || p.held AND ${linked("price_sync")}`,
  content_failed: `SELECT 1 FROM argosy.product_listing p
    WHERE p.organization_id = a.organization_id AND p.id = a.subject_id AND p.state <> 'idle'
      AND (p.content_sync OR p.push_fields <> '{}') AND p.gone_at IS NULL`,
  category_failed: `SELECT 1 FROM argosy.record_push r
    WHERE r.organization_id = a.organization_id AND r.connection_id = a.connection_id AND r.kind = 'category'
      AND r.subject_id = a.subject_id AND r.state <> 'idle'`,
  customer_failed: `SELECT 1 FROM argosy.record_push r
    WHERE r.organization_id = a.organization_id AND r.connection_id = a.connection_id AND r.kind = 'customer'
      AND r.subject_id = a.subject_id AND r.state <> 'idle'`,
  event_failed: `SELECT 1 FROM argosy.inbox_event e
    WHERE e.organization_id = a.organization_id AND e.id = a.subject_id
      AND (e.status = 'failed' OR (e.status = 'pending' AND e.attempts > 0))`,
  low_stock: `SELECT 1 FROM argosy.level l
    JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.id = l.variant_id AND v.deleted_at IS NULL
    JOIN argosy.location p ON p.organization_id = a.organization_id AND p.id = l.location_id AND p.active
    WHERE l.organization_id = a.organization_id AND l.variant_id = a.subject_id AND l.is_low
      AND a.cause = 'low_stock:' || l.variant_id || ':' || l.location_id
      AND NOT EXISTS (SELECT 1 FROM argosy.bundle_item b
        WHERE b.organization_id = a.organization_id AND b.bundle_variant_id = l.variant_id)`,
  stock_contested: `SELECT 1 FROM argosy.conflict c
    WHERE c.organization_id = a.organization_id AND c.connection_id = a.connection_id AND c.state = 'open'
      AND c.field = 'stock' AND c.policy = 'contested'`,
  products_gone: `SELECT 1 FROM argosy.product_listing p
    WHERE p.organization_id = a.organization_id AND p.connection_id = a.connection_id AND p.gone_at IS NOT NULL
      AND p.product_id IS NOT NULL`,
  products_blocked: `SELECT 1 FROM argosy.product_listing p
    WHERE p.organization_id = a.organization_id AND p.connection_id = a.connection_id AND p.is_blocked
      AND p.gone_at IS NULL`,
  orders_unread: `SELECT 1
    FROM argosy.sync_cursor s
    JOIN argosy.connection c ON c.organization_id = s.organization_id AND c.id = s.connection_id
    WHERE s.organization_id = a.organization_id AND s.connection_id = a.connection_id AND s.sweep LIKE 'orders:%'
      AND s.next_at IS NOT NULL
      AND coalesce(s.asked_since, s.failing_since) IS NOT NULL AND c.state IN ('active', 'paused', 'error')`,
  connection_failing: `SELECT 1 FROM argosy.connection c
    WHERE c.organization_id = a.organization_id AND c.id = a.connection_id AND c.failing_since IS NOT NULL
      AND c.state IN ('active', 'error')`,
};

/**
 * Closes alerts whose trouble went away without the step that failed going well: the channel shows the wanted number
 * by itself, the item was unlinked, its sync switched off, the delivery overtaken. Answers how many.
 */
export async function resolveSettledAlerts(tx: Tx, now: Date): Promise<number> {
  const settled = Object.entries(TROUBLE).map(([kind, trouble]) => `(a.kind = '${kind}' AND NOT EXISTS (${trouble}))`);
  const rows = await tx.rows<{ cause: string }>(
    `SELECT a.cause FROM argosy.alert a
     WHERE a.organization_id = argosy.tenant() AND a.state IN ('open', 'snoozed') AND (${settled.join(" OR ")})
     LIMIT 1000`,
  );
  return resolveAlerts(
    tx,
    rows.map((row) => row.cause),
    now,
    systemActor,
  );
}
