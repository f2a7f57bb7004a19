/** One shop, one hub and the seller between them; what both sides say of orders and stock, compared. */
import { once } from "node:events";
import { type Seller, signUpSeller } from "../../demo/seller.ts";
import { organizationId } from "../../src/commerce/ids.ts";
import { checkLedger, checkReservations } from "../../src/hub/inventory/doctor.ts";
import { endUnpaidHolds } from "../../src/hub/orders/unpaid-holds.ts";
import { openSimHub, type SimHub } from "../sim/hub.ts";
import { SECOND } from "../support/lab-clock.ts";
import { spawnHub, untilReady } from "../support/process.ts";
import { freePort } from "../support/start.ts";
import { nextRepeat } from "./autumn.ts";
import { type Answered, openWebhookProxy, type WebhookProxy } from "./door.ts";
import type { Driver, OpenShop, TrueItem, TrueOrder } from "./driver.ts";
import type { Ground } from "./ground.ts";
import type { Watch } from "./watch.ts";

export const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const IMPORTED_DAYS = 30;

/** After so long the hub has looked at everything at least once. */
const SETTLED_MINUTES = 70;
/** First as closely as ever; then, when what was begun has ended, as a hub that comes to it every ten minutes. */
const CLOSELY_MINUTES = 10;

export interface HubLine {
  readonly key: string;
  readonly sku: string | null;
  readonly orderedQuantity: number;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  readonly restockedQuantity: number;
  readonly shortQuantity: number;
  /** Of goods sold in fractions. */
  readonly exactQuantity: string | null;
  readonly options: readonly { readonly label: string; readonly value: string }[];
}

export interface HubOrder {
  readonly id: string;
  readonly number: string;
  /** Of an order made in the hub; null of others. */
  readonly pushState: string | null;
  readonly orderKey: string | null;
  readonly status: string;
  readonly financial: string;
  readonly fulfilment: string;
  readonly currency: string;
  readonly totalMinor: number | null;
  readonly placedAt: string;
  readonly isShort: boolean;
  readonly discountCodes: readonly string[];
  readonly lines: readonly HubLine[];
  readonly fulfilments: readonly { readonly trackingNumbers: readonly string[] }[];
  readonly refunds: readonly { readonly amountMinor: number }[];
  readonly commands: readonly {
    readonly id: string;
    readonly kind: string;
    readonly state: string;
    readonly text: string;
  }[];
  readonly contact?: { readonly email?: string | null } | null;
  readonly shippingAddress?: {
    readonly name?: string | null;
    readonly line1?: string | null;
    readonly city?: string | null;
  } | null;
}

