/** Sends what packers have scanned, and says what became of each. */
import type { PackingStore, RefusedPacking, StoredPacking } from "./packing-store.ts";

/** What an answer that is no success means for a packing. */
export type Meaning = "refused" | "later" | "away";

export interface Port {
  /** Whether the one who packed is still the one signed in: what the hub records bears that name. */
  isOwner(): Promise<boolean>;
  send(packing: StoredPacking): Promise<unknown>;
  meaningOf(error: unknown): Meaning;
  textOf(error: unknown): string;
  /** Something was recorded or refused: what pages show of it is old. */
  renew(): void;
}

/** How the last attempt ended. */
type Round = "done" | "away" | "elsewhere";

/** "waits": nobody knows yet. */
export type Answer = "recorded" | "refused" | "waits";

export interface Shown {
  readonly waiting: readonly StoredPacking[];
  readonly refused: readonly RefusedPacking[];
  /** Waiting ones the hub answered without taking them: they are sent again. */
  readonly held: readonly RefusedPacking[];
  readonly round: Round;
  readonly isUnsaved: boolean;
  readonly hasUnreadable: boolean;
}

export interface Outbox {
  readonly shelf: PackingStore;
  readonly port: Port;
  readonly listeners: Set<() => void>;
  /** Told of each packing that was refused while no other of its order waits. */
  readonly onRefused: Set<(packing: StoredPacking) => void>;
  readonly answers: Map<string, (answer: Answer) => void>;
  held: ReadonlyMap<string, string>;
  round: Round;
  isSending: boolean;
  shown: Shown;
}

export const newOutbox = (store: PackingStore, port: Port): Outbox => ({
  shelf: store,
  port,
  listeners: new Set(),
  onRefused: new Set(),
  answers: new Map(),
  held: new Map(),
  round: "done",
  isSending: false,
  shown: seen(store, new Map(), "done"),
});

function seen(store: PackingStore, held: ReadonlyMap<string, string>, round: Round): Shown {
  const waiting = store.waiting();
  return {
    waiting,
    refused: store.refused(),
    held: waiting.flatMap((packing) => {
      const text = held.get(packing.id);
      return text === undefined ? [] : [{ ...packing, text }];
    }),
    round,
    isUnsaved: store.isUnsaved(),
    hasUnreadable: store.hasUnreadable(),
  };
}

function show(outbox: Outbox): void {
  outbox.shown = seen(outbox.shelf, outbox.held, outbox.round);
  for (const listener of outbox.listeners) listener();
}

/** Stored before it is sent. Answers when it is settled, or when the attempt has ended without. */
export function storePacking(outbox: Outbox, packing: StoredPacking): Promise<Answer> {
  outbox.shelf.add(packing);
  show(outbox);
  const { promise, resolve } = Promise.withResolvers<Answer>();
  outbox.answers.set(packing.id, resolve);
  void send(outbox);
  return promise;
}

export async function send(outbox: Outbox): Promise<void> {
  if (outbox.isSending) return;
  if (outbox.shelf.waiting().length === 0) return show(outbox);
  outbox.isSending = true;
  try {
    outbox.round = await attempt(outbox);
  } finally {
    outbox.isSending = false;
    for (const answer of outbox.answers.values()) answer("waits");
    outbox.answers.clear();
    show(outbox);
  }
}

/** The first first. One that is held keeps no other order's back; one that finds no hub keeps all. */
async function attempt(outbox: Outbox): Promise<Round> {
  const { shelf, port } = outbox;
  const owner = await ownerOf(port);
  if (owner !== "done") return owner;
  const held = new Map<string, string>();
  const orders = new Set<string>();
  const next = () => shelf.waiting().find(({ orderId }) => !orders.has(orderId));
  let isChanged = false;
  try {
    for (let packing = next(); packing !== undefined; packing = next()) {
      const meaning = await sendOne(outbox, packing, held);
      if (meaning === "away") return "away";
      if (meaning === "later") orders.add(packing.orderId);
      else isChanged = true;
    }
    return "done";
  } finally {
    outbox.held = held;
    if (isChanged) port.renew();
  }
}

async function ownerOf(port: Port): Promise<Round> {
  try {
    return (await port.isOwner()) ? "done" : "elsewhere";
  } catch {
    // Asked again with the next attempt; until then it shows as away.
    return "away";
  }
}

async function sendOne(
  outbox: Outbox,
  packing: StoredPacking,
  held: Map<string, string>,
): Promise<Meaning | "recorded"> {
  const { port } = outbox;
  try {
    await port.send(packing);
  } catch (error) {
    const meaning = port.meaningOf(error);
    if (meaning === "later") held.set(packing.id, port.textOf(error));
    if (meaning === "refused") settle(outbox, packing, port.textOf(error));
    return meaning;
  }
  settle(outbox, packing);
  return "recorded";
}

function settle(outbox: Outbox, packing: StoredPacking, refusal?: string): void {
  outbox.shelf.settle(packing.id, refusal);
  outbox.answers.get(packing.id)?.(refusal === undefined ? "recorded" : "refused");
  outbox.answers.delete(packing.id);
  const isLast = outbox.shelf.waiting().every(({ orderId }) => orderId !== packing.orderId);
  if (refusal !== undefined && isLast) for (const report of outbox.onRefused) report(packing);
  show(outbox);
}

export function dismiss(outbox: Outbox, id: string): void {
  outbox.shelf.dismiss(id);
  show(outbox);
}

/** A person has decided that one that is held is not sent any more. */
export function putAside(outbox: Outbox, id: string): void {
  const held = outbox.shown.held.find((one) => one.id === id);
  if (held) settle(outbox, held, held.text);
}

export function dismissUnreadable(outbox: Outbox): void {
  outbox.shelf.dismissUnreadable();
  show(outbox);
}

/** Beside PACKING_...: refusals of the packing itself, which no other attempt changes. */
const FINAL = new Set(["ORDER_UNKNOWN", "REQUEST_INVALID"]);
/** A proxy's own page, and what the hub says before it has looked at the packing. */
const AWAY = new Set(["HUB_AWAY", "UNREADABLE", "DATABASE_AWAY", "NOT_SIGNED_IN", "TOO_MANY_REQUESTS"]);

/** What was not refused for good in words known here may be taken another time. */
export function meaningOf(code: string, isRetryable: boolean): Meaning {
  if (AWAY.has(code)) return "away";
  return !isRetryable && (code.startsWith("PACKING_") || FINAL.has(code)) ? "refused" : "later";
}
