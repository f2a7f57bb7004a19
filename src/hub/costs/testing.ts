import type { CostingMethod } from "../../commerce/costing.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { TestDatabase } from "../../db/testing.ts";
import { actor, later, minutes, orderLine, orderPart, type TestShop, testShop } from "../orders/testing.ts";
import { createDocument, type DocumentLine } from "../stock-documents/documents.ts";
import { postDocument, reverseDocument } from "../stock-documents/post-document.ts";
import { takeLineCosts } from "./line-costs.ts";
import { chooseCosting } from "./settings.ts";

type Sold = readonly (readonly [key: string, quantity: number])[];

/** A shop that buys, sells and asks what that cost. Minutes are counted from noon. */
export interface CostShop extends TestShop {
  /** Listed on the channel under this key. */
  variant(key: string): Promise<string>;
  compose(bundle: string, ...components: (readonly [variantId: string, quantity: number])[]): Promise<void>;
  choose(method: CostingMethod, minute: number): Promise<void>;
  /** Posts a purchase; answers the document's id. */
  buy(lines: readonly DocumentLine[], minute: number): Promise<string>;
  reverse(documentId: string, minute: number): Promise<void>;
  /** Answers the order's id. */
  sell(lines: Sold, minute: number): Promise<string>;
  change(orderId: string, patch: Partial<Omit<OrderPart, "lines">> & { lines?: Sold }, minute: number): Promise<void>;
  take(orderIds: readonly string[], minute: number): Promise<void>;
  /** Of each line: the unit cost, its quality and its source. */
  costs(orderId: string): Promise<(readonly [string | null, string, string])[]>;
  /** Units left in each layer, the oldest first. */
  layers(variantId: string): Promise<number[]>;
  costMinor(variantId: string): Promise<bigint | null>;
}

const linesOf = (lines: Sold) =>
  lines.map(([variantKey, quantity], n) => orderLine({ key: `l${n}`, variantKey, quantity }));

export async function costShop(db: TestDatabase): Promise<CostShop> {
  const shop = await testShop(db);
  const store = await shop.newStore();
  const parts = new Map<string, OrderPart>();
  let sold = 0;
  const apply = async (part: OrderPart): Promise<string> => {
    const [applied] = await store.apply([part]);
    if (!applied) throw new Error("The order was not applied.");
    parts.set(applied.orderId, part);
    return applied.orderId;
  };
  return {
    ...shop,
    async variant(key) {
      const id = await shop.newVariant(key);
      await store.list(id, key);
      return id;
    },
    async compose(bundle, ...components) {
      for (const [id, quantity] of components)
        await shop.run((tx) =>
          tx.run(
            `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
             values (argosy.tenant(), $1, $2, $3)`,
            [bundle, id, quantity],
          ),
        );
    },
    async choose(method, minute) {
      await shop.run((tx) => chooseCosting(tx, { method, now: minutes(minute) }));
    },
    buy: (lines, minute) =>
      shop.run(async (tx) => {
        const document = await createDocument(tx, { kind: "purchase_invoice", lines, actor, now: minutes(minute) });
        await postDocument(tx, { id: document.id, actor, now: minutes(minute) });
        return document.id;
      }),
    async reverse(id, minute) {
      await shop.run((tx) => reverseDocument(tx, { id, actor, now: minutes(minute) }));
    },
    sell(lines, minute) {
      sold += 1;
      return apply(orderPart(`o${sold}`, { placedAt: minutes(minute).toISOString(), lines: linesOf(lines) }));
    },
    async change(orderId, { lines, ...patch }, minute) {
      const before = parts.get(orderId);
      if (!before) throw new Error("No such order was sold.");
      await apply(later(before, minute + 10_000, { ...patch, ...(lines ? { lines: linesOf(lines) } : {}) }));
    },
    async take(orderIds, minute) {
      await shop.run((tx) => takeLineCosts(tx, orderIds, minutes(minute)));
    },
    async costs(orderId) {
      const rows = await shop.run((tx) =>
        tx.rows<{ cost: string | null; quality: string; source: string }>(
          `select round(c.unit_cost, 2)::text || ' ' || trim(c.currency) as cost, c.quality, c.source
           from argosy.line_cost c
           join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = c.line_id
           where c.organization_id = argosy.tenant() and c.order_id = $1 order by l.position, l.ext_key`,
          [orderId],
        ),
      );
      return rows.map(({ cost, quality, source }) => [cost, quality, source] as const);
    },
    async layers(variantId) {
      const rows = await shop.run((tx) =>
        tx.rows<{ remaining: number }>(
          `select remaining from argosy.cost_layer where organization_id = argosy.tenant() and variant_id = $1
           order by received_at, id`,
          [variantId],
        ),
      );
      return rows.map((row) => row.remaining);
    },
    costMinor: async (variantId) =>
      (
        await shop.run((tx) =>
          tx.one<{ cost: bigint | null }>(
            "select cost_minor as cost from variant where organization_id = argosy.tenant() and id = $1",
            [variantId],
          ),
        )
      ).cost,
  };
}
