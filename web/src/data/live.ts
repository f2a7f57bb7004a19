/** What the hub tells of changes while the page is open, and which of the things kept here it makes old. */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { renewSubject } from "./renew-subject.ts";

export interface LiveEvent {
  /** "order.created", "alert.raised" ... */
  readonly type: string;
  readonly [id: string]: string;
}

/** First words of query keys that an event's subject makes old. */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  order: ["orders", "home", "customers", "shipments", "pick-batches"],
  sales: ["home", "analytics"],
  profit: ["orders", "analytics"],
  alert: ["alerts", "home", "listing-drafts"],
  category: ["categories", "products"],
  categories: ["categories", "products"],
  products: ["products", "inventory"],
  product: ["products"],
  prices: ["prices", "products"],
  mappings: ["mappings", "stores", "listing-drafts"],
  conflict: ["conflicts", "alerts", "home"],
  customer: ["customers"],
  import: ["imports", "products"],
  run: ["runs", "stores", "channel-files", "price-edits"],
  plan: ["plans", "mappings"],
  store: ["stores", "home", "integrations"],
  reservation: ["stock-reservations"],
  stock: ["inventory", "home", "products"],
  stock_count: ["stock-counts"],
  stock_document: ["stock-documents", "inventory"],
  purchase_order: ["purchase-orders", "stock-documents", "inventory"],
  supplier: ["suppliers"],
  stock_hold: ["stock-holds", "inventory"],
  channel_file: ["channel-files"],
  pick_batch: ["pick-batches"],
  return: ["returns", "orders"],
  promotion: ["discounts"],
  gift_card: ["gift-cards"],
};

/** Until the hub says how often it shows that it is there. */
const USUAL_BEAT_MS = 5_000;
/** Beats that may be missing: a network that drops packets breaks no connection, so nothing else says that it is gone. */
const MISSED_BEATS = 2.5;

/** Since when the hub can say what happened. */
const MOST_AGO_MS = 30_000;
/** Until the stream is open: a network or a hub may be slow. */
const OPENS_WITHIN_MS = 10_000;

/** A burst of events asks once. */
const GATHER_MS = 250;

let isConnected = true;
const connectionListeners = new Set<() => void>();

function setConnected(now: boolean): void {
  if (now === isConnected) return;
  isConnected = now;
  for (const listener of connectionListeners) listener();
}

/** False while the hub cannot be heard. */
export function useIsConnected(): boolean {
  return useSyncExternalStore(
    (listener) => {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    () => isConnected,
  );
}

let openAgain: () => void = () => undefined;

/** The stream ended with the session: opens it once more. */
export const reconnectEvents = (): void => openAgain();

/** Acts on a silence of some beats, again and again while it lasts. */
function watchBeats(onSilence: () => void) {
  let receivedAt = Date.now();
  let beatMs = USUAL_BEAT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const received = () => {
    receivedAt = Date.now();
  };
  const readNow = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (Date.now() - receivedAt > MISSED_BEATS * beatMs) {
        received();
        onSilence();
      }
      readNow();
    }, beatMs / 2);
  };
  readNow();
  return {
    heard: received,
    comeEach(ms: number) {
      received();
      beatMs = ms;
      readNow();
    },
    stop: () => clearTimeout(timer),
  };
}

/** Lists were asked for before: what happened since the page began, until the stream is open, is told as well. */
function openFirst(): EventSource {
  const agoMs = Math.min(MOST_AGO_MS, Math.round(performance.now()) + OPENS_WITHIN_MS);
  return new EventSource(`/api/events?names=no&agoMs=${agoMs}`);
}

/** Opens the stream of the organization worked in; the answer closes it. */
export function listenLive(client: QueryClient): () => void {
  let stream = openFirst();
  const old = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasAway = false;
  const renew = () => {
    timer = undefined;
    const subjects = [...old];
    old.clear();
    for (const subject of subjects) renewSubject(client, subject);
  };
  const hear = (message: MessageEvent<string>) => {
    beats.heard();
    const event = JSON.parse(message.data) as LiveEvent;
    for (const key of SUBJECTS[event.type.split(".")[0] ?? ""] ?? []) old.add(key);
    timer ??= setTimeout(renew, GATHER_MS);
  };
  const away = () => {
    wasAway = true;
    setConnected(false);
  };
  const listen = () => {
    beats.heard();
    stream.addEventListener("hello", ({ data }: MessageEvent<string>) => {
      beats.comeEach((JSON.parse(data) as { readonly beatMs?: number }).beatMs ?? USUAL_BEAT_MS);
      // Nothing is told again of what happened while nobody listened.
      if (wasAway) void client.invalidateQueries();
      wasAway = false;
      setConnected(true);
    });
    stream.addEventListener("beat", beats.heard);
    stream.onerror = away;
    stream.onmessage = hear;
  };
  // A network that is gone says nothing to the stream for minutes, and one that is back does not end its pause.
  const again = () => {
    stream.close();
    stream = new EventSource("/api/events?names=no");
    listen();
  };
  const silent = () => {
    away();
    again();
  };
  // News before a beat is missed, unless only that request was kept from the hub, as an ad blocker does.
  const doubt = () => {
    if (!wasAway) fetch("/healthz", { method: "HEAD", cache: "no-store" }).catch(() => wasAway || silent());
  };
  const beats = watchBeats(silent);
  listen();
  openAgain = again;
  window.addEventListener("offline", away);
  window.addEventListener("online", again);
  window.addEventListener("argosy:unreached", doubt);
  return () => {
    clearTimeout(timer);
    beats.stop();
    window.removeEventListener("offline", away);
    window.removeEventListener("online", again);
    window.removeEventListener("argosy:unreached", doubt);
    stream.close();
    setConnected(true);
  };
}
