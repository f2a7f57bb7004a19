/** The names a description may use in an operation's request; others would be left out without a word. */
import { COURIER_INPUTS } from "./courier/inputs.ts";
import { namesIn } from "./template.ts";

const ORDER = ["id", "number", "currency", "idempotencyKey"];
const PARCEL = ["carrier", "trackingNumber", "trackingNumbers", "trackingUrl", "notifyCustomer", "lines"];
const ITEM = ["key", "sku", "productId", "location", "idempotencyKey"];
const PRODUCT = ["id", "key", "product", "idempotencyKey"];

/** What `input` holds for each operation; those that take many items hold them in `items` as well. */
export const INPUTS = {
  "product.byId": ["id"],
  "product.bySku": ["sku"],
  "order.byId": ["id"],
  "inventory.byId": ["id", "key", "sku", "productId"],
  "discount.validate": ["code", "basket"],
  "giftCard.balance": ["code"],
  "product.upsert": PRODUCT,
  "product.create": PRODUCT,
  "product.update": PRODUCT,
  "product.delete": ["id", "key"],
  "category.upsert": ["id", "key", "name", "parentId"],
  "category.delete": ["id", "key"],
  "stock.set": [...ITEM, "available", "expected", "items"],
  "price.set": [...ITEM, "price", "priceMinor", "compareAtPrice", "currency", "items"],
  "order.create": ["order", "reference", "idempotencyKey"],
  "order.status": [...ORDER, "status", "ourStatus"],
  "order.cancel": [...ORDER, "reason", "restock", "notifyCustomer", "note"],
  "order.refund": [...ORDER, "amount", "amountMinor", "reason", "moveMoney", "lines"],
  "order.note": [...ORDER, "text", "visibleToCustomer"],
  "fulfilment.create": [...ORDER, ...PARCEL],
  "tracking.update": [...ORDER, ...PARCEL, "fulfilmentId"],
  "giftCard.redeem": ["code", "amount", "currency", "idempotencyKey", "reference"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What the names stand in: a description's groups of operations, by the field they stand under. */
type Described = Readonly<Record<string, unknown>>;

/** By operation; those of couriers are named without a dot. */
const KNOWN = new Map<string, readonly string[]>(Object.entries({ ...INPUTS, ...COURIER_INPUTS }));

const CONN = ["currency", "phoneCountry", "timeZone"];
const STATE = ["since", "until"];

interface Placed {
  /** "writes.stock.set.request.query.sku". */
  readonly path: string;
  /** Dotted, from its root on: "input.sku". */
  readonly name: string;
}

/** Names in paths, parameters, headers and keys of a manifest that nothing will ever fill in. */
export function unknownNames(groups: Described): string[] {
  return placedIn(groups, "").flatMap(({ path, name }) => unknownName(path, name) ?? []);
}

/**
 * What is wrong with a name used at `path` of a manifest; null when it is known. `name` is dotted; of `input` only the
 * first step is judged: what stands below is the shop's or the record's affair.
 */
export function unknownName(path: string, name: string): string | null {
  const [root = "", step] = name.split(".");
  const existing = knownBelow(path, root);
  if (existing === null || step === undefined || existing.includes(step)) return null;
  const reported =
    existing.length > 0 ? `known are ${existing.map((one) => `${root}.${one}`).join(", ")}` : "nothing is";
  return `${path}: "${root}.${step}" is not available here; ${reported}`;
}

function knownBelow(path: string, root: string): readonly string[] | null {
  if (root === "conn") return CONN;
  if (root === "state") return STATE;
  if (root !== "input") return null;
  const [, shops, couriers] = /^(?:(?:lookups|writes)\.(\w+\.\w+)|calls\.(\w+))\./.exec(path) ?? [];
  const operation = shops ?? couriers;
  return operation === undefined ? [] : (KNOWN.get(operation) ?? null);
}

/** Everywhere templates may stand: requests, and the value of an idempotency header. */
function placedIn(value: unknown, path: string): Placed[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const where = path === "" ? name : `${path}.${name}`;
    if (typeof inner === "string" && isTemplate(where))
      return namesIn(inner).map((used) => ({ path: where, name: used }));
    return placedIn(inner, where);
  });
}

const isTemplate = (path: string): boolean => /\.request\.(?:path$|query\.|headers\.)|\.idempotency\.value$/.test(path);
