/** What the device keeps, in IndexedDB: one database a register. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { TillCustomer, TillSale } from "../../../../src/commerce/till/types.ts";
import type { Basket } from "./basket.ts";
import type { CatalogItem } from "./catalog-item.ts";

/** What waits for the hub, in the order it was done. */
export type Outgoing =
  | {
      readonly kind: "open";
      readonly id: string;
      readonly float: bigint;
      readonly staffId: string;
      readonly at: string;
    }
  | {
      readonly kind: "cash";
      readonly id: string;
      readonly sessionId: string;
      readonly direction: "in" | "out";
      readonly amount: bigint;
      readonly reason: string;
      readonly staffId: string;
      readonly at: string;
    }
  | {
      readonly kind: "close";
      readonly id: string;
      readonly sessionId: string;
      readonly counts: readonly { readonly value: bigint; readonly count: number }[];
      readonly staffId: string;
      readonly at: string;
    }
  | { readonly kind: "favourite"; readonly id: string; readonly variantId: string; readonly isFavourite: boolean }
  | { readonly kind: "park"; readonly id: string; readonly body: object }
  | { readonly kind: "take"; readonly id: string; readonly basketId: string }
  | { readonly kind: "sale"; readonly id: string; readonly sale: TillSale };

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

export interface KnownCustomer extends TillCustomer {
  readonly id: string;
}

interface Kept extends DBSchema {
  items: { key: string; value: CatalogItem };
  facts: { key: string; value: unknown };
  outbound: { key: number; value: Outbound; indexes: { state: string } };
  parked: { key: string; value: ParkedBasket };
  customers: { key: string; value: KnownCustomer };
}

export type DeviceStore = IDBPDatabase<Kept>;

/** Versions only ever add: a device may come with any of them. */
export function openStore(registerId: string): Promise<DeviceStore> {
  return openDB<Kept>(`argosy-register-${registerId}`, 1, {
    upgrade(store) {
      store.createObjectStore("items", { keyPath: "variantId" });
      store.createObjectStore("facts");
      const outbound = store.createObjectStore("outbound", { keyPath: "seq", autoIncrement: true });
      outbound.createIndex("state", "state");
      store.createObjectStore("parked", { keyPath: "id" });
      store.createObjectStore("customers", { keyPath: "id" });
    },
  });
}

export async function fact<T>(store: DeviceStore, name: string): Promise<T | undefined> {
  return (await store.get("facts", name)) as T | undefined;
}

export async function keepFact(store: DeviceStore, name: string, value: unknown): Promise<void> {
  await store.put("facts", value, name);
}

/** Receipts that can be printed again, of what the hub has. */
const SENT_KEPT = 300;

const waiting = (what: Outgoing): Outbound => ({
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
}

/**
 * Gives the sale its number and keeps it, with the run behind it and the basket emptied, all at once: a reload in between
 * finds either the basket or the sale.
 */
export async function keepSale(
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
  return sale;
}

export function waitingEntries(store: DeviceStore): Promise<Outbound[]> {
  return store.getAllFromIndex("outbound", "state", "waiting");
}

/** What the hub said of entries; the oldest that it has go. */
export async function settle(store: DeviceStore, entries: readonly Outbound[]): Promise<void> {
  const work = store.transaction("outbound", "readwrite");
  await Promise.all(entries.map((entry) => work.store.put(entry)));
  let extra = (await work.store.index("state").count("sent")) - SENT_KEPT;
  let cursor = extra > 0 ? await work.store.index("state").openCursor("sent") : null;
  while (cursor && extra > 0) {
    await cursor.delete();
    extra -= 1;
    cursor = await cursor.continue();
  }
  await work.done;
}
