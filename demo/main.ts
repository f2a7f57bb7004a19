/**
 * npm run demo [-- shopify woocommerce easyorders] [--port 3900] [--once]
 * A hub, emulated shops, a seller who connects them, customers who buy, and things that go wrong.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { buyerOf } from "../src/engine/explore/sample-catalog.ts";
import { deliverFiles } from "./carry.ts";
import { appVariables, type ConnectedShop, connectShop } from "./connect.ts";
import { deliverParcel, startDemoCourier } from "./door.ts";
import { POLL_AFTER_MS, pollNow } from "./poll-now.ts";
import { type Seller, signUpSeller } from "./seller.ts";
import { act, followLogs, good, plain, scene, stockTable } from "./view.ts";
import { type HubProcess, startHubProcess, startShop } from "./world.ts";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: "string", default: "3900" }, once: { type: "boolean", default: false } },
});
const providers = positionals.length > 0 ? positionals : ["shopify", "woocommerce", "easyorders"];

interface Stage {
  readonly hub: HubProcess;
  readonly seller: Seller;
  readonly stores: readonly ConnectedShop[];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function available(seller: Seller): Promise<Map<string, number>> {
  const { items } = await seller.get<{ items: { sku: string; available: number }[] }>("/inventory/levels?limit=200");
  return new Map(items.map((level) => [level.sku, level.available]));
}

const isEqual = (store: ConnectedShop, hub: ReadonlyMap<string, number>) =>
  store.sandbox.shop.skus().every((sku) => !hub.has(sku) || store.sandbox.shop.stockOf(sku) === hub.get(sku));

/** Waits until every shop shows what the hub has free, and says when each did. */
async function settled(stage: Stage, most = 90_000): Promise<void> {
  for (const store of stage.stores.filter(({ sandbox }) => sandbox.shop.panel)) {
    act(`The orders report of ${store.name} is uploaded, its stock file taken, uploaded there and confirmed`);
    await deliverFiles(stage.seller, store);
  }
  const started = performance.now();
  const polled = new Set<ConnectedShop>();
  const after = new Map<ConnectedShop, number>();
  let hub = new Map<string, number>();
  for (
    let requested = Number.NEGATIVE_INFINITY;
    after.size < stage.stores.length && performance.now() - started < most;
  ) {
    if (performance.now() - requested > 300) {
      requested = performance.now();
      hub = await available(stage.seller).catch(() => new Map<string, number>());
      for (const store of stage.stores) if (!isEqual(store, hub)) await deliverFiles(stage.seller, store);
      if (polled.size === 0 && performance.now() - started > POLL_AFTER_MS)
        for (const store of stage.stores) {
          polled.add(store);
          await pollNow(stage.seller, store);
        }
    }
    for (const store of stage.stores) {
      if (hub.size === 0 || !isEqual(store, hub)) after.delete(store);
      else if (!after.has(store)) after.set(store, Math.round(performance.now() - started));
    }
    await pause(5);
  }
  await showNews();
  const times = stage.stores.map((store) => `${store.name} ${after.has(store) ? `${after.get(store)} ms` : "not yet"}`);
  good(`Every shop shows what is free, since we looked: ${times.join(", ")}.`);
  stockTable(stage.stores, hub);
}

function buy(store: ConnectedShop, sku: string, quantity: number, who = 0): string {
  const customer = buyerOf(who);
  act(`${customer.name} buys ${quantity} x ${sku} on ${store.name}`);
  return store.sandbox.shop.placeOrder({
    lines: [{ sku, quantity }],
    customer,
    payment: store.sandbox.provider === "easyorders" ? "cod" : "paid",
  });
}

async function connectAll(hub: HubProcess, shops: readonly Sandbox[]): Promise<Stage> {
  const seller = await signUpSeller({
    url: hub.url,
    name: "Amira Hassan",
    organization: "Harbour & Loom",
    slug: "harbour-loom",
    currency: "EUR",
    zone: "Africa/Cairo",
  });
  await seller.post("/operator", { token: await hub.setupToken() });
  scene("A seller connects her shops through the public API");
  const stores: ConnectedShop[] = [];
  for (const shop of shops) {
    const store = await connectShop(seller, shop, {
      sync: { importProducts: true, stockFrom: stores.length === 0 ? "channel" : "hub" },
    });
    stores.push(store);
    act(
      `${store.name} connected${stores.length === 1 ? "; its stock is taken as the truth" : "; its products are linked by SKU, its stock will follow the hub"}`,
    );
    await firstSync(seller, store);
  }
  return { hub, seller, stores };
}

async function firstSync(seller: Seller, store: ConnectedShop): Promise<void> {
  for (;;) {
    const { items } = await seller.get<{
      items: { type: string; status: string; error: string | null; progress: { counts?: Record<string, number> } }[];
    }>(`/runs?storeId=${store.id}`);
    const run = items.find((one) => one.type === "initial_sync");
    if (run?.status === "done")
      return good(
        `First sync of ${store.name} done: ${Object.entries(run.progress.counts ?? {})
          .map(([what, count]) => `${count} ${what}`)
          .join(", ")}.`,
      );
    if (run?.status === "failed") throw new Error(`The first sync of ${store.name} failed: ${run.error}`);
    await pause(100);
  }
}

