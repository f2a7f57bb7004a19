import { expect, test } from "vitest";
import type { Stock } from "../../connectors/kit/ports.ts";
import { observeLevels } from "../../hub/listings/levels.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

interface Shop {
  readonly shown: Map<string, number>;
  readonly stock: Stock;
  /** Happens once, between the number being read and the answer being heard. */
  meanwhile: (() => Promise<unknown>) | undefined;
}

function shop(): Shop {
  const made: Shop = {
    shown: new Map(),
    meanwhile: undefined,
    stock: {
      basis: "available",
      compareAndSet: "native",
      takesAt: "placed",
      multiLocation: false,
      async read(items) {
        const levels = items.map(({ key }) => ({
          key,
          levels: [{ location: "", available: made.shown.get(key) ?? 0 }],
        }));
        const happens = made.meanwhile;
        made.meanwhile = undefined;
        await happens?.();
        return levels;
      },
      push: {
        maxItems: 100,
        async send(items) {
          for (const item of items) made.shown.set(item.key, item.want);
          return items.map(({ key, location, seq, want }) => ({
            key,
            location,
            seq,
            outcome: "applied",
            observed: want,
          }));
        },
      },
    },
  };
  return made;
}

/** The channel tells what it shows, as its webhook does. */
const tell = (engine: TestEngine, listing: string, available: number) =>
  engine.inside((tx) => {
    const at = new Date(engine.clock.now());
    return observeLevels(tx, {
      connectionId: engine.store,
      levels: [{ listingId: listing, location: "", available, at }],
      now: at,
    });
  });

const applySale = (engine: TestEngine, placedAt: number, key = "o1") =>
  engine.inside((tx) =>
    applyOrderParts(tx, {
      connection: { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null },
      parts: [
        orderPart(key, {
          placedAt: new Date(placedAt).toISOString(),
          lines: [orderLine({ variantKey: "OIL", quantity: 1, channelTook: 1 })],
        }),
      ],
      compareAndSet: "native",
      now: new Date(engine.clock.now()),
      source: "webhook",
      actor,
    }),
  );

const conflictsOf = (engine: TestEngine) =>
  engine.inside((tx) => tx.rows("SELECT field FROM argosy.conflict WHERE organization_id = argosy.tenant()"));

/** A linked item whose channel has just sold one and told its number, before the order. */
async function toldBeforeItsOrder(engine: TestEngine, channel: Shop) {
  const { variant, listing } = await engine.listed("OIL", 130);
  await engine.engine.drain();
  expect(channel.shown.get("OIL")).toBe(130);
  engine.clock.pass(60_000);
  const placedAt = engine.clock.now();
  channel.shown.set("OIL", 129);
  await tell(engine, listing, 129);
  engine.clock.pass(5_000);
  await engine.engine.drain();
  return { variant, placedAt };
}

test("a sale that is understood while its channel is being asked is nobody's edit", async () => {
  const channel = shop();
  await using engine = await testEngine({ stock: channel.stock });
  const { placedAt } = await toldBeforeItsOrder(engine, channel);
  engine.clock.pass(5_000);
  channel.meanwhile = () => applySale(engine, placedAt);
  await engine.engine.drain();
  expect(channel.meanwhile).toBeUndefined();
  engine.clock.pass(5_000);
  await engine.engine.drain();
  expect(await conflictsOf(engine)).toEqual([]);
  expect(channel.shown.get("OIL")).toBe(129);
});

test("goods that come in do not cut the time short in which a number's order may come", async () => {
  const channel = shop();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant, placedAt } = await toldBeforeItsOrder(engine, channel);
  await engine.adjust(variant, 10);
  await engine.engine.drain();
  expect(await conflictsOf(engine)).toEqual([]);
  engine.clock.pass(1_000);
  await applySale(engine, placedAt);
  engine.clock.pass(5_000);
  await engine.engine.drain();
  expect(await conflictsOf(engine)).toEqual([]);
  expect(channel.shown.get("OIL")).toBe(139);
});

test("a number that one order explains only in part is not raised: the sale nobody has heard of yet would be undone", async () => {
  const channel = shop();
  await using engine = await testEngine({ stock: channel.stock });
  const { listing } = await engine.listed("OIL", 130);
  await engine.engine.drain();
  engine.clock.pass(60_000);
  const placedAt = engine.clock.now();
  channel.shown.set("OIL", 128);
  await tell(engine, listing, 129);
  await applySale(engine, placedAt);
  await engine.engine.drain();
  expect(channel.shown.get("OIL")).toBe(128);
  await applySale(engine, placedAt, "o2");
  engine.clock.pass(5_000);
  await engine.engine.drain();
  expect(channel.shown.get("OIL")).toBe(128);
  expect(await conflictsOf(engine)).toEqual([]);
  // What was read may hold what comes after it: the next order is not taken off twice.
  channel.shown.set("OIL", 127);
  await applySale(engine, engine.clock.now(), "o3");
  await engine.engine.drain();
  engine.clock.pass(5_000);
  await engine.engine.drain();
  expect(channel.shown.get("OIL")).toBe(127);
  expect(await conflictsOf(engine)).toEqual([]);
});

test("goods that come in beside an order in doubt are told a moment later, and once", async () => {
  const channel = shop();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant, listing } = await engine.listed("OIL", 130);
  await engine.engine.drain();
  engine.clock.pass(60_000);
  const placedAt = engine.clock.now();
  channel.shown.set("OIL", 129);
  await tell(engine, listing, 129);
  await applySale(engine, placedAt);
  await engine.adjust(variant, 10);
  await engine.engine.drain();
  expect(channel.shown.get("OIL")).toBe(129);
  engine.clock.pass(5_000);
  await engine.engine.drain();
  expect(channel.shown.get("OIL")).toBe(139);
  expect(await conflictsOf(engine)).toEqual([]);
});
