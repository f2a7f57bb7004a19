/** Before and after of what a request changes, read by the route that shows it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Tx } from "../db/database.ts";
import type { Changes, Fingerprint } from "../hub/audit/changes.ts";
import { changesOf } from "../hub/audit/changes.ts";
import { HubError } from "../hub/errors.ts";

type Held = Readonly<Record<string, unknown>> | undefined;

/** Who asks, and the transaction it is read in; absent: one of its own. */
export interface Reading {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly tx?: Tx;
}
type Read = (reading: Reading) => Promise<unknown>;

/** By the app: how the thing at an address is shown. */
const reads = new WeakMap<FastifyInstance, Map<string, Read>>();

/** Remembers the route that shows a thing, for the routes that change it under the same address. */
export function showsAt(app: FastifyInstance, url: string, read: Read): void {
  const ofApp = reads.get(app) ?? new Map<string, Read>();
  reads.set(app, ofApp.set(url, read));
}

/** The thing as it is shown now; undefined where no route shows it, or it is not there. */
export async function shownAt(app: FastifyInstance, url: string, reading: Reading): Promise<Held> {
  try {
    return held(await reads.get(app)?.get(url)?.(reading));
  } catch (error) {
    // The change itself says so.
    if (error instanceof HubError && error.kind === "not_found") return undefined;
    throw error;
  }
}

export const held = (value: unknown): Held =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;

/**
 * Subjects whose values may stand in a trail nothing can be erased from. Of all others (customers, orders, people's own
 * lists) fingerprints are kept.
 */
const READABLE_SUBJECTS = new Set([
  "api-keys",
  "automations",
  "categories",
  "fee-rules",
  "fx-rates",
  "inventory",
  "invoice-series",
  "invoice-settings",
  "locations",
  "mappings",
  "members",
  "message-templates",
  "organization",
  "order-merge-settings",
  "package-presets",
  "pick-batches",
  "price-rules",
  "products",
  "purchase-orders",
  "routing",
  "settlement-settings",
  "shipping-papers",
  "stock-documents",
  "stores",
  "tracking-page",
  "variants",
]);

/** In which currency the changed thing has its amounts, where it says so. */
export function currencyOf({ changed }: FastifyRequest): { readonly currency?: string } {
  const currency = changed?.after?.["currency"] ?? changed?.before?.["currency"];
  return typeof currency === "string" ? { currency } : {};
}

/** What the request changed, field by field: those its body names, of what was deleted all that is one value. */
export function changesBy(request: FastifyRequest, subject: string, fingerprint: Fingerprint): Changes {
  const { before, after } = request.changed ?? {};
  const body = held(request.body);
  const how = { isTold: READABLE_SUBJECTS.has(subject), fingerprint };
  if (request.method === "DELETE") {
    const plain = Object.keys(before ?? {}).filter((name) => typeof before?.[name] !== "object");
    return changesOf(plain, { before, after: undefined }, how);
  }
  return before || after ? changesOf(Object.keys(body ?? {}), { before, after: { ...body, ...after } }, how) : {};
}

interface VariantChange {
  readonly id: string;
  readonly sku: string;
  readonly changes: Changes;
}

/**
 * What a product that was saved with its variants changed of each of them: in one value they would be too long to be
 * kept, and no variant would have it in its history.
 */
export function variantChangesBy(request: FastifyRequest, fingerprint: Fingerprint): readonly VariantChange[] {
  const { before, after } = request.changed ?? {};
  const sent = recordsIn(held(request.body)?.["variants"]);
  const names = [...new Set(sent.flatMap(Object.keys))].filter((name) => !["id", "ifUpdatedAt"].includes(name));
  const existing = new Map(recordsIn(before?.["variants"]).map((variant) => [variant["id"], variant]));
  return recordsIn(after?.["variants"]).flatMap((variant) => {
    const sides = { before: existing.get(variant["id"]), after: variant };
    const changes = changesOf(names, sides, { isTold: true, fingerprint });
    const [id, sku] = [String(variant["id"]), String(variant["sku"])];
    return Object.keys(changes).length === 0 ? [] : [{ id, sku, changes }];
  });
}

/** Variants an entry names; each has its own in its history. */
const IN_TRAIL = 50;

/** "MUG-S priceMinor", as a bulk edit has it. */
export const bySku = (variants: readonly VariantChange[]): Changes =>
  Object.fromEntries(
    variants
      .slice(0, IN_TRAIL)
      .flatMap(({ sku, changes }) => Object.entries(changes).map(([field, sides]) => [`${sku} ${field}`, sides])),
  );

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    const record = held(each);
    return record ? [record] : [];
  });
}
