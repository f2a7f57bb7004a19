/** What people call the things an audit trail's entries are about. */
import type { Tx } from "../../db/database.ts";

interface Named {
  readonly kind: string;
  /** Of the thing, or of what the address names first ("store/listing" is the store). */
  readonly id: string;
}

/** Kinds with a name somebody could tell apart: the table, and the expression of its name. People's names stay out. */
const NAMED: Readonly<Record<string, { readonly table: string; readonly name: string }>> = {
  alerts: { table: "alert", name: "t.title" },
  automations: { table: "argosy.automation", name: "t.name" },
  categories: { table: "category", name: "t.name" },
  connection: { table: "connection", name: "t.name" },
  imports: { table: "catalog_import", name: "t.name" },
  // Its addresses name a variant first.
  inventory: { table: "variant", name: "t.sku" },
  locations: { table: "location", name: "t.name" },
  mappings: { table: "listing", name: "coalesce(t.sku, nullif(t.title, ''))" },
  "message-templates": { table: "argosy.message_template", name: "t.name" },
  marketing: { table: "argosy.manual_spend", name: "t.label" },
  orders: { table: "sales_order", name: "t.number" },
  discounts: { table: "argosy.promotion", name: "t.title" },
  "gift-cards": { table: "argosy.gift_card", name: "t.code_end" },
  "pick-batches": { table: "argosy.pick_batch", name: "t.number" },
  "price-edits": { table: "argosy.price_edit", name: "to_char(t.created_at, 'YYYY-MM-DD HH24:MI')" },
  "price-rules": { table: "price_rule", name: "t.name" },
  products: { table: "product", name: "t.title" },
  "purchase-orders": { table: "argosy.purchase_order", name: "t.number" },
  suppliers: { table: "argosy.supplier", name: "t.name" },
  returns: { table: "order_return", name: "t.number" },
  "stock-counts": { table: "stock_count", name: "t.number" },
  settlements: { table: "settlement", name: "t.reference" },
  "stock-documents": { table: "stock_document", name: "t.number" },
  store: { table: "connection", name: "t.name" },
  stores: { table: "connection", name: "t.name" },
  variants: { table: "variant", name: "t.sku" },
  views: { table: "saved_view", name: "t.name" },
  "webhook-endpoints": { table: "webhook_endpoint", name: "substring(t.url from '^[a-z]+://([^/?#]+)')" },
  webhooks: { table: "connection", name: "t.name" },
};

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Names of things by "kind id", in one statement; what has none, or is gone, is not among them. */
async function targetNames(tx: Tx, targets: readonly Named[]): Promise<ReadonlyMap<string, string>> {
  const requested = new Map(
    targets.filter(({ kind, id }) => kind in NAMED && UUID.test(id)).map((target) => [keyOf(target), target]),
  );
  const parts = Object.entries(NAMED)
    .filter(([kind]) => [...requested.values()].some((target) => target.kind === kind))
    .map(
      ([kind, { table, name }]) =>
        `select a.kind, a.id::text as id, ${name} as name from asked a
         join ${table} t on t.organization_id = argosy.tenant() and t.id = a.id where a.kind = '${kind}'`,
    );
  if (parts.length === 0) return new Map();
  const rows = await tx.rows<Named & { readonly name: string | null }>(
    `with asked as materialized (select *
       from unnest($1::text[], $2::uuid[]) as a (kind, id)) ${parts.join(" union all ")}`,
    [[...requested.values()].map(({ kind }) => kind), [...requested.values()].map(({ id }) => id)],
  );
  return new Map(rows.flatMap((row) => (row.name === null ? [] : [[keyOf(row), row.name] as const])));
}

const keyOf = ({ kind, id }: Named): string => `${kind} ${id.toLowerCase()}`;

interface Target {
  readonly targetKind: string;
  readonly targetId: string;
}

/** What people call the things of these entries now; null for what has no name or is gone. */
export async function namesOfTargets(tx: Tx, entries: readonly Target[]): Promise<(entry: Target) => string | null> {
  const named = ({ targetKind, targetId }: Target): Named => ({
    kind: targetKind,
    id: targetId.split("/", 1)[0] ?? "",
  });
  const names = await targetNames(tx, entries.map(named));
  return (entry) => names.get(keyOf(named(entry))) ?? null;
}