export interface Level {
  readonly sku: string;
  readonly locationId: string;
  readonly variantId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

export interface OwnHub extends AsyncDisposable {
  /** Ends it as nothing else does: it hears nothing of it. */
  kill(): Promise<void>;
}

export interface World extends AsyncDisposable {
  readonly shop: OpenShop;
  readonly hub: SimHub;
  /** Between the two. */
  readonly door: WebhookProxy;
  readonly seller: Seller;
  readonly provider: string;
  /** The store's id; throws before it is connected. */
  store(): string;
  /** The store a seller makes of the shop's first channel, and later of its second. */
  connect(): Promise<void>;
  connectSecond(): Promise<void>;
  /** The store of a channel that sells from several places, each linked to a location of its name; answers with their ids. */
  connectPlaces(): Promise<readonly string[]>;
  /** Whether buyers of the second channel are heard of. */
  isSecondConnected(): boolean;
  /** A hub of its own process on the same database, at the same time, beside this one, which stands still. */
  ownHub(): Promise<OwnHub>;
  /** When clocks are put back in the shop's zone next. */
  nextRepeat(): number;
  /** Puts the shop's clock to this moment, and the hub's, which may be later already. */
  moveClocks(toMs: number): Promise<void>;
  /** Lets time pass in the hub, which works whenever something is due. */
  pass(minutes: number): Promise<void>;
  /** Lets time pass while no hub runs. */
  rest(minutes: number): void;
  /** Lets so much time pass that the hub has looked at everything, as often as said. */
  settle(times?: number): Promise<void>;
  look<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
  hubOrders(): Promise<ReadonlyMap<string, HubOrder>>;
  hubOrder(key: string): Promise<HubOrder>;
  levels(): Promise<ReadonlyMap<string, Level>>;
  /** Differences between the shop's tables and the hub, in words; none when all is right. */
  differences(): Promise<string[]>;
}

export interface WorldOptions {
  readonly ground: Ground;
  readonly packages: string;
  readonly watch: Watch;
  /** Gets what the shop answers the hub. */
  readonly onAnswer?: ((answered: Answered) => void) | undefined;
}

export async function openWorld(
  driver: Pick<Driver, "provider" | "name">,
  { ground, packages, watch, onAnswer }: WorldOptions,
): Promise<World> {
  const shop = watch.followed("shop", await ground.shop(packages));
  const endpoint = new URL(Object.values(shop.values).find((value) => value.startsWith("http:")) ?? "");
  const proxy = await openWebhookProxy(Number(endpoint.port), onAnswer);
  endpoint.port = String(proxy.port);
  const hub = await openSimHub(await ground.hubDatabase());
  watch.follow(() => hub.clock.now());
  const seller = await signUpSeller({
    url: hub.url,
    name: "Seller",
    organization: "Living",
    slug: "living",
    currency: shop.currency,
  });
  const stores: string[] = [];
  let isSecondConnected = false;
  // A copy of a shop has orders from before; of those the hub takes what it is told to.
  const sinceMs = Date.now() - (IMPORTED_DAYS - 1) * DAY;
  const readNow = <T>(text: string, params: readonly unknown[] = []) =>
    hub.db.database.tenant(organizationId(seller.organizationId), (tx) => tx.rows<T & object>(text, params)) as Promise<
      T[]
    >;
  const keysOf = () =>
    readNow<{ id: string; key: string }>(
      `SELECT id, ext_key AS key
       FROM argosy.sales_order
       WHERE organization_id = argosy.tenant() AND connection_id = ANY ($1) AND ext_key IS NOT NULL`,
      [stores],
    );
  async function connect(
    values: Readonly<Record<string, string>>,
    stockFrom: "channel" | "none",
    prepare: (storeId: string) => Promise<void> = async () => undefined,
  ): Promise<void> {
    // A form takes https alone; where the shop really answers is told beside, as for emulated shops.
    const typed = Object.entries(values).map(([name, value]) => [name, value.replace(/^http:/, "https:")]);
    const { storeId } = await seller.post<{ storeId: string }>("/stores", {
      provider: driver.provider,
      name: `Living ${driver.name} ${stores.length + 1}`,
      values: { ...Object.fromEntries(typed), endpoint: endpoint.href.replace(/\/$/, "") },
      syncOptions: { importProducts: false, stockFrom: "none", importOrdersDays: null },
    });
    stores.push(storeId);
    await prepare(storeId);
    // What the dialog's choices begin; here no queue runs by itself.
    const options = { importProducts: true, stockFrom, importOrdersDays: IMPORTED_DAYS };
    await hub.db.owner.run(
      `INSERT INTO argosy.run (organization_id, connection_id, kind, options, requested_by)
       VALUES ($1, $2, 'initial_sync', $3, 'person')`,
      [seller.organizationId, storeId, JSON.stringify(options)],
    );
    await hub.life.engine.runQueuedRuns(organizationId(seller.organizationId));
  }
  // A hub does so every minute; here nothing starts by itself.
  const endUnpaid = () =>
    hub.db.database.tenant(organizationId(seller.organizationId), (tx) =>
      endUnpaidHolds(tx, new Date(hub.clock.now())),
    );
  const world: World = {
    shop,
    hub,
    door: proxy,
    seller,
    provider: driver.provider,
    look: readNow,
    store() {
      const [first] = stores;
      if (first === undefined) throw new Error("The store is not connected yet.");
      return first;
    },
    connect: () => connect(shop.values, "channel"),
    async connectSecond() {
      // The numbers are the hub's by now.
      if (shop.secondChannel) await connect(shop.secondChannel, "none");
      isSecondConnected = true;
    },
    async connectPlaces() {
      const ids: string[] = [];
      const { values = {}, places = [] } = shop.severalPlaces ?? {};
      await connect(values, "channel", async (storeId) => {
        for (const key of places) {
          const { id: locationId } = await seller.post<{ id: string }>("/locations", { name: key });
          await seller.put(`/stores/${storeId}/locations`, { key, locationId });
          ids.push(locationId);
        }
      });
      return ids;
    },
    isSecondConnected: () => isSecondConnected,
    ownHub: () => ownHub(hub),
    nextRepeat: () => nextRepeat(ground.zone, Math.max(hub.clock.now(), Date.now())),
    async moveClocks(toMs) {
      const aheadMs = toMs - Date.now();
      await shop.moveClock(aheadMs);
      proxy.setAhead(aheadMs);
      hub.clock.leap(Math.max(0, toMs - hub.clock.now()));
    },
    async pass(minutes) {
      await hub.pass(minutes * MINUTE, []);
      await endUnpaid();
    },
    rest: (minutes) => hub.clock.leap(minutes * MINUTE),
    async settle(times = 1) {
      await world.pass(CLOSELY_MINUTES);
      for (let left = times * SETTLED_MINUTES - CLOSELY_MINUTES; left > 0; left -= CLOSELY_MINUTES) {
        hub.clock.leap(CLOSELY_MINUTES * MINUTE);
        await endUnpaid();
        await hub.work([]);
      }
    },
    async hubOrders() {
      const orders = new Map<string, HubOrder>();
      for (const { id, key } of await keysOf()) orders.set(key, await seller.get<HubOrder>(`/orders/${id}`));
      return orders;
    },
    async hubOrder(key) {
      const row = (await keysOf()).find((one) => one.key === key);
      if (!row) throw new Error(`The hub has no order ${key}.`);
      return seller.get<HubOrder>(`/orders/${row.id}`);
    },
    async levels() {
      const levels = await everyPage<Level>(seller, "/inventory/levels?limit=200");
      return new Map(levels.map((level) => [level.sku, level]));
    },
    async differences() {
      const [items, orders] = [await shop.items(), await shop.orders()];
      const hubOrders = await world.hubOrders();
      return [
        ...compareOrders(orders, hubOrders, sinceMs),
        ...compareItems(items, await world.levels()),
        ...(await hub.db.database.tenant(organizationId(seller.organizationId), async (tx) => [
          ...(await checkLedger(tx)).map((fault) => `level and ledger differ: ${JSON.stringify(fault)}`),
          ...(await checkReservations(tx)).map((fault) => `level and order lines differ: ${JSON.stringify(fault)}`),
        ])),
      ];
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await shop.close();
    },
  };
  return world;
}

async function ownHub(hub: SimHub): Promise<OwnHub> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const began = performance.now();
  const child = spawnHub(hub.db, { url, aheadMs: hub.clock.now() - Date.now() });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
    // Its time was everybody's.
    hub.clock.leap(Math.ceil(performance.now() - began) + SECOND);
  };
  await untilReady(url);
  return { kill: () => end("SIGKILL"), [Symbol.asyncDispose]: () => end("SIGTERM") };
}

