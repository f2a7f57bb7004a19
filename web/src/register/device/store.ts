/** What the device keeps, in IndexedDB: one database a register. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { TillCustomer, TillSale } from "../../../../src/commerce/till/types.ts";
import type { Basket } from "./basket.ts";
import type { CatalogItem } from "./catalog-item.ts";
import type { Outgoing } from "./outgoing.ts";
import { secondCopy } from "./second-copy.ts";

export interface Outbound {
  readonly seq?: number;
  readonly what: Outgoing;
  readonly state: "waiting" | "sent" | "refused";
  /** Of the hub, where it refused. */
  readonly code: string | null;
  readonly text: string | null;
  readonly orderNumber: string | null;
  readonly orderId: string | null;
  /** Units the location did not have. */
  readonly short: number;
}

export interface ParkedBasket {
  readonly id: string;
  readonly basket: Basket;
  readonly at: string;
  readonly by: string;
}

export interface StoredCustomer extends TillCustomer {
  readonly id: string;
}

interface Stored extends DBSchema {
  items: { key: string; value: CatalogItem };
  facts: { key: string; value: unknown };
  outbound: { key: number; value: Outbound; indexes: { state: string } };
  parked: { key: string; value: ParkedBasket };
  customers: { key: string; value: StoredCustomer };
}

export type DeviceStore = IDBPDatabase<Stored>;

export const storeName = (registerId: string): string => `argosy-register-${registerId}`;

/**
 * Versions only ever add: a device may come with any of them. `onGone`: the browser closed it to delete it, or somebody
 * else deletes it.
 */
export async function openStore(registerId: string, onGone: () => void): Promise<DeviceStore> {
  const store: DeviceStore = await openDB<Stored>(storeName(registerId), 1, {
    terminated: onGone,
    blocking: () => {
      store.close();
      onGone();
    },
    upgrade(made) {
      made.createObjectStore("items", { keyPath: "variantId" });
      made.createObjectStore("facts");
      const outbound = made.createObjectStore("outbound", { keyPath: "seq", autoIncrement: true });
      outbound.createIndex("state", "state");
      made.createObjectStore("parked", { keyPath: "id" });
      made.createObjectStore("customers", { keyPath: "id" });
    },
  });
  return store;
}

export async function fact<T>(store: DeviceStore, name: string): Promise<T | undefined> {
  return (await store.get("facts", name)) as T | undefined;
}

export async function saveFact(store: DeviceStore, name: string, value: unknown): Promise<void> {
  await store.put("facts", value, name);
}

/** Receipts that can be printed again, of what the hub has. */
const SENT_KEPT = 300;

/** As it is kept first. */
export const waiting = (what: Outgoing): Outbound => ({
  what,
  state: "waiting",
  code: null,
  text: null,
  orderNumber: null,
  orderId: null,
  short: 0,
});

export async function enqueue(store: DeviceStore, what: Outgoing): Promise<void> {
  await store.add("outbound", waiting(what));
  secondCopy(store.name).keep(what);
}

/**
 * Gives the sale its number and keeps it, with the run behind it and the basket emptied, all at once: a reload in between
 * finds either the basket or the sale.
 */
export async function saveSale(
  store: DeviceStore,
  make: (run: number) => TillSale,
  { lastRun, next }: { readonly lastRun: number; readonly next: Basket },
): Promise<TillSale> {
  const work = store.transaction(["facts", "outbound"], "readwrite", { durability: "strict" });
  const facts = work.objectStore("facts");
  const before = ((await facts.get("run")) as number | undefined) ?? 0;
  const run = Math.max(before, lastRun) + 1;
  const sale = make(run);
  await Promise.all([
    facts.put(run, "run"),
    facts.put(next, "basket"),
    work.objectStore("outbound").add(waiting({ kind: "sale", id: sale.id, sale })),
    work.done,
  ]);
  const copy = secondCopy(store.name);
  copy.keep({ kind: "sale", id: sale.id, sale });
  copy.keepFact("run", run);
  return sale;
}

export function waitingEntries(store: DeviceStore): Promise<Outbound[]> {
  return store.getAllFromIndex("outbound", "state", "waiting");
}

/** What the hub said of entries; the oldest that it has go. */
export async function settle(store: DeviceStore, entries: readonly Outbound[]): Promise<void> {
  const work = store.transaction("outbound", "readwrite");
  await Promise.all([...entries.map((entry) => work.store.put(entry)), work.done]);
  secondCopy(store.name).drop(entries.filter(({ state }) => state === "sent").map(({ what }) => what.id));
  await dropSent(store, SENT_KEPT);
}

/** Drops receipts the hub has, the oldest first, but for the last `stored`. */
export async function dropSent(store: DeviceStore, stored: number): Promise<void> {
  const work = store.transaction("outbound", "readwrite");
  let extra = (await work.store.index("state").count("sent")) - stored;
  let cursor = extra > 0 ? await work.store.index("state").openCursor("sent") : null;
  while (cursor && extra > 0) {
    await cursor.delete();
    extra -= 1;
    cursor = await cursor.continue();
  }
  await work.done;
}
