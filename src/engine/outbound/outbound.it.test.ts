import { expect, test } from "vitest";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Products, Stock } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { createLocation } from "../../hub/inventory/locations.ts";
import { observeLevels } from "../../hub/listings/levels.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { refreshDesiredStock } from "./stock/refresh-desired-stock.ts";
import { fakeChannel } from "./testing.ts";

const stockRow = (engine: TestEngine, listing: string) =>
  engine.inside((tx) =>
    tx.one<{ desired: number; expected: number; attempts: number; state: string; due_at: Date | null }>(
      `select desired, expected, attempts, state, due_at
       from argosy.listing_stock
       where organization_id = argosy.tenant() and listing_id = $1`,
      [listing],
    ),
  );

test("stock that changes while the channel refuses the older number is sent all the same", async () => {
  const shop = fakeChannel();
  await using engine = await testEngine({ stock: shop.stock });
  const { variant, listing } = await engine.listed("MUG", 5);
  let refused = 0;
  shop.onSend = async (items) => {
    if (refused > 0) return undefined;
    refused += 1;
    // While the call is under way somebody books goods in, and the new desired value is worked out.
    await engine.adjust(variant, 4);
    await engine.inside((tx) => refreshDesiredStock(tx, [variant], new Date(engine.clock.now())));
    return items.map(({ key, location, seq }) => ({
      key,
      location,
      seq,
      outcome: "rejected",
      code: "LOCKED",
      text: "Locked.",
    }));
  };
  await engine.engine.runUntilIdle();
  expect(refused).toBe(1);
  expect(shop.shown.get("MUG")).toBe(9);
  expect(await stockRow(engine, listing)).toMatchObject({
    desired: 9,
    expected: 9,
    attempts: 0,
    state: "idle",
    due_at: null,
  });
});

test("a turn told to stop uses up no attempt and blames nobody", async () => {
  const shop = fakeChannel();
  await using engine = await testEngine({ stock: shop.stock });
  const { listing } = await engine.listed("MUG", 5);
  let began: () => void = () => undefined;
  const underWay = new Promise<void>((resolve) => {
    began = resolve;
  });
  let ctxSignal: AbortSignal | undefined;
  engine.ports = {
    stock: {
      ...shop.stock,
      push: {
        maxItems: 100,
        send: (_items, ctx) =>
          new Promise((_resolve, reject) => {
            ctxSignal = ctx.signal;
            ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason));
            began();
          }),
      },
    },
  };
  const drained = engine.engine.runUntilIdle();
  await underWay;
  const stopped = engine.engine.stop(0);
  await Promise.all([drained, stopped]);
  expect(ctxSignal?.aborted).toBe(true);
  expect(await stockRow(engine, listing)).toMatchObject({ attempts: 0, state: "sent" });
  const store = await engine.inside((tx) =>
    tx.one(
      "select last_error, failing_since from argosy.connection where organization_id = argosy.tenant() and id = $1",
      [engine.store],
    ),
  );
  expect(store).toEqual({ last_error: null, failing_since: null });
  expect(
    await engine.inside((tx) =>
      tx.rows(
        "select failures, lease_token from argosy.lane where organization_id = argosy.tenant() and kind = 'outbound'",
      ),
    ),
  ).toEqual([{ failures: 0, lease_token: null }]);
});

test("wishes of a kind the channel does not take rest instead of keeping their lane awake", async () => {
  await using engine = await testEngine({});
  const { listing } = await engine.listed("MUG", 5);
  await engine.inside(async (tx) => {
    await tx.run(
      `insert into argosy.listing_price (organization_id, listing_id, connection_id, currency, desired_minor, due_at,
         state)
       values (argosy.tenant(), $1, $2, 'USD', 100, $3, 'waiting')`,
      [listing, engine.store, new Date(engine.clock.now())],
    );
    await tx.run(
      "update argosy.product_listing set due_at = $1, state = 'waiting' where organization_id = argosy.tenant()",
      [new Date(engine.clock.now())],
    );
  });
  await engine.engine.runUntilIdle();
  expect(await stockRow(engine, listing)).toMatchObject({ state: "idle", due_at: null });
  expect(
    await engine.inside((tx) =>
      tx.one("select due_at from argosy.lane where organization_id = argosy.tenant() and kind = 'outbound'"),
    ),
  ).toEqual({ due_at: null });
});

