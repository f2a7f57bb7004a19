/** Sales that race with looks and writes: what only sales have changed is nobody's edit, and nothing is sold twice. */
import { expect, test } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import { platformText } from "../../../connectors/kit/contract/answer-text.ts";
import type { Orders, Stock } from "../../../connectors/kit/contract/ports.ts";
import { observeLevels } from "../../../hub/listings/levels.ts";
import { applyOrderParts } from "../../../hub/orders/apply.ts";
import { actor, orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../../testing.ts";

interface Sale {
  readonly part: OrderPart;
  /** From when on the channel's list of orders shows it: its number falls first. */
  readonly listedAt: number;
}

interface Channel {
  readonly shown: Map<string, number>;
  readonly sales: Sale[];
  readonly ports: { readonly stock: Stock; readonly orders: Orders };
  /** Happens once while a number is being read. */
  whileReading: (keys: readonly string[]) => Promise<unknown>;
  engine: TestEngine | undefined;
}

function channel(compareAndSet: Stock["compareAndSet"]): Channel {
  const made: Channel = {
    shown: new Map(),
    sales: [],
    whileReading: async () => undefined,
    engine: undefined,
    ports: {
      stock: {
        basis: "available",
        compareAndSet,
        takesAt: "placed",
        multiLocation: false,
        async read(items) {
          const seen = items.map(({ key }) => ({
            key,
            levels: [{ location: "", available: made.shown.get(key) ?? 0 }],
          }));
          await made.whileReading(items.map(({ key }) => key));
          return seen;
        },
        push: {
          maxItems: 20,
          send: async (items) =>
            items.map(({ key, location, seq, want, expected }) => {
              const observed = made.shown.get(key) ?? 0;
              if (compareAndSet !== "none" && expected !== null && observed !== expected)
                return { key, location, seq, outcome: "conflict", observed };
              made.shown.set(key, want);
              return { key, location, seq, outcome: "applied", observed: want };
            }),
        },
      },
      orders: {
        essential: {},
        sweeps: [
          {
            id: "changed",
            mode: "changed",
            everyMs: 300_000,
            async *run() {
              const now = made.engine?.clock.now() ?? 0;
              const items = made.sales.filter((sale) => sale.listedAt <= now).map((sale) => sale.part);
              yield { items, cursor: "c", safeToSave: true };
            },
          },
        ],
        get: async (key) => made.sales.find((sale) => sale.part.orderKey === key)?.part ?? null,
        options: () => [],
        execute: async () => ({ state: "unsupported", text: platformText("") }),
      },
    },
  };
  return made;
}

async function shopOf(shop: Channel, policy: "hub" | "channel") {
  const engine = await testEngine(shop.ports);
  shop.engine = engine;
  await engine.db.owner.run(
    `update connection
     set settings = jsonb_build_object('policy', jsonb_build_object('stock', $2::text))
     where id = $1`,
    [engine.store, policy],
  );
  return engine;
}

const date = (ms: number) => new Date(ms);

/** The channel sells: its number falls at once, its list shows the order `lagMs` later. */
function sell(shop: Channel, engine: TestEngine, key: string, quantity: number, lagMs = 0): OrderPart {
  const at = engine.clock.now();
  shop.shown.set(key, (shop.shown.get(key) ?? 0) - quantity);
  const part = orderPart(`o${shop.sales.length}`, {
    placedAt: date(at).toISOString(),
    version: { kind: "time", value: BigInt(Math.round(at)) * 1000n },
    lines: [orderLine({ variantKey: key, quantity })],
  });
  shop.sales.push({ part, listedAt: at + lagMs });
  return part;
}

const apply = (shop: Channel, engine: TestEngine, part: OrderPart) =>
  engine.inside((tx) =>
    applyOrderParts(tx, {
      connection: { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null },
      parts: [part],
      compareAndSet: shop.ports.stock.compareAndSet,
      now: date(engine.clock.now()),
      source: "webhook",
      actor,
    }),
  );

const observe = (shop: Channel, engine: TestEngine, key: string) =>
  engine.inside((tx) => {
    const at = date(engine.clock.now());
    const levels = [{ extKey: key, location: "", available: shop.shown.get(key) ?? 0, at }];
    return observeLevels(tx, { connectionId: engine.store, levels, now: at });
  });

async function pass(engine: TestEngine, ms: number, times = 1): Promise<void> {
  for (let n = 0; n < times; n++) {
    engine.clock.pass(ms);
    await engine.engine.runUntilIdle();
  }
}

/** What would be wrong: edits recorded where nobody edited, and numbers that differ from what is free here. */
async function faults(shop: Channel, engine: TestEngine): Promise<unknown[]> {
  const edits = await engine.inside((tx) => tx.rows("select hub_value, channel_value, state from conflict"));
  const items = await engine.inside((tx) =>
    tx.rows<{ key: string; available: number; taken: boolean }>(
      `select l.ext_key as key, v.available,
         exists (select 1 from movement m where m.variant_id = v.variant_id and m.cause_kind = 'channel') as taken
       from listing l join level v on v.variant_id = l.variant_id`,
    ),
  );
  const wrong = items.filter(({ key, available, taken }) => taken || Math.max(0, available) !== shop.shown.get(key));
  return [...edits, ...wrong];
}

test("an order applied between a look and what is believed of it is not forgotten", async () => {
  const shop = channel("none");
  await using engine = await shopOf(shop, "hub");
  const { variant } = await engine.listed("OIL", 10);
  await pass(engine, 600_000, 2);
  await engine.adjust(variant, 1);
  await pass(engine, 1_000);
  // So soon after a write it cannot be told whether the number holds the sale: it is looked at.
  await apply(shop, engine, sell(shop, engine, "OIL", 1));
  let reads = 0;
  shop.whileReading = async () => {
    if (reads++ > 0) return;
    engine.clock.pass(1_000);
    await apply(shop, engine, sell(shop, engine, "OIL", 1));
    await engine.adjust(variant, 1);
  };
  // Twice three seconds until the orders are known to have been read.
  await pass(engine, 1_000, 10);
  expect([reads > 1, shop.shown.get("OIL"), await faults(shop, engine)]).toEqual([true, 10, []]);
});

for (const policy of ["hub", "channel"] as const)
  test(`an order with policy ${policy} that the channel lists later than its number fell is nobody's edit`, async () => {
    const shop = channel("none");
    await using engine = await shopOf(shop, policy);
    await engine.listed("OIL", 4);
    await pass(engine, 600_000, 2);
    sell(shop, engine, "OIL", 4, 5_000);
    engine.clock.pass(500);
    await observe(shop, engine, "OIL");
    await pass(engine, 3_000, 4);
    await pass(engine, 61_000, 3);
    expect([shop.shown.get("OIL"), await faults(shop, engine)]).toEqual([0, []]);
  });

const levelOf = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.one("select on_hand, reserved, available from level where organization_id = argosy.tenant()"),
  );

