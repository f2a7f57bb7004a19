/**
 * The tiers of the tests. `npm test` runs the first, the continuous check both: all tests of units, connectors and
 * subjects of the hub, and the few files below of those that start a whole hub or a browser.
 */
import { kindOf } from "./test-kinds.ts";

export type Tier = "first" | "rest";

/** What README.md promises, in its words. */
export type ReadmePromise =
  | "Multi-tenant"
  | "Quick start"
  | "Stock you can trust"
  | "No lost orders"
  | "No silent failures"
  | "Catalog import and export"
  | "Order management"
  | "A register that works offline"
  | "Assistants and scripts"
  | "Tested on simulated shops"
  | "A dashboard in English and Arabic";

/** Whole-system and browser files of the first tier, by the promise each guards, with what it shows of it. */
export const guards: Readonly<Record<ReadmePromise, Readonly<Record<string, string>>>> = {
  "Multi-tenant": {
    "test/tenancy.test.ts": "two organizations with the same shops, SKUs and order numbers never see each other's rows",
  },
  "Quick start": {
    "test/start.test.ts": "npm start serves, and ends with its database",
    "test/browser/first-hour.test.ts": "a new operator comes from an empty hub to the first shipped order",
  },
  "Stock you can trust": {
    "test/spine.test.ts": "a sale or an edit anywhere ends as the same number everywhere",
  },
  "No lost orders": {
    "test/webhooks.test.ts": "only genuine deliveries are stored, once, before they are answered",
    "test/inbound.test.ts": "records pushed by a shop of the seller's own are applied once, in any sequence",
  },
  "No silent failures": {
    "test/retry-schedule.test.ts": "failed work is repeated on schedule, then raises one alert",
    "test/tokens.test.ts": "expired access is renewed once, and lost access is reported",
    "test/pains.test.ts": "known problems of sync tools do not occur on a whole hub",
  },
  "Catalog import and export": {
    "test/imports.test.ts": "a seller's file becomes the stock a shop shows",
  },
  "Order management": {
    "test/order-life.test.ts": "parcels, refunds, returns and cancellations on each kind of platform",
    "test/browser/orders.test.ts": "a seller ships, refunds, cancels and takes back orders",
    "test/browser/shipping.test.ts": "a packing table picks, scans, splits and hands over",
  },
  "A register that works offline": {
    "test/browser/register.test.ts": "sales without network arrive once each, and the day is closed",
  },
  "Assistants and scripts": {
    "test/assistant.test.ts": "an assistant acts within its key's permissions",
  },
  "Tested on simulated shops": {
    "test/sim/first-worlds.test.ts": "five worlds of shops, faults and crashes come to rest in order",
  },
  "A dashboard in English and Arabic": {
    "test/browser/offline.test.ts": "a page without its hub says so, and recovers",
  },
};

const FIRST_KINDS: ReadonlySet<string> = new Set(["unit", "conformance", "integration"]);
const GUARDS: ReadonlySet<string> = new Set(Object.values(guards).flatMap(Object.keys));

/** `file`: path from the project's root. */
export function tierOf(file: string): Tier {
  return FIRST_KINDS.has(kindOf(file)) || GUARDS.has(file) ? "first" : "rest";
}
