/** A worker that has lost its lane writes nothing any more, and no turn keeps what is more urgent waiting. */

import { expect, test } from "vitest";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { CommandRun, Orders, Prices, Products } from "../../connectors/kit/contract/ports.ts";
import { applied } from "../../connectors/kit/contract/results.ts";
import { updateProduct } from "../../hub/catalog/update.ts";
import { ANA, channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { createOrder } from "../../hub/orders/create.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { fakeChannel } from "./testing.ts";

const ordersBy = (execute: Orders["execute"]): Orders => ({
  essential: {},
  sweeps: [],
  get: async () => null,
  options: () => [],
  execute,
});

/** Another worker takes the lane in the middle of this one's turn; answers whether there was one. */
const loseLane = (engine: TestEngine) =>
  engine.db.owner.run(
    "update argosy.lane set lease_token = gen_random_uuid() where kind = 'outbound' and lease_token is not null",
  );

/** The lane's lease runs out in the middle of this worker's turn, and another worker does what there is to do. */
async function othersTurn(engine: TestEngine): Promise<void> {
  await engine.db.owner.run(
    `update argosy.lane
     set lease_token = null, lease_until = null, seq = seq + 1, due_at = $1
     where kind = 'outbound' and lease_token is not null`,
    [new Date(engine.clock.now())],
  );
  await (await engine.secondWorker()).runUntilIdle();
}

/** A channel of products; `onPut` happens while a product is being written. */
function pages(onPut: (title: string) => Promise<unknown>) {
  const requests: (string | null)[] = [];
  const shown = new Map<string, string>();
  const products: Products = {
    sweeps: [],
    get: async () => null,
    async put({ key: existing, product }) {
      requests.push(existing);
      const key = existing ?? `p${requests.length}`;
      shown.set(key, product.title);
      await onPut(product.title);
      return {
        key,
        product: channelProduct(key, [channelVariant(`${key}v`)], { title: product.title }),
        variants: product.variants.map(({ id }) => ({ id, key: `${key}v`, ext: null })),
      };
    },
  };
  return { asked: requests, shown, products };
}

const pagesOf = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows(
      `select ext_key, state, due_at, want_seq = ack_seq as told
       from argosy.product_listing
       where organization_id = argosy.tenant()`,
    ),
  );

async function askFor(engine: TestEngine): Promise<void> {
  await engine.inside(async (tx) => {
    const { id } = await tx.one<{ id: string }>(
      `insert into argosy.sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
         fulfilment, currency, placed_at)
       values (argosy.tenant(), $1, 'o', 'o', 'o', 'confirmed', 'paid', 'unfulfilled', 'USD', $2) returning id`,
      [engine.store, new Date(engine.clock.now())],
    );
    await tx.run(
      `insert into argosy.command (organization_id, order_id, connection_id, kind, input, idempotency_key, due_at,
         requested_by)
       values (argosy.tenant(), $1, $2, 'cancel', '{"kind":"cancel"}', 'k', $3, 'x')`,
      [id, engine.store, new Date(engine.clock.now())],
    );
    await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'outbound', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]);
  });
}

test("stock is not written by a worker whose lane another one has by now [F28]", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  channel.onRead = async () => {
    if ((await loseLane(engine)) > 0) channel.onRead = async () => undefined;
  };
  await engine.listed("OIL", 10);
  await engine.engine.runUntilIdle();
  expect(channel.sends).toBe(0);
  // The other worker's lease runs out, and whoever takes the lane next does it.
  engine.clock.pass(11_000);
  await engine.engine.runUntilIdle();
  expect(channel.shown.get("OIL")).toBe(10);
});

test("an order command stops at its next step, and is not called done by a worker that lost it [F28]", async () => {
  const steps: string[] = [];
  const execute = async ({ save, saved }: CommandRun) => {
    steps.push(saved === null ? "first" : "second");
    if (saved === null) {
      await loseLane(engine);
      await save({ at: 1 });
      steps.push("went on");
    }
    return { state: "done" as const, text: platformText("Cancelled.") };
  };
  await using engine = await testEngine({ orders: ordersBy(execute) });
  await askFor(engine);
  await engine.engine.runUntilIdle();
  const state = () =>
    engine.inside((tx) =>
      tx.rows("select state, attempts from argosy.command where organization_id = argosy.tenant()"),
    );
  expect(steps).toEqual(["first"]);
  expect(await state()).toEqual([{ state: "running", attempts: 0 }]);
});

test("a product is settled by the worker that wrote it last, not by the one that returns late", async () => {
  const {
    asked: requests,
    shown,
    products,
  } = pages(async (title) => {
    if (title !== "OIL") return;
    await rename("Oil, pressed");
    await othersTurn(engine);
  });
  await using engine = await testEngine({ products });
  const rename = (title: string) =>
    engine.inside((tx) => updateProduct(tx, { id: product, patch: { title }, now: new Date(engine.clock.now()) }));
  await engine.listed("OIL", 1);
  const { product } = await engine.db.owner.one<{ product: string }>(
    "select product_id as product from argosy.variant",
  );
  await engine.db.owner.run("update argosy.product set title = 'OIL'");
  await engine.db.owner.run(
    "update argosy.product_listing set content_sync = true, want_seq = want_seq + 1, due_at = $1",
    [new Date(engine.clock.now())],
  );
  await engine.engine.runUntilIdle();
  expect([shown.get("OIL"), requests.length]).toEqual(["Oil, pressed", 2]);
  expect(await pagesOf(engine)).toEqual([{ ext_key: "OIL", state: "idle", due_at: null, told: true }]);
});

