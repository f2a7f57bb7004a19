/** Drafts of purchase orders made of what is low: one for each supplier and place, with the quantities the list proposes. */
import type { By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type LowLevel, listLowStock } from "../inventory/low-stock.ts";
import { MAX_PAGE } from "../paging.ts";
import { createPurchaseOrder } from "./orders.ts";
import type { PurchaseOrder } from "./read-orders.ts";

export interface LowStockOrder extends By {
  readonly items: readonly { readonly variantId: string; readonly locationId: string | null }[];
  /** Of what was never ordered before, or only from somebody who is inactive by now. */
  readonly supplierId?: string | undefined;
}

export const leftReasons = ["not_low", "on_its_way", "no_supplier"] as const;

export interface OrderedLowStock {
  readonly orders: readonly PurchaseOrder[];
  /** Chosen, but on none of them. */
  readonly left: readonly { readonly variantId: string; readonly reason: (typeof leftReasons)[number] }[];
}

interface Source {
  readonly variantId: string;
  readonly supplierId: string;
  readonly currency: string;
  readonly unitCostMinor: bigint | null;
}

const LAST = `
  select w.v as "variantId", o.supplier_id as "supplierId", trim(o.currency) as currency,
    o.unit_cost_minor as "unitCostMinor"
  from unnest($1::uuid[]) as w(v)
  cross join lateral (
    select h.supplier_id, h.currency, n.unit_cost_minor
    from argosy.purchase_order_line n
    join argosy.purchase_order h on h.organization_id = argosy.tenant() and h.id = n.purchase_order_id
    join argosy.supplier u on u.organization_id = argosy.tenant() and u.id = h.supplier_id and u.is_active
    where n.organization_id = argosy.tenant() and n.variant_id = w.v and h.state <> 'cancelled'
    order by n.purchase_order_id desc limit 1) as o`;

interface Line {
  readonly supplierId: string;
  readonly level: LowLevel;
  /** Absent: it was never ordered. */
  readonly source: Source | undefined;
}

/** Writes the drafts. Each item goes to the supplier it was last ordered from, at the cost of then. Throws as `createPurchaseOrder`. */
export async function orderLowStock(tx: Tx, input: LowStockOrder): Promise<OrderedLowStock> {
  const low = await lowOf(tx, input.items);
  const rows = await tx.rows<Source>(LAST, [[...new Set(input.items.map(({ variantId }) => variantId))]]);
  const sources = new Map(rows.map((row) => [row.variantId, row]));
  const left: OrderedLowStock["left"][number][] = [];
  const lines = input.items.flatMap((item): Line[] => {
    const { variantId } = item;
    const level = low.get(keyOf(item));
    const source = sources.get(variantId);
    const supplierId = source?.supplierId ?? input.supplierId;
    if (level && level.suggestedQuantity > 0 && supplierId !== undefined) return [{ supplierId, level, source }];
    left.push({ variantId, reason: !level ? "not_low" : supplierId === undefined ? "no_supplier" : "on_its_way" });
    return [];
  });
  const drafts = Map.groupBy(lines, ({ supplierId, level }) => `${supplierId} ${level.locationId}`);
  const orders: PurchaseOrder[] = [];
  for (const draft of drafts.values()) orders.push(...(await writeDraft(tx, draft, input)));
  return { orders, left };
}

/** Of one supplier and place, in the currency of their last order. */
async function writeDraft(tx: Tx, lines: readonly Line[], { actor, now }: By): Promise<PurchaseOrder[]> {
  const [first] = lines;
  if (!first) return [];
  const currency = lines.find(({ source }) => source)?.source?.currency;
  const costOf = ({ source }: Line) => (source?.currency === currency ? source?.unitCostMinor : null) ?? undefined;
  const order = await createPurchaseOrder(tx, {
    supplierId: first.supplierId,
    locationId: first.level.locationId ?? undefined,
    currency,
    lines: lines.map((line) => ({
      variantId: line.level.variantId,
      quantity: line.level.suggestedQuantity,
      unitCostMinor: costOf(line),
    })),
    actor,
    now,
  });
  return [order];
}

const keyOf = ({ variantId, locationId }: Pick<LowLevel, "variantId" | "locationId">) =>
  `${variantId} ${locationId ?? ""}`;

async function lowOf(tx: Tx, items: LowStockOrder["items"]): Promise<ReadonlyMap<string, LowLevel>> {
  const variantIds = [...new Set(items.map(({ variantId }) => variantId))];
  const found = new Map<string, LowLevel>();
  let cursor: string | undefined;
  do {
    const page = await listLowStock(tx, { variantIds, limit: MAX_PAGE, cursor });
    for (const level of page.items) found.set(keyOf(level), level);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}
