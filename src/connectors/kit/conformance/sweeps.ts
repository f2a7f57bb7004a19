/** Going on later: what changes after a run is told by the next, whatever the platform's clock did, and once. */
import { expect } from "vitest";
import type { Sweep } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { isLacking } from "./golden.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Orders or products of yesterday; a sweep by number may read the last few again. */
const KNOWN = 20;
const DAY_MS = 86_400_000;
/** Orders or products within a minute: more than a page or two of any platform that is read one by one. */
const RUSH = 140;
/** A record may be committed this long after the time it carries. */
const LATE_MS = 30_000;

interface Walk {
  readonly what: string;
  readonly sweep: Sweep<unknown>;
  keyOf(item: unknown): string;
  add(): string;
  change(key: string): void;
}

const field = (item: unknown, name: string): string =>
  item !== null && typeof item === "object" && name in item
    ? String(Object.entries(item).find(([key]) => key === name)?.[1])
    : "";

function walksOf({ shop }: Bench, { ports }: TestConnection): Walk[] {
  let next = 0;
  const found: Walk[] = [];
  for (const sweep of ports.orders?.sweeps.filter(({ partial }) => !partial) ?? [])
    found.push({
      what: `orders ${sweep.id}`,
      sweep,
      keyOf: (item) => field(item, "orderKey"),
      add: () => shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }], payment: "paid" }),
      change: (key) => shop.cancelOrder(key),
    });
  for (const sweep of ports.products?.sweeps ?? [])
    found.push({
      what: `products ${sweep.id}`,
      sweep,
      keyOf: (item) => field(item, "key"),
      add: () => {
        next += 1;
        return shop.addProduct({ ...createProducts(7_000 + next), title: `Later ${next}` }).key;
      },
      change: () => undefined,
    });
  return found;
}

function withWalks(
  run: (bench: Bench, connection: TestConnection, walks: readonly Walk[]) => Promise<void>,
): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    if (!connection.ports.orders && !connection.ports.products) need(connection.ports, "orders");
    bench.shop.addProduct(createProducts(0, { stock: 10_000 }));
    await run(bench, connection, walksOf(bench, connection));
  };
}

const told = async (
  { sweep, keyOf }: Walk,
  { ctx }: TestConnection,
  input: { cursor: string | null; since?: string },
) => {
  const items: unknown[] = [];
  let { cursor } = input;
  for await (const page of sweep.run(input, ctx)) {
    items.push(...page.items);
    if (page.safeToSave) cursor = page.cursor;
  }
  return { keys: items.map(keyOf), cursor };
};

/** A turn ends as soon as the saved cursor has moved, as a short one of the engine does. */
async function inTurns({ sweep, keyOf }: Walk, { ctx }: TestConnection, from: string | null) {
  const keys: string[] = [];
  let cursor = from;
  for (let goesOn = true; goesOn; ) {
    goesOn = false;
    let hasMoved = false;
    const startedAt = cursor;
    for await (const page of sweep.run({ cursor }, ctx)) {
      // Only a page more shows that the one before was not the last.
      goesOn = hasMoved;
      if (goesOn) break;
      keys.push(...page.items.map(keyOf));
      if (page.safeToSave) cursor = page.cursor;
      hasMoved = page.safeToSave && cursor !== startedAt;
    }
  }
  return { keys, cursor };
}

const isIncremental = ({ sweep: { mode } }: Walk) => mode === "changed" || mode === "created" || mode === "sequence";

/** As the engine connects: since when orders are its own stands on the shop's clock. */
async function expectFirstOrders(bench: Bench, how: string): Promise<void> {
  const { clock, shop } = bench;
  shop.addProduct(createProducts(0, { stock: 10_000 }));
  const place = () => shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }], payment: "paid" });
  const before = place();
  await clock.sleep(5 * MINUTE_MS);
  const connection = await bench.connect();
  const sweeps = need(connection.ports, "orders").sweeps.filter(
    ({ mode, partial }) => mode !== "open_ids" && mode !== "full" && !partial,
  );
  if (sweeps.length === 0) throw new Unsupported("every run reads everything");
  const cutoverMs = Math.floor((clock.now() + connection.shopClock.aheadMs()) / 1_000) * 1_000;
  const since = new Date(cutoverMs).toISOString();
  for (const sweep of sweeps) {
    const what = `orders ${sweep.id}, ${how}`;
    const placed: string[] = [];
    const from = new Map<string, number>();
    let cursor: string | null = null;
    const run = async () => {
      // What is known of the shop's clock may be a second behind it: such a window ends a second early.
      await clock.sleep(2_000);
      for await (const page of sweep.run({ cursor, since }, connection.ctx)) {
        for (const { orderKey, placedAt } of page.items) from.set(orderKey, Date.parse(placedAt));
        if (page.safeToSave) cursor = page.cursor;
      }
      const reported = placed.filter((key) => (from.get(key) ?? Number.NEGATIVE_INFINITY) >= cutoverMs);
      expect(reported, `${what}: placed after connecting`).toEqual(placed);
      expect(from.get(before) ?? Number.NEGATIVE_INFINITY, `${what}: placed before`).toBeLessThan(cutoverMs);
    };
    await clock.sleep(1_000);
    placed.push(place());
    await run();
    await clock.sleep(LATE_MS + 1_000);
    placed.push(place());
    await run();
    placed.push(sweep.mode === "sequence" ? place() : bench.backdated(LATE_MS, place));
    await run();
    await clock.sleep(HOUR_MS);
    placed.push(place());
    await run();
  }
}

