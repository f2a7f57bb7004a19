import { createHash } from "node:crypto";
import type { By } from "../../commerce/actor.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { createSlices } from "../../commerce/slices.ts";
import type { Version } from "../../commerce/version.ts";
import type { OrderPolicies } from "../stores/settings.ts";

export interface ApplyConnection {
  readonly id: string;
  readonly name: string;
  /** Leads the hub's order numbers of this store: "SH" makes SH-1001. */
  readonly orderPrefix: string;
  /** What was done with orders placed before this, by the channel's clock, moves no stock; null: there are none. */
  readonly stockCutoverAt: Date | null;
  /** How far the channel's clock stands ahead of ours; absent: it agrees. */
  readonly clockAheadMs?: number | undefined;
  /** Whose value wins where an order differs here; absent: the defaults of a new store. */
  readonly policy?: OrderPolicies | undefined;
  /** How long unpaid orders hold their units whose channel does not say; absent or 0: as long as they are open. */
  readonly unpaidHoldMinutes?: number | undefined;
}

export interface ApplyInput extends By {
  readonly connection: ApplyConnection;
  readonly parts: readonly OrderPart[];
  /** The connector's stock port: how sure a confirmed write of ours is what the channel showed just before a sale. */
  readonly compareAndSet: "native" | "read" | "none";
  /** Imported: all are from before the channel was connected, and notify nobody. */
  readonly history?: boolean | undefined;
  /** A manual order may be reported without its key. */
  readonly ownMayLackKey?: boolean | undefined;
  readonly source: "webhook" | "poll" | "command";
  /**
   * Called with the variants whose change is marked, while what is written of the orders is on its way: levels, lines and
   * the channel's own numbers are sent by then. Not called where anything else is to be decided first.
   */
  readonly alongside?: ((variantIds: readonly string[]) => Promise<void>) | undefined;
  /** Called early with the variants of delivered lines: their stock most likely changes next. */
  readonly foreseen?: ((variantIds: readonly string[]) => void) | undefined;
  /** The latest time a part was requested or received; absent: after everything we did. */
  readonly readAt?: ((part: OrderPart) => Date) | undefined;
}

/** Whether an order was placed before the hub took over the store's stock. */
export function isFromBefore({ history, connection }: ApplyInput, placedAt: string): boolean {
  return history === true || (connection.stockCutoverAt !== null && new Date(placedAt) < connection.stockCutoverAt);
}

export interface AppliedOrder {
  readonly orderKey: string;
  readonly orderId: string;
  readonly number: string;
  readonly created: boolean;
  readonly changed: boolean;
  readonly short: boolean;
  /** Lines not linked to a variant. */
  readonly unmapped: number;
  /** Its personal data was erased on request. */
  readonly isErased: boolean;
  /** Another state was stored under the same version: which of the two is newer is unknown. */
  readonly isTied: boolean;
}

export interface HashedPart {
  readonly part: OrderPart;
  readonly hash: Buffer;
  readonly readAt?: Date | undefined;
}

export interface StoredPart {
  readonly partKey: string;
  readonly version: Version;
  readonly hash: Buffer;
  /** When the last command of ours on its order was confirmed. */
  readonly commandedAt?: Date | null | undefined;
}

/**
 * Hash of what we understood of a part; the raw answer, its version and our own key are left out, and its returns, which
 * only some of a platform's answers contain.
 */
function partHash(part: OrderPart): Buffer {
  const { raw: _raw, version: _version, ourKey: _ourKey, returns: _returns, noOtherReturns: _none, ...mapped } = part;
  const hashed = { ...underHashedNames(mapped), payment: underHashedNames(part.payment) };
  const text = JSON.stringify(hashed, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  return createHash("sha256").update(text).digest();
}

/** What fields were called when hashes of them were stored first: an order read again is not new for another name. */
const HASHED_AS: Readonly<Record<string, string>> = {
  buyerNote: "note",
  buyerInputs: "options",
  paymentMethod: "gateway",
};

const underHashedNames = (fields: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [HASHED_AS[name] ?? name, value]));

/**
 * What a part means beside the one stored: `apply` it; `touch`: newer but equal, so only its version is stored (a
 * late older one must not win over it); `stale`: read before a command of ours was confirmed and no newer than what is
 * stored, so that it may show the order from before that command; `drop` it.
 */
export function decideArrival(next: HashedPart, stored: StoredPart | undefined): "apply" | "touch" | "stale" | "drop" {
  if (!stored) return "apply";
  const isEqual = next.hash.equals(stored.hash);
  const { version } = next.part;
  const isTime = (kind: Version["kind"]) => kind === "time" || kind === "fetchStart";
  const comparable = version.kind === stored.version.kind || (isTime(version.kind) && isTime(stored.version.kind));
  const isStale = next.readAt !== undefined && stored.commandedAt != null && next.readAt < stored.commandedAt;
  if (!comparable) return isEqual ? "drop" : isStale ? "stale" : "apply";
  if (version.value < stored.version.value) return "drop";
  if (!isEqual) return isStale && version.value === stored.version.value ? "stale" : "apply";
  // Every fetch has a newer start: writing each would make polling an unchanged platform cost writes.
  return version.value > stored.version.value && version.kind !== "fetchStart" ? "touch" : "drop";
}

/** Whether a part has another state than the stored one under the same version. */
export function isTied(next: HashedPart, stored: StoredPart | undefined): boolean {
  if (!stored || next.hash.equals(stored.hash)) return false;
  const { version } = next.part;
  return version.kind === stored.version.kind && version.value === stored.version.value;
}

/** The newest of each part in a batch, later ones winning ties; grouped by order in the order of their keys. */
export async function newestParts({ parts, readAt }: Pick<ApplyInput, "parts" | "readAt">): Promise<HashedPart[]> {
  const pause = createSlices();
  const newest = new Map<string, HashedPart>();
  for (const part of parts) {
    const key = `${part.orderKey}\n${part.partKey}`;
    const next = { part, hash: partHash(part), readAt: readAt?.(part) };
    const current = newest.get(key);
    const stored = current && { partKey: part.partKey, version: current.part.version, hash: current.hash };
    if (decideArrival(next, stored) !== "drop" || current?.part.version.value === part.version.value)
      newest.set(key, next);
    await pause();
  }
  return [...newest.values()].sort((a, b) => compare(a.part.orderKey, b.part.orderKey));
}

/** The order of keys in which orders are written and locked, everywhere the same. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
