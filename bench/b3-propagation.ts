/**
 * B3: from the moment a sale's webhook is posted until the stock call has reached 1, 5 and 17 other channels, against a
 * script of some eighty lines doing the same. The channels are the same sandboxes for both and tell both of what was
 * written to them; the shop that sells has lowered its own number and keeps the order.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import type { WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { connectStore, type Hub, type HubOptions, type Seller, signUp, startHub, until } from "./hub.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";
import { cpuSeconds, end, spawnOn } from "./processes.ts";
import { orderWebhook, sellAt, shopWith, sku } from "./shops.ts";
import { interleaved, median, quantile } from "./stats.ts";

export interface StockTarget {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly product: number;
}

const STOCK = 1_000_000;
const FLOOR = "b3_floor";
const UNLIMITED = join(import.meta.dirname, "unlimited-hub.ts");
const SCHEMA = `create table delivery (key text primary key, body jsonb not null, done boolean not null default false);
  create table stock (sku text primary key, pieces int not null);
  create table shown (channel int primary key, pieces int not null)`;
/**
 * So that what follows a sale (answers recorded, logs, the channels' news of what was written to them) is over before the
 * next one: what is measured is one sale's way, not how many wait behind each other. What all of it costs stands beside.
 */
export const pauseMs = (others: number) => 40 + 15 * others;
/**
 * A hub runs for months. V8 works out the fast form of its code during the first two hundred sales: its processor time a
 * sale halves until then (measured 39 to 20 ms). Both sides sell as many before anything counts.
 */
const WARM_UP = { whole: 200, quick: 60 };
const STOCK_CALL = "/wp-json/wc/v3/products/batch";
/** The script's, which nobody registers: it is told of orders, and by the channels of changed products, as the hub is. */
const WEBHOOK = {
  id: 1,
  name: "",
  status: "active",
  secret: "floor",
  created: 0,
  modified: null,
  failures: 0,
  pendingPing: false,
};

/** Tells when a stock call has arrived at a port: the moment the request's head was read. */
function watchStockCalls(onCall: (port: number, at: number) => void): () => void {
  const seen = (message: unknown) => {
    const { request: incoming } = message as { request: IncomingMessage };
    if (incoming.method === "POST" && incoming.url?.startsWith(STOCK_CALL))
      onCall(incoming.socket.localPort ?? 0, performance.now());
  };
  subscribe("http.server.request.start", seen);
  return () => void unsubscribe("http.server.request.start", seen);
}

/** Where a shop's sale is told, and the channels that are to hear of it. */
export interface Route {
  /** Where the shop's orders are delivered. */
  readonly url: string;
  readonly source: WooSandbox;
  readonly others: readonly WooSandbox[];
}

export interface SaleWorld extends Route {
  readonly hub: Hub;
  readonly seller: Seller;
  readonly database: string;
  close(): Promise<void>;
}

/** A hub, and a seller with a shop that sells and other channels that are to hear of it. */
export async function setUp(
  bench: Bench,
  others: number,
  {
    database,
    program = UNLIMITED,
    ...how
  }: { readonly database: string } & Pick<HubOptions, "env" | "program" | "core">,
): Promise<SaleWorld> {
  const { cluster } = bench;
  await cluster.create(database);
  const hub = await startHub({
    folder: join(cluster.folder, database),
    databaseUrl: cluster.url(database),
    program,
    ...how,
  });
  const seller = await signUp(hub);
  const shops: WooSandbox[] = [];
  for (let index = 0; index <= others; index += 1) {
    const shop = await shopWith({ products: 2, stock: STOCK, seed: bench.seed + index });
    shops.push(shop);
    await connectStore(seller, shop, { name: `Channel ${index}`, stockFrom: index === 0 ? "channel" : "hub" });
  }
  const [first, ...rest] = shops;
  if (!first) throw new Error("There is no first shop.");
  const { url } = await orderWebhook(first);
  for (const shop of rest) await orderWebhook(shop);
  return {
    hub,
    seller,
    database,
    url,
    source: first,
    others: rest,
    async close() {
      await hub.stop();
      await Promise.all(shops.map((shop) => shop.close()));
    },
  };
}