test("a product made by a worker that lost its lane meanwhile is not made again", async () => {
  const {
    asked: requests,
    shown,
    products,
  } = pages(async () => {
    if (requests.length === 1) await loseLane(engine);
  });
  await using engine = await testEngine({ products });
  await engine.listed("OIL", 1);
  await engine.db.owner.run("delete from argosy.listing");
  await engine.db.owner.run(
    "update argosy.product_listing set ext_key = null, content_sync = true, want_seq = want_seq + 1, due_at = $1",
    [new Date(engine.clock.now())],
  );
  await engine.engine.runUntilIdle();
  engine.clock.pass(11_000);
  await engine.engine.runUntilIdle();
  expect([requests, shown.size]).toEqual([[null, "p1"], 1]);
  expect(await pagesOf(engine)).toEqual([{ ext_key: "p1", state: "idle", due_at: null, told: true }]);
});

test("an order pushed by two workers is made once, and told once", async () => {
  const made: string[] = [];
  const create: NonNullable<Orders["create"]> = async ({ order, uncertain }) => {
    if (!(uncertain && made.length > 0)) {
      made.push("o1");
      await othersTurn(engine);
    }
    const lines = order.lines.map(({ sku, quantity }) => orderLine({ key: "1", sku, quantity }));
    return orderPart("o1", { lines });
  };
  await using engine = await testEngine({
    orders: { ...ordersBy(async () => ({ state: "unsupported", text: platformText("No.") })), create },
  });
  const { variant } = await engine.listed("MUG", 5);
  await engine.inside((tx) =>
    createOrder(tx, {
      connectionId: engine.store,
      currency: "EUR",
      lines: [{ variantId: variant, quantity: 2, unitPrice: "1.00", discountMinor: 0n }],
      financial: "paid",
      actor: ANA,
      now: new Date(engine.clock.now()),
    }),
  );
  await engine.engine.runUntilIdle();
  const entries = await engine.inside((tx) =>
    tx.rows("select kind from argosy.timeline where organization_id = argosy.tenant() and kind = 'pushed'"),
  );
  expect([made.length, entries.length]).toEqual([1, 1]);
});

test("a price told by a worker that returns late is not believed over the one sent since", async () => {
  const desired: bigint[] = [];
  const prices: Prices = {
    push: {
      maxItems: 10,
      async send(items) {
        desired.push(...items.map(({ want }) => want.price.minor));
        if (desired.length === 1) {
          await setPrice(1_200n);
          await othersTurn(engine);
        }
        return applied(items);
      },
    },
  };
  await using engine = await testEngine({ prices });
  const { listing } = await engine.listed("OIL", 1);
  await engine.db.owner.run("update argosy.listing set price_sync = true");
  const setPrice = (minor: bigint) =>
    engine.db.owner.run(
      `insert into argosy.listing_price as p (organization_id, connection_id, listing_id, site, currency, desired_minor,
         want_seq, due_at)
       values ($1, $2, $3, '', 'USD', $4, 1, $5)
       on conflict (organization_id, listing_id, site)
         do update set desired_minor = $4, want_seq = p.want_seq + 1, due_at = $5`,
      [engine.organization, engine.store, listing, minor, new Date(engine.clock.now())],
    );
  await setPrice(1_000n);
  await engine.db.owner.run("update argosy.lane set due_at = $1 where kind = 'outbound'", [
    new Date(engine.clock.now()),
  ]);
  await engine.engine.runUntilIdle();
  const rows = await engine.inside((tx) =>
    tx.rows("select expected_minor, state, due_at from argosy.listing_price where organization_id = argosy.tenant()"),
  );
  expect(desired).toEqual([1_000n, 1_200n]);
  expect(rows).toEqual([{ expected_minor: 1_200n, state: "idle", due_at: null }]);
});

test("a long list of numbers leaves an order command waiting for a second at most", async () => {
  const channel = fakeChannel();
  let sendsBefore: number | undefined;
  await using engine = await testEngine({
    stock: { ...channel.stock, push: { ...channel.stock.push, maxItems: 1 } },
    orders: ordersBy(async () => {
      sendsBefore = channel.sends;
      return { state: "done", text: platformText("Cancelled.") };
    }),
  });
  for (let n = 0; n < 12; n += 1) {
    channel.shown.set(`P${n}`, 9);
    await engine.listed(`P${n}`, 5);
  }
  channel.onSend = async () => {
    if (channel.sends === 2) await askFor(engine);
    engine.clock.pass(400);
    return undefined;
  };
  await engine.engine.runUntilIdle();
  expect(sendsBefore).toBeLessThanOrEqual(4);
  expect([...channel.shown.values()]).toEqual(Array.from({ length: 12 }, () => 5));
});
