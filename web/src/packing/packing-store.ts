/** Parcels that were scanned to the end, kept in this browser until the hub has recorded each: in order, and once. */
import { STORED_PACKINGS } from "../storage/stored-names.ts";
import type { PackedUnits } from "./scanning.ts";

export interface StoredPacking {
  readonly id: string;
  readonly orderId: string;
  readonly packedAt: string;
  readonly items: readonly PackedUnits[];
  /** The parcel was opened. */
  readonly again: boolean;
  /** What the order is called, for who reads that it was refused. */
  readonly number: string;
}

export interface RefusedPacking extends StoredPacking {
  readonly text: string;
}

/** Where they are kept: a browser's, of one person in one organization. */
export interface PackingStore {
  waiting(): readonly StoredPacking[];
  refused(): readonly RefusedPacking[];
  /** What the browser cannot store is kept as long as the page is open. */
  add(packing: StoredPacking): void;
  /** It is recorded; or refused, and somebody has to read why. */
  settle(id: string, refusal?: string): void;
  dismiss(id: string): void;
  /** Whether some wait that the browser did not store. */
  isUnsaved(): boolean;
  /** Whether something was stored that could not be read; it is set aside as it was. */
  hasUnreadable(): boolean;
  dismissUnreadable(): void;
}

interface Stored {
  readonly waiting: readonly StoredPacking[];
  readonly refused: readonly RefusedPacking[];
}

const NONE: Stored = { waiting: [], refused: [] };

type Storing = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Unreadable texts somebody was told of. */
const READ_NAMES = "argosy.packings-set-aside.";

/** Full or forbidden, a browser's storage throws: false. What that comes to is told by `isUnsaved`. */
function isDone(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

const without = <P extends StoredPacking>(all: readonly P[], id: string) => all.filter((one) => one.id !== id);

export function packingStore(storage: Storing, whose: string): PackingStore {
  const stored = storedIn(storage, STORED_PACKINGS + whose);
  let unsaved = NONE;
  /** Settled, though that could not be stored. */
  const gone = new Set<string>();
  const waiting = () => [...stored.read().waiting.filter(({ id }) => !gone.has(id)), ...unsaved.waiting];
  return {
    waiting,
    refused: () => [...stored.read().refused, ...unsaved.refused],
    add(packing) {
      if (stored.write((stored) => ({ ...stored, waiting: [...stored.waiting, packing] }))) return;
      unsaved = { ...unsaved, waiting: [...unsaved.waiting, packing] };
    },
    settle(id, refusal) {
      const packing = waiting().find((one) => one.id === id);
      if (!packing) return;
      const refused = refusal === undefined ? [] : [{ ...packing, text: refusal }];
      unsaved = { ...unsaved, waiting: without(unsaved.waiting, id) };
      const change = (stored: Stored) => ({
        waiting: without(stored.waiting, id),
        refused: [...stored.refused, ...refused],
      });
      if (stored.write(change)) return;
      gone.add(id);
      unsaved = { ...unsaved, refused: [...unsaved.refused, ...refused] };
    },
    dismiss(id) {
      unsaved = { ...unsaved, refused: without(unsaved.refused, id) };
      stored.write((stored) => ({ ...stored, refused: without(stored.refused, id) }));
    },
    isUnsaved: () => unsaved.waiting.length > 0,
    hasUnreadable: () => storage.getItem(unreadable(STORED_PACKINGS + whose)) !== null,
    dismissUnreadable: () => void moved(storage, unreadable(STORED_PACKINGS + whose), READ_NAMES + whose),
  };
}

/** Packed orders kept in a browser, under these names, that wait for somebody else to sign in. */
export function waitingOfOthers(storage: Pick<Storage, "getItem">, names: readonly string[], userId: string): number {
  const others = names.filter((name) => name.startsWith(STORED_PACKINGS) && !name.endsWith(`.${userId}`));
  return others.reduce((sum, name) => sum + (cacheFolder(storage.getItem(name) ?? "")?.waiting.length ?? 0), 0);
}

const unreadable = (name: string) => `${name}.unreadable`;

/** What stands there already stays. */
const moved = (storage: Storing, from: string, to: string): boolean =>
  isDone(() => {
    const texts = [storage.getItem(to), storage.getItem(from)].filter((text) => text !== null);
    storage.setItem(to, texts.join("\n"));
    storage.removeItem(from);
  });

function storedIn(storage: Storing, name: string) {
  /** Undefined: it cannot be read and could not be moved, so that nothing may be written over it. */
  const readable = (): Stored | undefined => {
    const text = storage.getItem(name);
    if (text === null) return NONE;
    return cacheFolder(text) ?? (moved(storage, name, unreadable(name)) ? NONE : undefined);
  };
  return {
    read: () => readable() ?? NONE,
    write(change: (stored: Stored) => Stored): boolean {
      const stored = readable();
      if (!stored) return false;
      const next = change(stored);
      if (next.waiting.length + next.refused.length === 0) return isDone(() => storage.removeItem(name));
      return isDone(() => storage.setItem(name, JSON.stringify(next)));
    },
  };
}

function cacheFolder(text: string): Stored | undefined {
  const result = parsed(text);
  if (typeof result !== "object" || result === null) return undefined;
  const { waiting, refused }: { readonly waiting?: unknown; readonly refused?: unknown } = result;
  if (!Array.isArray(waiting) || !Array.isArray(refused)) return undefined;
  const isWhole = waiting.every(isPacking) && refused.every(isRefused);
  return isWhole ? { waiting, refused } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPacking(result: unknown): result is StoredPacking {
  if (typeof result !== "object" || result === null) return false;
  const { id, orderId, items }: { readonly id?: unknown; readonly orderId?: unknown; readonly items?: unknown } =
    result;
  return typeof id === "string" && typeof orderId === "string" && Array.isArray(items);
}

const isRefused = (result: unknown): result is RefusedPacking =>
  isPacking(result) && "text" in result && typeof result.text === "string";