interface Floor extends Route {
  readonly pid: number;
  close(): Promise<void>;
}

/** The script with channels of its own, of the same kind: what it writes is no news to the hub. */
async function startFloor(bench: Bench, count: number): Promise<Floor> {
  const shop = (index: number) => shopWith({ products: 2, stock: STOCK, seed: bench.seed + 100 + index });
  const source = await shop(count);
  const others = await Promise.all(Array.from({ length: count }, (_, index) => shop(index)));
  const { cluster } = bench;
  await cluster.drop(FLOOR);
  await cluster.create(FLOOR);
  const client = await cluster.connect(FLOOR);
  await client.query(SCHEMA);
  await client.query("insert into stock values ($1, $2)", [sku(0), STOCK]);
  await client.end();
  const targets = others.map((shop): StockTarget => {
    const { consumerKey, consumerSecret } = shop.shop.credentials();
    const product = [...shop.state.products.values()].find((one) => one.sku === sku(0))?.id ?? 0;
    // The shop behind a proxy that ends TLS takes the keys as they are.
    const headers = {
      authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString("base64")}`,
      "x-forwarded-proto": "https",
    };
    return { origin: shop.url, headers, product };
  });
  const child = spawnOn(
    0,
    [
      process.execPath,
      join(import.meta.dirname, "floor-propagation.ts"),
      cluster.url(FLOOR),
      JSON.stringify({ secret: WEBHOOK.secret, targets }),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  if (!child.stdout) throw new Error("The floor has no output.");
  const [port] = (await once(createInterface(child.stdout), "line")) as [string];
  const url = `http://127.0.0.1:${port}/sale`;
  source.state.webhooks.set(1, { ...WEBHOOK, topic: "order.created", url });
  for (const shop of others) shop.state.webhooks.set(1, { ...WEBHOOK, topic: "product.updated", url });
  return {
    url,
    pid: child.pid ?? 0,
    source,
    others,
    async close() {
      await end(child);
      await Promise.all([source, ...others].map((shop) => shop.close()));
    },
  };
}

/** One sale: milliseconds until the stock call has reached every other channel. */
export async function sale({ url, source, others }: Route): Promise<number> {
  const { headers, body } = sellAt(source, 1);
  const waiting = new Set(others.map((shop) => Number(new URL(shop.url).port)));
  let arrived: (at: number) => void = () => undefined;
  const all = new Promise<number>((resolve) => {
    arrived = resolve;
  });
  const stop = watchStockCalls((port, at) => {
    if (waiting.delete(port) && waiting.size === 0) arrived(at);
  });
  try {
    const posted = performance.now();
    const answer = await request(url, { method: "POST", headers, body });
    await answer.body.dump();
    expect(answer.statusCode === 200, `the sale was answered with ${answer.statusCode}`);
    const at = await Promise.race([all, delay(15_000, null, { ref: false })]);
    expect(at !== null, `a sale reached only ${others.length - waiting.size} of ${others.length} channels`);
    return (at ?? Number.NaN) - posted;
  } finally {
    stop();
  }
}

type Side = "ours" | "floor";
type Sides<T> = Readonly<Record<Side, T>>;

/** Of each sale its milliseconds, and of each round the processor milliseconds of a sale with all that follows from it. */
interface Taken {
  readonly times: number[];
  readonly worked: number[];
}

async function measureOthers(bench: Bench, others: number): Promise<Measure[]> {
  const world = await setUp(bench, others, { database: `b3_hub_${others}` });
  const floor = await startFloor(bench, others);
  const sales = bench.quick ? 10 : 20;
  const taken: Sides<Taken> = { ours: { times: [], worked: [] }, floor: { times: [], worked: [] } };
  const routes: Sides<Route> = { ours: world, floor };
  let sold = 0;
  let soldByFloor = 0;
  const processor = (side: Side) =>
    cpuSeconds(side === "ours" ? world.hub.pid : floor.pid) + bench.cluster.cpuSeconds();
  const some =
    (side: Side, keepsRows: boolean, count = sales) =>
    async () => {
      if (side === "ours") {
        world.hub.thaw();
        // No hub that runs has a round's clocks, looks and heartbeats due at once: what it missed is over first.
        await delay(300);
      } else {
        // The channels tell the hub of what it wrote: that is over first.
        await delay(300);
        world.hub.freeze();
      }
      const before = processor(side);
      for (let index = 0; index < count; index += 1) {
        const took = await sale(routes[side]);
        if (keepsRows) taken[side].times.push(took);
        await delay(pauseMs(others));
      }
      if (side === "ours") sold += count;
      else soldByFloor += count;
      if (keepsRows) taken[side].worked.push(((processor(side) - before) / sales) * 1_000);
    };
  try {
    const first = bench.quick ? WARM_UP.quick : WARM_UP.whole;
    await some("ours", false, first)();
    await some("floor", false, first)();
    await interleaved(bench.quick ? 3 : 6, [some("floor", true), some("ours", true)]);
    world.hub.thaw();
    const shown = (shops: readonly WooSandbox[], pieces: number) => () =>
      shops.every((shop) => shop.shop.stockOf(sku(0)) === STOCK - pieces);
    await until(
      shown([floor.source, ...floor.others], soldByFloor),
      `the floor's channels show ${STOCK - soldByFloor}`,
      20_000,
    );
    await until(shown([world.source, ...world.others], sold), `every channel shows ${STOCK - sold}`, 20_000);
    return [timeMeasure(taken, others, 0.5), timeMeasure(taken, others, 0.99)];
  } finally {
    await floor.close();
    await world.close();
  }
}

function timeMeasure(taken: Sides<Taken>, others: number, at: 0.5 | 0.99): Measure {
  const of = (side: Side) => quantile(taken[side].times, at);
  const text = (side: Side) =>
    at === 0.5
      ? `${of(side).toFixed(1)} ms (${quantile(taken[side].times, 0.25).toFixed(1)} to ${quantile(taken[side].times, 0.75).toFixed(1)})`
      : `${of(side).toFixed(1)} ms`;
  const [ours, floor] = [median(taken.ours.worked), median(taken.floor.worked)];
  return {
    id: "B3",
    what: `from a sale until the stock call reached ${others} other${others === 1 ? "" : "s"}: ${at === 0.5 ? "median" : "99 %"}`,
    floor: text("floor"),
    ours: text("ours"),
    ratio: of("ours") / of("floor"),
    hold: at === 0.5 ? 3 : 5,
    aim: at === 0.5 ? 1.5 : 2.5,
    good: "below",
    bound:
      "some 50 statements, most of them in pieces that travel together: while the delivery is stored, four trips to the database one after the other apply the order, carry its change to the listings and mark what leaves. Waking a process on both sides of a trip costs as much as most of its statements. What the hub keeps of a sale beside the number (order, lines, ledger, timeline, log, sums, words) costs processor time that a busy machine lacks. With many channels the one core of the process is the limit.",
    beside:
      at === 0.5
        ? [
            `${others} others: ${taken.ours.times.length} sales each way; afterwards every channel shows the right number`,
            ...besides(),
            `${others} others: a sale with all that follows from it costs ${ours.toFixed(1)} ms of the processors' time, floor ${floor.toFixed(1)} (ratio ${(ours / floor).toFixed(1)})`,
          ]
        : [],
    figures: { ...taken },
  };
}

export const propagate: Benchmark = async (bench) => {
  const measures: Measure[] = [];
  // For looking closer by hand: BENCH_OTHERS=17.
  const requested = process.env["BENCH_OTHERS"]?.split(",").map(Number);
  for (const others of requested ?? (bench.quick ? [1, 5] : [1, 5, 17])) {
    measures.push(...(await measureOthers(bench, others)));
    bench.say(`${others} done`);
  }
  return measures;
};
