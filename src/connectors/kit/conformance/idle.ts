/** What a shop in which nothing happens is asked: every sweep of the plan at its own pace, counted for an hour. */
import { expect } from "vitest";
import type { Ports } from "../contract/contract.ts";
import type { Sweep } from "../contract/ports.ts";
import { orderSweepsOf } from "../pull/open-orders.ts";
import { type PlannedSweep, planSweeps } from "../pull/sweep-plan.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { createProducts, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const HOUR_MS = 3_600_000;
/** What the shop holds; people make products, and buy them, one after the other. */
const SHOP = { items: 100, openOrders: 20, apartMs: 10_000 };
/** Of a shop of that size, without a reason of its own. */
const MOST_IDLE_CALLS = 40;
/** Receives of one queue in one run; a quiet one is empty at once. */
const MOST_ROUNDS = 50;

interface Quiet {
  readonly connection: TestConnection;
  readonly cursors: Map<string, string | null>;
  readonly openIds: readonly string[];
  /** Every listing the shop shows, as the hub knows it. */
  readonly listings: Parameters<NonNullable<Ports["stock"]>["read"]>[0];
}

async function follow<T>(sweep: Sweep<T>, name: string, { connection, cursors, openIds }: Quiet): Promise<T[]> {
  const cursor = cursors.get(name) ?? null;
  const ids = sweep.mode === "open_ids" ? openIds.slice(0, sweep.idsARun) : undefined;
  const items: T[] = [];
  for await (const page of sweep.run({ cursor, ...(ids && { openIds: ids }) }, connection.ctx)) {
    items.push(...page.items);
    if (page.safeToSave) cursors.set(name, page.cursor);
  }
  return items;
}

async function drain({ ports, ctx }: TestConnection): Promise<void> {
  const { queue } = ports;
  for (let round = 0; queue && round < MOST_ROUNDS; round += 1) {
    const messages = await queue.receive(ctx);
    if (messages.length === 0) return;
    await queue.acknowledge(
      messages.map(({ receipt }) => receipt),
      ctx,
    );
  }
}

/** The engine keeps what a registration brings; without it the next look would register anew. */
async function saveSubscriptions({ ports, ctx, secrets }: TestConnection): Promise<void> {
  const ensured = await ports.subscriptions?.ensure(ctx);
  for (const [name, value] of Object.entries(ensured?.secrets ?? {})) secrets.set(name, value);
}

/** Orders of which a sweep tells nothing are asked for one by one. */
async function askByName({ orders }: Ports, id: string, { connection, openIds }: Quiet): Promise<void> {
  const sweep = orders && orderSweepsOf(orders).find((one) => one.id === id);
  if (!orders || !sweep) throw new Error(`There is no sweep "${id}".`);
  for (const key of openIds.slice(0, sweep.idsARun)) await orders.get(key, connection.ctx);
}

/** One run, as the engine does it. */
async function runSweep({ name }: PlannedSweep, quiet: Quiet): Promise<void> {
  const { ports, ctx } = quiet.connection;
  const [what = "", id] = name.split(":");
  const isByName = what === "orders" && !quiet.connection.ports.orders?.sweeps.some((sweep) => sweep.id === id);
  if (isByName) await askByName(ports, id ?? "", quiet);
  else if (what === "stock") await ports.stock?.read(quiet.listings, ctx);
  else if (what === "marketplace_stock") await ports.stock?.atMarketplace?.read(quiet.listings, ctx);
  else if (what === "subscriptions") await saveSubscriptions(quiet.connection);
  // A shop without drafts is asked for no category.
  else if (what === "replies" || what === "listing_requirements") return;
  else if (what === "queue") await drain(quiet.connection);
  else {
    const all: Readonly<Record<string, readonly Sweep<unknown>[] | undefined>> = {
      orders: ports.orders?.sweeps,
      orders_in_part: ports.orders?.sweeps,
      products: ports.products?.sweeps,
      fees: ports.fees?.sweeps,
      settlements: ports.fees?.settlements,
      conversations: ports.conversations?.sweeps,
    };
    const sweep = all[what]?.find((one) => one.id === id);
    if (!sweep) throw new Error(`The suite does not know how to run the sweep "${name}".`);
    await follow(sweep, name, quiet);
  }
}

/** The shop as a first sync leaves it: everything read once, nothing to come. */
async function settled(bench: Bench, plan: readonly PlannedSweep[], connection: TestConnection): Promise<Quiet> {
  const { shop, clock } = bench;
  for (let index = 0; index < SHOP.items; index += 1) {
    await clock.sleep(SHOP.apartMs);
    shop.addProduct(createProducts(index, { stock: 1_000 }));
  }
  const openIds: string[] = [];
  for (let index = 0; connection.ports.orders && index < SHOP.openOrders; index += 1) {
    await clock.sleep(SHOP.apartMs);
    openIds.push(shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" }));
  }
  const first: Quiet = { connection, cursors: new Map(), openIds, listings: [] };
  const sweeps = connection.ports.products?.sweeps ?? [];
  const whole = sweeps.find(({ mode }) => mode === "full") ?? sweeps[0];
  const products = whole ? await follow(whole, "import", first) : [];
  const listings = products.flatMap(({ variants }) => variants.map(({ key, ext }) => ({ key, ext })));
  const quiet = { ...first, listings };
  for (const sweep of plan) await runSweep(sweep, quiet);
  // Nothing has happened for a while: then the shop is quiet.
  await clock.sleep(HOUR_MS);
  for (const sweep of plan) await runSweep(sweep, quiet);
  return quiet;
}

/** Every run due within the hour, in the order they come. */
function runsOf(plan: readonly PlannedSweep[]): { readonly atMs: number; readonly sweep: PlannedSweep }[] {
  return plan
    .flatMap((sweep) =>
      Array.from({ length: Math.floor(HOUR_MS / sweep.everyMs) }, (_, run) => ({
        atMs: (run + 1) * sweep.everyMs,
        sweep,
      })),
    )
    .toSorted((a, b) => a.atMs - b.atMs);
}

export const idleCases: readonly Case[] = [
  {
    name: `idle: a quiet shop is asked at most ${MOST_IDLE_CALLS} times an hour, or as often as declared with a reason`,
    run: async (bench) => {
      const { clock, sandbox, idle } = bench;
      const connection = await bench.connect();
      const plan = planSweeps({ ports: connection.ports, settings: {}, hasAddress: true });
      if (plan.length === 0) throw new Unsupported("nothing is polled");
      const quiet = await settled(bench, plan, connection);
      const counts: Record<string, number> = {};
      const start = clock.now();
      for (const { atMs, sweep } of runsOf(plan)) {
        await clock.sleep(Math.max(0, start + atMs - clock.now()));
        const before = sandbox.calls.length;
        await runSweep(sweep, quiet);
        counts[sweep.name] = (counts[sweep.name] ?? 0) + sandbox.calls.length - before;
      }
      const calls = Object.values(counts).reduce((sum, count) => sum + count, 0);
      bench.figure("calls.idleHour", calls);
      if (idle) expect(idle.why.length, "more calls need a reason").toBeGreaterThan(10);
      expect(calls, `calls of an idle hour: ${JSON.stringify(counts)}`).toBeLessThanOrEqual(
        idle?.calls ?? MOST_IDLE_CALLS,
      );
    },
  },
];