async function journeys(stage: Stage): Promise<void> {
  const [first, second, third] = stage.stores;
  if (!first || !second) return;
  scene("Journey one: an order in, the new stock out");
  buy(first, "LS-M", 2, 0);
  buy(second, "MUG-1", 3, 1);
  if (third) buy(third, "SOAP-OL", 4, 2);
  await pause(300);
  await settled(stage);

  scene("The last one, sold on two channels at once");
  buy(first, "POT-S", 1, 3);
  buy(second, "POT-S", 1, 4);
  await pause(500);
  await settled(stage);
  await openAlerts(stage);

  scene("A customer changes her mind, a merchant edits a number");
  const key = buy(second, "TOTE-N", 5, 2);
  await pause(400);
  act(`The order is cancelled on ${second.name}`);
  second.sandbox.shop.cancelOrder(key);
  act("Ten mugs arrive: the hub's stock is adjusted");
  await stage.seller.post("/inventory/adjustments", { items: [{ sku: "MUG-1", delta: 10 }], note: "Delivery" });
  act(`Somebody types 99 beeswax candles into ${first.name}'s own admin`);
  first.sandbox.shop.setStock("CNDL-B", 99);
  await pause(600);
  await settled(stage);
}

async function trouble(stage: Stage): Promise<void> {
  const [first, second] = stage.stores;
  if (!first || !second) return;
  scene(`${first.name} says "slow down" to every call for a while`);
  first.sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 2 }, times: 6 });
  buy(second, "SOAP-OL", 2, 0);
  buy(second, "LS-L", 1, 1);
  await pause(300);
  await settled(stage);

  scene(`Journey two: ${second.name} is down; the others go on, nothing is lost`);
  second.sandbox.faults.add({ fault: { kind: "status", status: 503, body: "<html>Service unavailable</html>" } });
  buy(first, "SOAP-OL", 3, 3);
  buy(first, "MUG-1", 1, 4);
  await pause(4_000);
  await showNews();
  stockTable(stage.stores, await available(stage.seller));
  act(`${second.name} is back`);
  second.sandbox.faults.clear();
  await stage.seller.post(`/stores/${second.id}/retry-failed-sync`);
  await settled(stage);

  scene("The hub is killed (kill -9) while customers buy");
  buy(first, "LS-L", 1, 2);
  await stage.hub.kill();
  act("The hub is dead");
  buy(first, "SOAP-OL", 5, 0);
  buy(second, "SOAP-OL", 1, 1);
  await pause(500);
  act("The hub starts again and asks every shop what it missed");
  await stage.hub.start();
  for (const store of stage.stores) await stage.seller.post(`/stores/${store.id}/sync/orders`);
  await pause(1_000);
  await settled(stage);
}

async function openAlerts(stage: Stage): Promise<void> {
  const { items } = await stage.seller.get<{ items: { title: string; text: string }[] }>("/alerts?state=open");
  for (const alert of items) good(`Alert: ${alert.title}. ${alert.text}`);
}

async function summary(stage: Stage): Promise<void> {
  const { items } = await stage.seller.get<{ items: unknown[] }>("/orders?limit=200");
  const sold = stage.stores.reduce((sum, store) => sum + store.sandbox.shop.orderKeys().length, 0);
  scene(`${items.length} orders in the hub, ${sold} on the shops`);
  plain(`   Sign in:        ${stage.seller.email}  /  ${stage.seller.password}`);
  plain(`   API reference:  ${stage.hub.url}/api/reference`);
  plain(`   Emulated shops: ${stage.stores.map((store) => `${store.name} ${store.sandbox.url}`).join(", ")}`);
}

/** Customers keep buying until the demo is stopped. */
async function liveTraffic(stage: Stage, isOver: () => boolean): Promise<void> {
  scene("Live traffic: an order every few seconds. Ctrl+C ends the demo");
  for (let count = 0; !isOver(); count += 1) {
    const store = stage.stores[count % stage.stores.length];
    const sku = store?.sandbox.shop
      .skus()
      .filter((one) => store.sandbox.shop.stockOf(one) > 2)
      .at(count % 3);
    if (store && sku) buy(store, sku, 1 + (count % 2), count);
    await pause(5_000);
  }
}

async function play(
  hub: HubProcess,
  shops: readonly Sandbox[],
  whenEnding: (work: () => Promise<void>) => void,
): Promise<void> {
  const stage = await connectAll(hub, shops);
  const news = followLogs(stage.seller, stage.stores);
  whenEnding(news.stop);
  showNews = news.show;
  await settled(stage);
  await journeys(stage);
  const [first] = stage.stores;
  if (first) {
    const { seller } = stage;
    const door = { seller, courier, store: first, url: hub.url, buy: (sku: string) => buy(first, sku, 1, 5) };
    await deliverParcel(door);
  }
  await trouble(stage);
  await summary(stage);
  if (!flags.once) await liveTraffic(stage, () => isOver);
}

let isOver = false;
let showNews: () => Promise<void> = async () => undefined;
const shops = await Promise.all(providers.map((provider, index) => startShop(provider, index + 1)));
const courier = await startDemoCourier();
const hub = await startHubProcess(Number(flags.port), Object.assign({}, ...shops.map(appVariables)));
const endings: (() => Promise<unknown>)[] = [
  () => hub.stop(),
  () => courier.close(),
  ...shops.map((shop) => () => shop.close()),
];
const end = async (code: number) => {
  isOver = true;
  for (const work of endings.splice(0).reverse()) await work();
  process.exit(code);
};
process.once("SIGINT", () => void end(0));
process.once("SIGTERM", () => void end(0));
try {
  await play(hub, shops, (work) => void endings.push(work));
  await end(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  await end(1);
}