const minorOf = (text: string): number => Math.round(Number(text) * 100);

export async function everyPage<T>(seller: Seller, path: string): Promise<readonly T[]> {
  const all: T[] = [];
  for (let cursor = ""; ; ) {
    const page = await seller.get<{ items: T[]; nextCursor: string | null }>(`${path}${cursor}`);
    all.push(...page.items);
    if (page.nextCursor === null) return all;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

function compareOrders(truth: readonly TrueOrder[], hub: ReadonlyMap<string, HubOrder>, sinceMs: number): string[] {
  const due = truth.filter(({ key, placedAt }) => hub.has(key) || Date.parse(placedAt) >= sinceMs);
  const problems = due.flatMap((order) =>
    compareOrder(order, hub.get(order.key)).map((text) => `order ${order.key}: ${text}`),
  );
  const keys = new Set(truth.map(({ key }) => key));
  for (const key of hub.keys()) if (!keys.has(key)) problems.push(`the hub has an order ${key} the shop has not`);
  return problems;
}

function compareOrder(order: TrueOrder, hub: HubOrder | undefined): string[] {
  if (!hub) return ["is not in the hub"];
  const problems: string[] = [];
  const differ = (what: string, here: unknown, there: unknown) => {
    if (JSON.stringify(here) !== JSON.stringify(there))
      problems.push(`${what} is ${JSON.stringify(here)} in the hub and ${JSON.stringify(there)} in the shop`);
  };
  // What was made in the hub keeps its own.
  if (hub.pushState === null) differ("the number", hub.number.endsWith(order.number), true);
  differ("the currency", hub.currency, order.currency);
  differ("when it was placed", new Date(hub.placedAt).toISOString(), order.placedAt);
  differ("the total", hub.totalMinor, minorOf(order.total));
  differ("being cancelled", hub.status === "cancelled", order.cancelled);
  differ("being paid", ["paid", "partially_refunded", "refunded"].includes(hub.financial), minorOf(order.paid) > 0);
  differ(
    "being paid back whole",
    hub.financial === "refunded",
    minorOf(order.paid) > 0 && order.refunded === order.paid,
  );
  differ(
    "money paid back",
    hub.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    minorOf(order.refunded),
  );
  differ("the city", hub.shippingAddress?.city ?? null, order.city);
  const numbers = hub.fulfilments.flatMap(({ trackingNumbers }) => trackingNumbers);
  if (order.tracking !== null) differ("tracking", numbers.sort(), [...order.tracking].sort());
  for (const line of order.lines) {
    const own = hub.lines.find(({ sku }) => sku === line.sku);
    differ(`units ordered of ${line.sku}`, own?.orderedQuantity, line.ordered);
    // What has left stays in the hub's line, and what came back of it beside.
    const expected = (own?.quantity ?? 0) - (own?.restockedQuantity ?? 0);
    if (line.wanted !== null) differ(`units wanted of ${line.sku}`, expected, line.wanted);
    differ(`units shipped of ${line.sku}`, own?.fulfilledQuantity, line.shipped);
  }
  return problems;
}

/** What the shop has free and what the hub has free; what was sold twice is below zero in the shop and short in the hub. */
function compareItems(items: readonly TrueItem[], levels: ReadonlyMap<string, Level>): string[] {
  return items.flatMap((item) => {
    const level = levels.get(item.sku);
    if (!level) return [`${item.sku} is not in the hub`];
    const free = item.places.reduce((sum, { onHand, promised }) => sum + onHand - promised, 0);
    return level.available === Math.max(0, free)
      ? []
      : [
          `${item.sku}: ${level.available} free in the hub (${level.onHand} on hand, ${level.reserved} reserved), ${free} in the shop`,
        ];
  });
}

/** What two looks at every table of the shop differ by: "table.column", once each. */
export function changedColumns(
  before: Awaited<ReturnType<OpenShop["tables"]>>,
  after: Awaited<ReturnType<OpenShop["tables"]>>,
  followsByItself: readonly RegExp[],
): string[] {
  const changed = new Set<string>();
  for (const [table, rows] of after) {
    const cached = before.get(table) ?? new Map<string, string>();
    for (const key of new Set([...cached.keys(), ...rows.keys()])) {
      const [was, is] = [cached.get(key), rows.get(key)];
      if (was === is) continue;
      if (was === undefined || is === undefined) {
        changed.add(`${table}.*`);
        continue;
      }
      const [old, now] = [JSON.parse(was) as Record<string, unknown>, JSON.parse(is) as Record<string, unknown>];
      for (const column of Object.keys(now))
        if (JSON.stringify(old[column]) !== JSON.stringify(now[column])) changed.add(`${table}.${column}`);
    }
  }
  return [...changed].filter((name) => !followsByItself.some((pattern) => pattern.test(name))).sort();
}