for (const policy of ["hub", "channel"] as const)
  for (const compareAndSet of ["none", "native"] as const)
    for (const way of ["told", "polled"] as const)
      test(`an order with policy ${policy}, compare-and-set ${compareAndSet}, ${way} two minutes after its sale counts once`, async () => {
        const shop = channel(compareAndSet);
        await using engine = await shopOf(shop, policy);
        await engine.listed("OIL", 130);
        await pass(engine, 600_000, 2);
        const part = sell(shop, engine, "OIL", 5);
        engine.clock.pass(120_000);
        await observe(shop, engine, "OIL");
        if (way === "told") await apply(shop, engine, part);
        await pass(engine, 4_000, 3);
        await pass(engine, 61_000, 3);
        expect(await levelOf(engine)).toEqual({ on_hand: 130, reserved: 5, available: 125 });
        expect([shop.shown.get("OIL"), await faults(shop, engine)]).toEqual([125, []]);
      });

for (const policy of ["hub", "channel"] as const)
  test(`a cancellation with policy ${policy} whose webhook is lost brings its units back once`, async () => {
    const shop = channel("native");
    await using engine = await shopOf(shop, policy);
    await engine.listed("OIL", 130);
    await pass(engine, 600_000, 2);
    const part = sell(shop, engine, "OIL", 5);
    await apply(shop, engine, part);
    await pass(engine, 60_000, 10);
    expect(await levelOf(engine)).toEqual({ on_hand: 130, reserved: 5, available: 125 });
    shop.shown.set("OIL", 130);
    shop.sales.splice(0, 1, {
      listedAt: engine.clock.now(),
      part: {
        ...part,
        status: "cancelled",
        version: { kind: "time", value: BigInt(Math.round(engine.clock.now())) * 1000n },
        lines: [orderLine({ variantKey: "OIL", quantity: 0, orderedQuantity: 5, channelTook: 0 })],
      },
    });
    engine.clock.pass(120_000);
    await observe(shop, engine, "OIL");
    await pass(engine, 4_000, 3);
    await pass(engine, 61_000, 3);
    expect(await levelOf(engine)).toEqual({ on_hand: 130, reserved: 0, available: 130 });
    expect([shop.shown.get("OIL"), await faults(shop, engine)]).toEqual([130, []]);
  });