export const sweepCases: readonly Case[] = [
  {
    name: "sweeps: what is new or changed two minutes later is told by the next run",
    proves: ["A11.2"],
    run: withWalks(async ({ clock }, connection, walks) => {
      const later = walks.filter(isIncremental);
      if (later.length === 0) throw new Unsupported("every run reads everything");
      for (const walk of later) {
        const existing = [walk.add(), walk.add()];
        const first = await told(walk, connection, { cursor: null });
        expect(
          existing.filter((key) => !first.keys.includes(key)),
          walk.what,
        ).toEqual([]);
        await clock.sleep(2 * MINUTE_MS);
        const added = walk.add();
        const [changed = ""] = existing;
        walk.change(changed);
        const second = await told(walk, connection, { cursor: first.cursor });
        expect(second.keys, `${walk.what}: what is new`).toContain(added);
        if (walk.what.startsWith("orders") && walk.sweep.mode === "changed")
          expect(second.keys, `${walk.what}: what changed`).toContain(changed);
      }
    }),
  },
  {
    name: "sweeps: a record committed half a minute after the time it carries is told",
    run: withWalks(async (bench, connection, walks) => {
      const later = walks.filter(({ sweep: { mode } }) => mode === "changed" || mode === "created");
      if (later.length === 0) throw new Unsupported("no sweep by time");
      for (const walk of later) {
        walk.add();
        const first = await told(walk, connection, { cursor: null });
        const late = bench.backdated(LATE_MS, () => walk.add());
        const second = await told(walk, connection, { cursor: first.cursor });
        expect(second.keys, walk.what).toContain(late);
        await bench.clock.sleep(10 * MINUTE_MS);
      }
    }),
  },
  {
    name: "sweeps: what is known is not read again by the next run",
    run: withWalks(async (bench, connection, walks) => {
      const later = walks.filter(isIncremental);
      if (later.length === 0) throw new Unsupported("every run reads everything");
      for (const walk of later) {
        const old = Array.from({ length: KNOWN }, () => walk.add());
        await bench.clock.sleep(20 * HOUR_MS);
        walk.add();
        await bench.clock.sleep(HOUR_MS);
        const first = await told(walk, connection, { cursor: null });
        const second = await told(walk, connection, { cursor: first.cursor });
        const again = second.keys.filter((key) => old.includes(key));
        expect(again.length, `${walk.what}: known ones told again`).toBeLessThanOrEqual(
          isLacking(bench, "sweep.cursor") ? KNOWN : KNOWN / 2,
        );
      }
    }),
  },
  {
    name: "sweeps: a rush, read page by page in turns, is told whole, with what is saved late, and is not read again one by one",
    run: withWalks(async (bench, connection, walks) => {
      const { clock, sandbox } = bench;
      const later = walks.filter(isIncremental);
      if (later.length === 0) throw new Unsupported("every run reads everything");
      for (const walk of later) {
        let cursor: string | null = null;
        const run = async () => {
          const { keys, cursor: next } = await inTurns(walk, connection, cursor);
          cursor = next;
          return keys;
        };
        walk.add();
        await run();
        // What a sweep reads seldom is due as well.
        await clock.sleep(HOUR_MS);
        const rush: string[] = [];
        while (rush.length < RUSH) {
          await clock.sleep(400);
          rush.push(walk.add());
        }
        const keys = await run();
        expect(keys.length, `${walk.what}: told for ${RUSH}`).toBeLessThan(2.5 * RUSH);
        const isByTime = walk.sweep.mode !== "sequence";
        if (isByTime) rush.push(bench.backdated(LATE_MS, () => walk.add()));
        const met = new Set([...keys, ...(await run())]);
        expect(
          rush.filter((key) => !met.has(key)),
          `${walk.what}: of the rush not told`,
        ).toEqual([]);
        await clock.sleep(2 * MINUTE_MS);
        const added = walk.add();
        const before = sandbox.calls.length;
        expect((await told(walk, connection, { cursor })).keys, `${walk.what}: what is new`).toContain(added);
        expect(sandbox.calls.length - before, `${walk.what}: calls for one more`).toBeLessThan(RUSH / 4);
      }
    }),
  },
  {
    name: "sweeps: orders are read from the day asked for",
    proves: ["A3.12"],
    run: withWalks(async ({ clock }, connection, walks) => {
      const later = walks.filter(
        (walk) => walk.what.startsWith("orders") && ["changed", "created"].includes(walk.sweep.mode),
      );
      if (later.length === 0) throw new Unsupported("no sweep of orders by time");
      for (const walk of later) {
        const old = walk.add();
        await clock.sleep(10 * DAY_MS);
        const since = new Date(clock.now()).toISOString();
        await clock.sleep(DAY_MS);
        const young = walk.add();
        const { keys } = await told(walk, connection, { cursor: null, since });
        expect(keys, walk.what).toContain(young);
        expect(keys, `${walk.what}: from before the day asked for`).not.toContain(old);
      }
    }),
  },
  {
    name: "sweeps: orders placed right after connecting are told, with the shop's clock two hours behind or ahead",
    proves: ["F11"],
    async run(bench) {
      for (const apartMs of [-2 * HOUR_MS, 2 * HOUR_MS])
        await expectFirstOrders(await bench.twin(apartMs), `the shop's clock ${apartMs / HOUR_MS} h ahead`);
    },
  },
];
