/** Which sweeps a connection runs by itself, and how often: the engine keeps to it, the conformance suite counts it. */
import type { Json } from "../../../commerce/product.ts";
import type { Ports } from "../contract/contract.ts";
import type { Sweep } from "../contract/ports.ts";
import { findByName } from "./open-orders.ts";

/** What changed since it was last asked, everything there is, or again what is not finished yet. */
export type SweepReads = "changed" | "all" | "open";

/** What a sweep is of; "account" is the engine's own. */
export const SWEEP_SUBJECTS = [
  "orders",
  "orders_in_part",
  "products",
  "stock",
  "marketplace_stock",
  "subscriptions",
  "queue",
  "fees",
  "settlements",
  "conversations",
  "replies",
  "tracking",
  "parcel_money",
  "ad_spend",
  "listing_requirements",
  "account",
] as const;
type SweepSubject = (typeof SWEEP_SUBJECTS)[number];

/** A sweep the engine keeps running for a connection. */
export interface PlannedSweep {
  /** Of a port with several sweeps with the sweep's own id: "orders:changed". */
  readonly name: SweepSubject | `${SweepSubject}:${string}`;
  readonly everyMs: number;
  readonly reads: SweepReads;
  /** Comes for the first time when its interval is over. */
  readonly waits?: true | undefined;
}

const MINUTE = 60_000;
// An API that can list its webhooks is asked every 15 minutes whether they still live (decision 4).
const SUBSCRIPTIONS_MS = 15 * MINUTE;
const STOCK_MS = 30 * MINUTE;
const TRACKING_MS = 5 * MINUTE;
const REPLIES_MS = 15 * MINUTE;
const PARCEL_MONEY_MS = 6 * 60 * MINUTE;
// Each night sets the next one itself: this is how long one that failed or knows no zone waits at most.
const AD_SPEND_MS = 24 * 60 * MINUTE;
const REQUIREMENTS_MS = 24 * 60 * MINUTE;
// What comes rarer than this is a second look, not the polling a seller sets the pace of.
const POLLING_MS = 15 * MINUTE;

/** How often a store of these ports is asked where nobody has set it, in minutes. */
export function usualMinutes(ports: Pick<Ports, "orders" | "stock">): {
  readonly orders: number | null;
  readonly stock: number | null;
} {
  const orders = (ports.orders?.sweeps ?? []).flatMap(({ mode, everyMs }) => (mode === "full" ? [] : [everyMs]));
  return {
    orders: orders.length === 0 ? null : Math.min(...orders) / MINUTE,
    stock: ports.stock ? (ports.stock.everyMs ?? STOCK_MS) / MINUTE : null,
  };
}

function isOn(settings: Readonly<Record<string, Json>>, group: string): boolean {
  const value = settings[group];
  return !(typeof value === "object" && value !== null && "enabled" in value && value["enabled"] === false);
}

/** Whose stock of a store is looked at: the seller's own, the marketplace's, or both. */
function stockOf(settings: Readonly<Record<string, Json>>): { readonly own: boolean; readonly marketplace: boolean } {
  const group = settings["inventory"];
  const chosen = typeof group === "object" && group !== null && "fulfilledBy" in group ? group["fulfilledBy"] : "all";
  return { own: chosen !== "marketplace", marketplace: chosen !== "merchant" };
}

function minutesSetting(
  settings: Readonly<Record<string, Json>>,
  group: string,
  least: number,
): number | null | undefined {
  const value = settings[group];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if ("automatic" in value && value.automatic === false) return null;
  if ("enabled" in value && value.enabled === false) return null;
  const minutes = "intervalMinutes" in value ? value.intervalMinutes : undefined;
  return typeof minutes === "number" ? Math.max(least, minutes) * MINUTE : undefined;
}

function readsOf({ mode }: Pick<Sweep<unknown>, "mode">): SweepReads {
  if (mode === "full") return "all";
  return mode === "open_ids" ? "open" : "changed";
}

/** The seller's pace for what brings news; a look that is rare on purpose becomes rarer with it, never more frequent. */
function paceOf({ everyMs }: Pick<Sweep<unknown>, "everyMs">, requested: number | undefined): number {
  if (requested === undefined) return everyMs;
  return everyMs > POLLING_MS ? Math.max(everyMs, requested) : requested;
}

