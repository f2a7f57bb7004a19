/** The pace of calls: Mirakl publishes a frequency for each operation and counts over the last hour (sheet section 3). */
import type { Bucket, ConnectionInfo } from "../kit/contract/contract.ts";
import { isExternalPartner } from "./settings.ts";

const SPEC = "Mirakl's OpenAPI description of the seller APIs, call frequency of the operation, collected 2026-08-22";

/** Most operations have no number ("at each page display"): our own manners. */
const pace: Bucket = {
  id: "pace",
  scope: "connection",
  rate: 2,
  burst: 4,
  source: `${SPEC}: no number for what has no frequency; two a second is the hub's own`,
};

/** Calls within an hour stay below `most`: half of them at once, the other half over the hour. */
const hourly = (id: string, operations: readonly string[], most: number, why: string): Bucket => ({
  id,
  scope: "connection",
  operations,
  rate: most / 2 / 3_600,
  burst: Math.ceil(most / 2),
  source: `${SPEC}: ${why}`,
});

const spaced = (id: string, operation: string, everySeconds: number, why: string): Bucket => ({
  id,
  scope: "connection",
  operations: [operation],
  rate: 1 / everySeconds,
  burst: 1,
  source: `${SPEC}: ${why}`,
});

/** Orders with incidents are the same list: so many of its calls are theirs, and they take none of those of orders. */
const ORDERS = [
  hourly("orders", ["orders.list"], 54, "OR11, asynchronous use, once a minute at most, but for those of incidents"),
  hourly("incidents", ["incidents.list"], 6, "OR11, asynchronous use, once a minute at most: a tenth of it"),
];
/** A list of several pages is one use of four an hour; more than so many pages wait. */
const PARTNER = [
  hourly("orders-partner", ["orders.list"], 16, "OR11, external partner, every 15 minutes at most"),
  hourly("incidents-partner", ["incidents.list"], 4, "OR11, external partner, every 15 minutes at most"),
];

/** Twice an hour are due; a walk of several pages is a burst. */
const RETURNS: Bucket = {
  ...hourly("returns", ["returns.list"], 12, "RT11, every 5 minutes at most"),
  rate: 4 / 3_600,
  burst: 8,
};

/** What the operator asks of products: read whole, and kept for an hour. */
const CATALOG = ["hierarchies.list", "attributes.list", "values.list"].map((operation) =>
  spaced(operation, operation, 3_600, "H11, PM11, VL11, once an hour at most"),
);

const others: readonly Bucket[] = [
  pace,
  RETURNS,
  ...CATALOG,
  spaced("product-import", "products.import", 15 * 60, "P41, every 15 minutes at most"),
  spaced("product-status", "products.status", 60, "P42, once a minute at most"),
  spaced("product-sheets", "sheets.changed", 5 * 60, "CM11, differential, every 5 minutes at most"),
  spaced("offer-create", "offers.create", 60, "OF24, once a minute at most"),
  spaced("offer-status", "offers.status", 60, "OF02, once a minute at most"),
  spaced("offer-report", "offers.report", 60, "OF03, once a minute at most"),
  { ...spaced("cycles", "cycles.list", 2 * 3_600, "SBC11, once a day at most, and each page of it"), burst: 4 },
  spaced("document-types", "documents.types", 24 * 3_600, "DO01, once a day at most"),
  hourly("transactions", ["fees.list"], 60, "TL02, 60 an hour and 20 a minute at most"),
  spaced("stock-import", "stock.import", 60, "STO01, once a minute at most"),
  spaced("stock-status", "stock.status", 15, "STO02, once every 15 seconds at most"),
  spaced("stock-report", "stock.report", 60, "STO03, once a minute at most"),
  spaced("price-import", "prices.import", 60, "PRI01, once a minute at most"),
  spaced("price-status", "prices.status", 60, "PRI02, once a minute at most"),
  spaced("price-report", "prices.report", 60, "PRI03, once a minute at most"),
];

export const LIMITS: readonly Bucket[] = [...others, ...ORDERS];

/** Pages of incidents that an hour's walk may take: as many calls are free again at the next. */
export const incidentPages = ({ settings }: Pick<ConnectionInfo, "settings">): number =>
  isExternalPartner(settings) ? 2 : 3;

/** Who counts as an external partner has other limits of the list of orders. */
export const limitsOf = ({ settings }: ConnectionInfo): readonly Bucket[] =>
  isExternalPartner(settings) ? [...others, ...PARTNER] : LIMITS;
