/** A shop whose sales come by webhook, and others that sell the same items. */
import type { OrderPart } from "../../commerce/order.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Stock } from "../../connectors/kit/contract/ports.ts";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { alsoListed } from "../testing-listings.ts";

const ON_HAND = 100;

/** Whoever writes another number waits while somebody holds this. */
const NUMBERS = 4242;
const HELD = `
  create function public.held() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(${NUMBERS}); return null; end $$;
  create trigger held after update of desired on argosy.listing_stock for each row
  when (old.desired <> new.desired) execute function public.held()`;

export interface SellingShops {
  readonly engine: TestEngine;
  /** An item of ours that the shop and all others list, 101 of it on hand and shown; answers its variant. */
  list(sku: string): Promise<string>;
  /** The shop tells that it sold one. */
  report(order: string, sku: string): Promise<void>;
  /** And all that follows from it. */
  sell(order: string, sku: string): Promise<void>;
  /** The shop tells that it has cancelled this order, and all that follows from it. */
  cancel(order: string): Promise<void>;
  /** The same, but `meanwhile` goes on before the transaction that applies it has sent its last: it writes numbers with that. */
  sellWhile(order: string, sku: string, meanwhile: () => Promise<unknown>): Promise<void>;
  /** What the hub means the stores to show of an item, and what it believes they do, each difference once. */
  numbers(sku: string): Promise<{ desired: number; expected: number }[]>;
}

/** A shop whose sales come by webhook, and `others` that sell what it lists; `stock`: their way of taking numbers. */
export async function sellingShops(
  others: number,
  stock: Stock = fakeChannel({ takesAt: "placed", compareAndSet: "native" }).stock,
): Promise<SellingShops> {
  const parts = new Map<string, OrderPart>();
  const webhooks: WebhookHandler = {
    secrets: () => [],
    verify: () => ({ outcome: "static" }),
    read: ({ body }) => [{ kind: "order", ref: Buffer.from(body).toString(), topic: "o", deliveryId: `${body}` }],
    reply: () => ({ status: 200 }),
    async interpret({ ref }) {
      const part = parts.get(ref);
      return part ? { as: "orders", parts: [part] } : { as: "nothing", reason: "" };
    },
  };
  const engine = await testEngine({ webhooks, stock });
  const { db, organization, clock } = engine;
  const stores: string[] = [];
  for (let n = 0; n < others; n += 1) stores.push(await sampleStore(db, organization, `Other ${n}`));
  const { key } = await db.owner.one<{ key: string }>(
    "select webhook_key as key from argosy.connection where id = $1",
    [engine.store],
  );
  async function deliver(ref: string, part: OrderPart): Promise<void> {
    parts.set(ref, part);
    const delivery = { provider: "fakeshop", key, topic: "o", method: "POST", query: {}, headers: {} };
    await engine.engine.receive({ ...delivery, body: Buffer.from(ref) });
  }
  const now = () => new Date(clock.now()).toISOString();
  const report = (order: string, sku: string) =>
    deliver(order, orderPart(order, { placedAt: now(), lines: [orderLine({ variantKey: sku, quantity: 1 })] }));
  async function sellWhile(order: string, sku: string, meanwhile: () => Promise<unknown>): Promise<void> {
    await report(order, sku);
    const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
    const { promise: stands, resolve: isThere } = Promise.withResolvers<void>();
    await db.owner.run(HELD);
    const holder = engine.inside(async (tx) => {
      await tx.rows("select pg_advisory_xact_lock($1)", [NUMBERS]);
      isThere();
      await goOn;
    });
    await stands;
    const drained = engine.engine.runUntilIdle();
    try {
      await meanwhile();
    } finally {
      release();
      await holder;
    }
    await drained;
    await db.owner.run("drop function public.held cascade");
  }
  return {
    engine,
    report,
    sellWhile,
    async list(sku) {
      const { variant } = await engine.listed(sku, ON_HAND);
      for (const store of stores) await alsoListed(engine, { store, key: sku, variant });
      await engine.adjust(variant, 1);
      await engine.engine.runUntilIdle();
      return variant;
    },
    async sell(order, sku) {
      await report(order, sku);
      await engine.engine.runUntilIdle();
    },
    async cancel(order) {
      const sold = parts.get(order);
      if (!sold) throw new Error(`Order ${order} was not reported.`);
      await deliver(`${order} cancelled`, { ...sold, status: "cancelled", version: timeVersion(now()) });
      await engine.engine.runUntilIdle();
    },
    numbers: (sku) =>
      db.owner.rows(
        `select distinct s.desired, s.expected from argosy.listing_stock s join argosy.listing l on l.id = s.listing_id
         where l.ext_key = $1`,
        [sku],
      ),
  };
}