export interface Planned {
  readonly ports: Ports;
  /** The store's settings. */
  readonly settings: Readonly<Record<string, Json>>;
  /** The hub has a public address, so that webhooks can come. */
  readonly hasAddress: boolean;
}

/** Every sweep this connection should run, by its ports and settings (A10: orders at least 5 min, stock at least 30). */
export function planSweeps({ ports, settings, hasAddress }: Planned): PlannedSweep[] {
  const planned: PlannedSweep[] = [];
  const ordersMs = minutesSetting(settings, "orders", 5);
  if (ordersMs !== null) {
    for (const sweep of ports.orders?.sweeps ?? []) {
      if (sweep.mode === "full") continue;
      // Quantities wait for lists of orders: one that tells no sale has a name of its own, or they would wait for it.
      const subject = sweep.partial ? "orders_in_part" : "orders";
      planned.push({ name: `${subject}:${sweep.id}`, everyMs: paceOf(sweep, ordersMs), reads: readsOf(sweep) });
    }
    const byName = ports.orders && findByName(ports.orders);
    if (byName)
      planned.push({ name: `orders:${byName.id}`, everyMs: paceOf(byName, ordersMs), reads: "open", waits: true });
  }
  const products = ports.products?.sweeps ?? [];
  const product = products.find((sweep) => sweep.mode === "changed") ?? products[0];
  const whole = products.find((sweep) => sweep.mode === "full" && sweep !== product);
  const listingsMs = minutesSetting(settings, "listings", 15);
  if (product && listingsMs !== null)
    planned.push({ name: `products:${product.id}`, everyMs: listingsMs ?? product.everyMs, reads: readsOf(product) });
  // Not every change moves a product's time of change: prices of variants, numbers written past the platform.
  if (whole && listingsMs !== null)
    planned.push({
      name: `products:${whole.id}`,
      everyMs: Math.max(whole.everyMs, listingsMs ?? 0),
      reads: "all",
      waits: true,
    });
  const stockMs = minutesSetting(settings, "inventory", 30);
  if (ports.stock && stockMs !== null) {
    const everyMs = stockMs ?? ports.stock.everyMs ?? STOCK_MS;
    const checked = stockOf(settings);
    if (checked.own) planned.push({ name: "stock", everyMs, reads: "changed" });
    if (checked.marketplace && ports.stock.atMarketplace)
      planned.push({ name: "marketplace_stock", everyMs, reads: "changed" });
  }
  // A queue is written to: that needs no address of the hub.
  if (ports.subscriptions && (ports.queue || hasAddress))
    planned.push({ name: "subscriptions", everyMs: SUBSCRIPTIONS_MS, reads: "changed" });
  for (const sweep of ports.fees?.sweeps ?? [])
    planned.push({ name: `fees:${sweep.id}`, everyMs: sweep.everyMs, reads: readsOf(sweep) });
  for (const sweep of ports.fees?.settlements ?? [])
    planned.push({ name: `settlements:${sweep.id}`, everyMs: sweep.everyMs, reads: readsOf(sweep) });
  for (const sweep of ports.conversations?.sweeps ?? [])
    planned.push({ name: `conversations:${sweep.id}`, everyMs: sweep.everyMs, reads: readsOf(sweep) });
  // A reply makes it due at once: this looks again for one that waits.
  if (ports.conversations?.reply) planned.push({ name: "replies", everyMs: REPLIES_MS, reads: "changed" });
  // Which parcels are due stands with each of them: this looks for those.
  if (ports.tracking) planned.push({ name: "tracking", everyMs: TRACKING_MS, reads: "changed" });
  if (ports.charges || ports.remittance)
    planned.push({ name: "parcel_money", everyMs: PARCEL_MONEY_MS, reads: "changed", waits: true });
  if (ports.adSpend) planned.push({ name: "ad_spend", everyMs: AD_SPEND_MS, reads: "changed" });
  if (ports.listings)
    planned.push({ name: "listing_requirements", everyMs: REQUIREMENTS_MS, reads: "all", waits: true });
  if (ports.queue && isOn(settings, "webhooks"))
    planned.push({ name: "queue", everyMs: ports.queue.everyMs, reads: "changed" });
  return planned;
}
