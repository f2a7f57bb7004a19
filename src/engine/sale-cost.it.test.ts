/** What a sale costs until every other store shows it: statements and transactions, which had crept up threefold once. */
import pg from "pg";
import { expect, test, vi } from "vitest";
import type { OrderPart } from "../commerce/order.ts";
import type { WebhookHandler } from "../connectors/kit/contract/webhooks.ts";
import { sampleStore } from "../hub/listings/samples.ts";
import { orderLine, orderPart } from "../hub/orders/testing.ts";
import { shelf } from "./outbound/testing.ts";
import { type TestEngine, testEngine } from "./testing.ts";

/**
 * Every statement the drivers of this process send while `work` runs, `begin` and `commit` among them; but not the looks
 * for due lanes: whether turns that end together share one is a matter of moments.
 */
async function sent(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const { query } = pg.Client.prototype;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [first] = given as [string | { readonly text?: string }];
    texts.push((typeof first === "string" ? first : (first.text ?? "")).trim());
    return Reflect.apply(query, this, given);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return texts.filter((text) => !text.startsWith("WITH waiting AS"));
}

async function alsoListed(engine: TestEngine, store: string, sku: string, variant: string): Promise<void> {
  await engine.db.owner.rows(
    `WITH page AS (
       INSERT INTO argosy.product_listing (organization_id, connection_id, ext_key, title, product_id, content_sync)
       SELECT $1, $2, $3, $3, product_id, false FROM argosy.variant WHERE organization_id = $1 AND id = $4 RETURNING id)
     INSERT INTO argosy.listing (organization_id, connection_id, product_listing_id, ext_key, sku, state, variant_id)
     SELECT $1, $2, id, $3, $3, 'mapped', $4 FROM page`,
    [engine.organization, store, sku, variant],
  );
}

/** A shop whose sales come by webhook, and `others` that sell the same mug. */
async function shops(others: number) {
  const parts = new Map<string, OrderPart>();
  const webhooks: WebhookHandler = {
    secrets: () => [],
    verify: () => ({ outcome: "static" }),
    read: ({ body }) => [{ kind: "order", ref: Buffer.from(body).toString(), topic: "o", deliveryId: `${body}` }],
    reply: () => ({ status: 200 }),
    async understand({ ref }) {
      const part = parts.get(ref);
      return part ? { as: "orders", parts: [part] } : { as: "nothing", reason: "" };
    },
  };
  const { stock } = shelf({ takesAt: "placed" });
  const engine = await testEngine({ webhooks, stock });
  const { variant } = await engine.listed("MUG", 100);
  for (let n = 0; n < others; n += 1)
    await alsoListed(engine, await sampleStore(engine.db, engine.organization, `Other ${n}`), "MUG", variant);
  await engine.adjust(variant, 1);
  await engine.engine.drain();
  const { key } = await engine.db.owner.one<{ key: string }>(
    "SELECT webhook_key AS key FROM argosy.connection WHERE id = $1",
    [engine.store],
  );
  return {
    engine,
    async sell(order: string) {
      parts.set(
        order,
        orderPart(order, {
          placedAt: new Date(engine.clock.now()).toISOString(),
          lines: [orderLine({ variantKey: "MUG", quantity: 1 })],
        }),
      );
      await engine.engine.receive({
        provider: "sandshop",
        key,
        topic: "o",
        method: "POST",
        query: {},
        headers: {},
        body: Buffer.from(order),
      });
      await engine.engine.drain();
    },
    /** What the hub means the other stores to show, and what it believes they do. */
    numbers: () =>
      engine.db.owner.rows<{ desired: number; expected: number }>(
        "SELECT DISTINCT desired, expected FROM argosy.listing_stock",
      ),
  };
}

// Receiving, understanding and applying the order, the changes carried, words and days counted, the source's lane; and for
// all other stores together: what is due, marked and confirmed. A hand is kept free, so that seventeen go in two claims.
const MOST = [
  { others: 1, statements: 115, transactions: 16 },
  { others: 5, statements: 117, transactions: 16 },
  { others: 17, statements: 140, transactions: 20 },
];

test.each(MOST)("a sale costs no more than it may on its way to $others other stores", async (most) => {
  const made = await shops(most.others);
  await using _engine = made.engine;
  // Plans, cursors and what a process remembers are made once.
  for (const order of ["o-1", "o-2"]) {
    await made.sell(order);
    made.engine.clock.pass(60_000);
  }
  const texts = await sent(() => made.sell("o-3"));
  expect(await made.numbers()).toEqual([{ desired: 98, expected: 98 }]);
  expect(texts.filter((text) => text.startsWith("begin")).length).toBeLessThanOrEqual(most.transactions);
  expect(texts.length).toBeLessThanOrEqual(most.statements);
});
