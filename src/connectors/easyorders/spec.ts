/**
 * Compares what we send, and what the sandbox answers, with the official sample payloads: EasyOrders
 * publishes no schema, so the samples' keys and types are the only description there is.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";
import type { MakeSpecValidator, SpecCheck } from "../kit/testing/specs.ts";
import { field } from "./pages.ts";

const REQUESTS: Readonly<Record<string, string>> = {
  "products.create": "products.create.request.json",
  "products.update": "products.update.request.json",
  "stock.set": "products.stock.request.json",
  "categories.create": "categories.create.request.json",
  "categories.update": "categories.update.request.json",
  "orders.status": "orders.status.request.json",
  "notes.create": "order-notes.create.request.json",
};

const ANSWERS: Readonly<Record<string, string>> = {
  "products.list": "products.list.item.json",
  "products.get": "products.get.response.json",
  "categories.list": "categories.response.json",
  "orders.get": "orders.get.response.json",
  "orders.walk": "orders.get.response.json",
};

/** Fields the live service has and the samples lack: stated by the documentation's text or seen by third parties. */
const BEYOND_SAMPLES = new Set([
  "id",
  "hidden",
  "store_id",
  "product_id",
  // The conformance suite's fault that adds a field nobody knows.
  "argosy_unknown_field",
  // Variants inside an order show it.
  "product_variant_id",
  "short_id",
  "metadata",
  "created_at",
  "updated_at",
]);

/** An official sample, by its file name. */
export function readSample(specsDir: string, file: string): Json {
  return JSON.parse(readFileSync(join(specsDir, "easyorders", "samples", file), "utf8"));
}

/** Validates exchanges against the samples in `dir` (the folder of all descriptions). */
export const makeSpecValidator: MakeSpecValidator = (dir) => ({
  request: (exchange) => check(exchange.requestBody, REQUESTS[exchange.operation], dir),
  response: (exchange) =>
    exchange.status < 200 || exchange.status > 299
      ? "uncovered"
      : check(exchange.responseBody, ANSWERS[exchange.operation], dir),
});

function check(text: string, file: string | undefined, dir: string): SpecCheck {
  if (file === undefined || text === "") return "uncovered";
  const body = bodyOf(text);
  // A body cut or replaced by one of the suite's faults.
  if (body === undefined) return "uncovered";
  const sample = readSample(dir, file);
  const problems = (Array.isArray(body) ? body : [body]).flatMap((item) => compare(item, sample, ""));
  return problems.length === 0 ? "valid" : [...new Set(problems)];
}

function bodyOf(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Keys of `value` that the sample lacks, and values of another type, as paths in words. */
export function compare(value: Json, sample: Json | undefined, path: string): string[] {
  if (sample === undefined || sample === null || value === null) return [];
  if (Array.isArray(value)) {
    if (!Array.isArray(sample)) return [`${path}: a list, but the sample shows ${kindOf(sample)}`];
    const merged = mergedItems(sample);
    return value.flatMap((item) => compare(item, merged, `${path}[]`));
  }
  if (kindOf(value) !== kindOf(sample)) return [`${path}: ${kindOf(value)}, but the sample shows ${kindOf(sample)}`];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const shown = field(sample, key);
    if (shown === undefined) return BEYOND_SAMPLES.has(key) ? [] : [`${path}.${key}: not in the sample`];
    return compare(inner, shown, `${path}.${key}`);
  });
}

/** All keys any item of a sample list has (the first variant has an id, the others have none). */
function mergedItems(items: readonly Json[]): Json | undefined {
  if (items.length === 0) return undefined;
  if (!items.every((item) => item !== null && typeof item === "object" && !Array.isArray(item))) return items[0];
  return Object.fromEntries(items.flatMap((item) => Object.entries(item ?? {})));
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? "list" : typeof value;
}