test("a product edited while the channel refuses it is sent again with its edit", async () => {
  const titles: string[] = [];
  let onPut: () => Promise<void> = async () => undefined;
  const put: NonNullable<Products["put"]> = async ({ product }) => {
    titles.push(product.title);
    await onPut();
    const [variant] = product.variants;
    return {
      key: "p1",
      variants: variant ? [{ id: variant.id, key: "v1", ext: null }] : [],
      product: channelProduct("p1", [channelVariant("v1")], { title: product.title }),
    };
  };
  const ports: Ports = { products: { sweeps: [], get: async () => null, put } };
  await using engine = await testEngine(ports);
  const { variant } = await engine.listed("MUG", 0);
  const { product_id: product } = await engine.inside((tx) =>
    tx.one<{ product_id: string }>(
      "select product_id from argosy.variant where organization_id = argosy.tenant() and id = $1",
      [variant],
    ),
  );
  const rename = (title: string) =>
    engine.inside(async (tx) => {
      await tx.run("update argosy.product set title = $2 where organization_id = argosy.tenant() and id = $1", [
        product,
        title,
      ]);
      await tx.run(
        `update argosy.product_listing
         set want_seq = want_seq + 1, attempts = 0, due_at = $1, state = 'waiting'
         where organization_id = argosy.tenant()`,
        [new Date(engine.clock.now())],
      );
    });
  await engine.inside((tx) =>
    tx.run("update argosy.product_listing set content_sync = true where organization_id = argosy.tenant()"),
  );
  onPut = async () => {
    onPut = async () => undefined;
    await rename("Second");
    throw new ConnectorError({ kind: "rejected" }, "Not this title.");
  };
  await rename("First");
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]),
  );
  await engine.engine.runUntilIdle();
  expect(titles).toEqual(["First", "Second"]);
});

test("words of a platform no database stores are kept in a form that can be", async () => {
  const shop = fakeChannel();
  await using engine = await testEngine({ stock: shop.stock });
  const { listing } = await engine.listed("MUG", 5);
  shop.onSend = async (items) =>
    items.map(({ key, location, seq }) => ({
      key,
      location,
      seq,
      outcome: "rejected",
      code: "\u0000",
      text: "Not \u0000 this \ud800.",
    }));
  await engine.engine.runUntilIdle();
  expect(await stockRow(engine, listing)).toMatchObject({ state: "rejected", due_at: null });
  expect(
    await engine.inside((tx) => tx.rows("select text from argosy.alert where organization_id = argosy.tenant()")),
  ).toEqual([{ text: "Not \ufffd this \ufffd." }]);
});

test("a place where the channel does not stock an item yet is written to", async () => {
  const shop = fakeChannel();
  const sent: { location: string; want: number; expected: number | null }[] = [];
  shop.onSend = async (items) => {
    sent.push(...items.map(({ location, want, expected }) => ({ location, want, expected })));
    return items.map(({ key, location, seq, want }) => ({ key, location, seq, outcome: "applied", observed: want }));
  };
  const read: Stock["read"] = async (items) =>
    items.map(({ key }) => ({ key, levels: [{ location: "shop", available: 3 }] }));
  await using engine = await testEngine({ stock: { ...shop.stock, read, multiLocation: true } });
  const depot = await engine.inside((tx) => createLocation(tx, { name: "Depot", now: new Date(engine.clock.now()) }));
  for (const [key, location] of [
    ["depot", null],
    ["shop", depot.id],
  ])
    await engine.inside((tx) =>
      tx.run(
        `insert into argosy.ext_location (organization_id, connection_id, ext_key, name, location_id)
         values (argosy.tenant(), $1, $2, $2, $3)`,
        [engine.store, key, location],
      ),
    );
  const { listing } = await engine.listed("MUG", 5);
  await engine.engine.runUntilIdle();
  expect(sent).toEqual(expect.arrayContaining([{ location: "depot", want: 5, expected: 0 }]));
  expect(await engine.inside((tx) => locationsOf(tx, listing))).toEqual([
    { location: "depot", expected: 5, state: "idle" },
    { location: "shop", expected: 0, state: "idle" },
  ]);
  expect(sent.filter((one) => one.location === "depot")).toHaveLength(1);
});