/** Numbers from 0 to 1, the same for a seed. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test("a sale is never an edit under any race, and every number ends as what is free", async () => {
  const shop = channel("native");
  await using engine = await shopOf(shop, "channel");
  const random = drawn(1);
  const keys = Array.from({ length: 25 }, (_, n) => `K${n}`);
  const variants = new Map<string, string>();
  for (const key of keys) variants.set(key, (await engine.listed(key, 4 + Math.floor(random() * 8))).variant);
  await pass(engine, 120_000, 2);
  let later: { readonly at: number; readonly run: () => Promise<unknown> }[] = [];
  const runDue = async (now: number) => {
    const due = later.filter(({ at }) => at <= now);
    later = later.filter(({ at }) => at > now);
    for (const { run } of due) await run();
  };
  const maySell = (key: string, most: number) => {
    const quantity = 1 + Math.floor(random() * most);
    if ((shop.shown.get(key) ?? 0) < quantity) return;
    const part = sell(shop, engine, key, quantity, Math.floor(random() * 3) * 1_500);
    const at = engine.clock.now();
    if (random() < 0.8) later.push({ at: at + random() * 60_000, run: () => apply(shop, engine, part) });
    if (random() < 0.6) later.push({ at: at + random() * 10_000, run: () => observe(shop, engine, key) });
  };
  shop.whileReading = async (read) => {
    for (const key of read) if (random() < 0.2) maySell(key, 2);
    engine.clock.pass(Math.floor(random() * 2_000));
    await runDue(engine.clock.now());
  };
  for (let step = 0; step < 60; step++) {
    for (let n = 0; n < 3; n++) if (random() < 0.5) maySell(keys[Math.floor(random() * keys.length)] ?? "", 4);
    const variant = variants.get(keys[Math.floor(random() * keys.length)] ?? "") ?? "";
    const free = await engine.inside((tx) =>
      tx.maybe<{ n: number }>("select available as n from level where variant_id = $1", [variant]),
    );
    if (random() < 0.5 && (free?.n ?? 0) > 0) await engine.adjust(variant, -1);
    engine.clock.pass(Math.floor(random() * 8_000));
    await runDue(engine.clock.now());
    await pass(engine, 0);
  }
  shop.whileReading = async () => undefined;
  await runDue(Number.POSITIVE_INFINITY);
  await pass(engine, 61_000, 12);
  expect(await faults(shop, engine)).toEqual([]);
});
