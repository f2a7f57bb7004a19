/** The device's database: opened anew where the browser deleted it under the page, with room made where it is full. */
import type { Basket } from "./basket.ts";
import type { CatalogItem } from "./catalog-item.ts";
import { secondCopy } from "./second-copy.ts";
import type { Setup } from "./setup.ts";
import { type DeviceStore, dropSent, fact, openStore, type ParkedBasket, waiting } from "./store.ts";

/** There is no room on the device for what should be kept. */
export class StorageFull extends Error {
  override readonly name = "StorageFull";
}

/** What the page still knows when the database is gone. */
export interface StoredState {
  readonly setup: Setup;
  readonly items: Iterable<CatalogItem>;
}

interface ServerState {
  /** Null: nothing yet, the page has just been opened. */
  remembered(): StoredState | null;
  /** The database was gone and is there again, with so many entries that wait for the hub. */
  onRestored(entries: number): void;
  onFull(): void;
}

export interface DeviceStorage {
  /** Runs work on the database; once more where the database was gone or room could be made. Throws StorageFull. */
  run<T>(work: (store: DeviceStore) => Promise<T>): Promise<T>;
  close(): void;
}

/** Kept by the register's worker; the first to go. */
const IMAGES = "argosy-register-images";

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
const isFull = (error: unknown) => isNamed(error, "QuotaExceededError");
/** What a closed connection says, and work that was under way when it was closed. */
const isGone = (error: unknown) => isNamed(error, "InvalidStateError", "AbortError");

export function deviceStorage(registerId: string, reported: ServerState): DeviceStorage {
  let opened: Promise<DeviceStore> | null = null;
  let isClosed = false;
  const open = (): Promise<DeviceStore> => {
    const opening: Promise<DeviceStore> = openRetrying(registerId, () => {
      if (opened === opening) opened = null;
      // At once, not with the next sale: until then the page alone has what it shows.
      if (!isClosed) void open();
    }).then(async (store) => {
      await refill(store, reported);
      return store;
    });
    opened = opening;
    return opening;
  };
  const run = async <T>(work: (store: DeviceStore) => Promise<T>, again = true): Promise<T> => {
    const used = opened ?? open();
    const store = await used;
    try {
      return await work(store);
    } catch (error) {
      if (again && isFull(error)) {
        await makeRoom(store);
        return await run(work, false);
      }
      if (isFull(error)) throw new StorageFull("There is no room on this device.", { cause: error });
      if (!again || !isGone(error) || isClosed) throw error;
      if (opened === used) opened = null;
      return await run(work, false);
    }
  };
  return {
    run,
    // What is under way ends as it would; nothing opens it again.
    close: () => {
      isClosed = true;
    },
  };
}

const PAUSE_MS = 200;

/** A browser that is deleting refuses to open for a moment (Chromium: AbortError). */
async function openRetrying(registerId: string, onGone: () => void): Promise<DeviceStore> {
  for (;;) {
    try {
      return await openStore(registerId, onGone);
    } catch (error) {
      if (!isGone(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Images come again with the network, and receipts the hub has can be asked of it. */
async function makeRoom(store: DeviceStore): Promise<void> {
  await caches.delete(IMAGES);
  try {
    await dropSent(store, 20);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

async function refill(store: DeviceStore, reported: ServerState): Promise<void> {
  try {
    const entries = await fromCopy(store, reported.remembered());
    if (entries !== null) reported.onRestored(entries);
  } catch (error) {
    if (!isFull(error)) throw error;
    reported.onFull();
  }
}

/** Puts back what the second copy has and the database not; answers how many entries, null: nothing was missing. */
async function fromCopy(store: DeviceStore, cached: StoredState | null): Promise<number | null> {
  const copy = secondCopy(store.name);
  const work = store.transaction(["facts", "outbound", "parked", "items"], "readwrite");
  const [facts, outbound, parked] = [
    work.objectStore("facts"),
    work.objectStore("outbound"),
    work.objectStore("parked"),
  ];
  const existing = new Map((await outbound.getAll()).map(({ what, state }) => [what.id, state]));
  const lost = copy.entries().filter(({ id }) => !existing.has(id));
  for (const what of lost) await outbound.add(waiting(what));
  const isNew = (await facts.get("setup")) === undefined;
  if (isNew) {
    for (const name of ["session", "run"] as const) {
      const value = copy.fact(name);
      if (value !== undefined) await facts.put(value, name);
    }
    for (const each of copy.fact<readonly ParkedBasket[]>("parked") ?? []) await parked.put(each);
    if (cached !== null) {
      await facts.put(cached.setup, "setup");
      const items = work.objectStore("items");
      await Promise.all([...cached.items].map((item) => items.put(item)));
    }
  }
  await work.done;
  copy.drop([...existing].flatMap(([id, state]) => (state === "sent" ? [id] : [])));
  return lost.length > 0 || (isNew && cached !== null) ? lost.length : null;
}

/**
 * The open basket: that of the second copy, which is written first and also where the database is full, unless it was
 * sold or parked since.
 */
export async function storedBasket(store: DeviceStore): Promise<Basket | undefined> {
  const [stored, outbound, parked] = await Promise.all([
    fact<Basket>(store, "basket"),
    store.getAll("outbound"),
    store.getAllKeys("parked"),
  ]);
  const copied = secondCopy(store.name).fact<Basket>("basket");
  if (copied === undefined || copied.lines.length + copied.payments.length === 0) return stored;
  const isOver = outbound.some(({ what }) => what.id === copied.id) || parked.includes(copied.id);
  return isOver ? stored : copied;
}