function locationsOf(tx: Tx, listing: string) {
  return tx.rows<object>(
    `select location, expected, state
     from argosy.listing_stock
     where organization_id = argosy.tenant() and listing_id = $1
     order by location`,
    [listing],
  );
}

test("a bundle's number changed by hand on a two-way channel is written back: a bundle has no stock of its own", async () => {
  const shop = fakeChannel();
  await using engine = await testEngine({ stock: shop.stock });
  const part = await engine.listed("PART", 10);
  const pack = await engine.listed("PACK", 0);
  await engine.inside(async (tx) => {
    const settings = JSON.stringify({ policy: { stock: "channel" } });
    await tx.run("update argosy.connection set settings = $2 where organization_id = argosy.tenant() and id = $1", [
      engine.store,
      settings,
    ]);
    await tx.run(
      `insert into argosy.bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2)`,
      [pack.variant, part.variant],
    );
  });
  await engine.engine.runUntilIdle();
  expect([shop.shown.get("PACK"), shop.shown.get("PART")]).toEqual([5, 10]);
  shop.shown.set("PACK", 9).set("PART", 12);
  engine.clock.pass(60_000);
  const at = new Date(engine.clock.now());
  const levels = ["PACK", "PART"].map((extKey) => ({
    extKey,
    location: "",
    available: shop.shown.get(extKey) ?? 0,
    at,
  }));
  await engine.inside((tx) => observeLevels(tx, { connectionId: engine.store, levels, now: at }));
  for (let round = 0; round < 3; round += 1) {
    engine.clock.pass(4_000);
    await engine.engine.runUntilIdle();
  }
  expect([shop.shown.get("PACK"), shop.shown.get("PART")]).toEqual([6, 12]);
  const held = "select variant_id, on_hand from argosy.level where organization_id = argosy.tenant() and on_hand <> 0";
  expect(await engine.inside((tx) => tx.rows(held))).toEqual([{ variant_id: part.variant, on_hand: 12 }]);
});

test("the same number put in by hand twice is written over twice, on a platform that replays a write it has done", async () => {
  const shop = fakeChannel();
  const done = new Set<string>();
  shop.onSend = async (items) => {
    for (const { key, want, idempotencyKey } of items) {
      if (!done.has(idempotencyKey)) shop.shown.set(key, want);
      done.add(idempotencyKey);
    }
    return items.map(({ key, location, seq, want }) => ({ key, location, seq, outcome: "applied", observed: want }));
  };
  await using engine = await testEngine({ stock: shop.stock });
  await engine.listed("MUG", 25);
  await engine.engine.runUntilIdle();
  for (let edit = 0; edit < 2; edit += 1) {
    shop.shown.set("MUG", 22);
    engine.clock.pass(60_000);
    const at = new Date(engine.clock.now());
    const levels = [{ extKey: "MUG", location: "", available: 22, at }];
    await engine.inside((tx) => observeLevels(tx, { connectionId: engine.store, levels, now: at }));
    for (let round = 0; round < 3; round += 1) {
      engine.clock.pass(4_000);
      await engine.engine.runUntilIdle();
    }
    expect(shop.shown.get("MUG")).toBe(25);
  }
});
