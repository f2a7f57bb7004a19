/**
 * An example of everything a schema describes, made from its shape and the names of its fields, so that a new route has
 * one without writing it. The matrix test calls every route with its example.
 */
import { createHash } from "node:crypto";
import type { Schema } from "./openapi.ts";

export interface ExampleOptions {
  /** Of a reference like "#/components/schemas/Order". */
  readonly resolve: (ref: string) => Schema;
  /** "least": what a request cannot do without; "all": every field of an answer. */
  readonly fields: "least" | "all";
}

// Deeper only categories within categories go.
const DEEPEST = 8;

/** A value that fits the schema; `name` is the field it stands in. */
export function exampleOf(schema: Schema, options: ExampleOptions, name = "", depth = 0): unknown {
  if (schema.$ref !== undefined) {
    const key = schema.$ref.split("/").at(-1) ?? name;
    return exampleOf(options.resolve(schema.$ref), options, name || key, depth);
  }
  if (schema.examples !== undefined && schema.examples.length > 0) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined && options.fields === "all") return schema.default;
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, options, name, depth) as object));
  const choice = (schema.oneOf ?? schema.anyOf)?.find((each) => each.type !== "null");
  if (choice) return exampleOf(choice, options, name, depth);
  const type = [schema.type ?? []].flat().find((each) => each !== "null");
  switch (type) {
    case "object":
      return objectOf(schema, options, depth);
    case "array":
      if (schema.prefixItems) return schema.prefixItems.map((each) => exampleOf(each, options, name, depth + 1));
      if (!schema.items || depth > DEEPEST) return [];
      return [exampleOf(schema.items, options, singular(name), depth + 1)];
    case "integer":
    case "number":
      return numberOf(schema, name);
    case "boolean":
      return true;
    case "string":
      return textOf(schema, name);
    default:
      return schema.type === "null" ? null : {};
  }
}

function objectOf(schema: Schema, options: ExampleOptions, depth: number): Record<string, unknown> {
  const entries = Object.entries(schema.properties ?? {});
  const needed = entries.filter(([key]) => schema.required?.includes(key));
  const least = needed.length > 0 || schema.required ? needed : entries.slice(0, 1);
  const chosen = options.fields === "all" && depth <= DEEPEST ? entries : least;
  return Object.fromEntries(chosen.map(([key, value]) => [key, exampleOf(value, options, key, depth + 1)]));
}

const singular = (name: string) => name.replace(/ies$/, "y").replace(/([^s])s$/, "$1");

function numberOf({ minimum, exclusiveMinimum, maximum }: Schema, name: string): number {
  const preferred = /minor$/i.test(name) ? 1990 : (NUMBERS[name] ?? 1);
  const least = Math.max(minimum ?? preferred, exclusiveMinimum === undefined ? preferred : exclusiveMinimum + 1);
  return Math.min(Math.max(preferred, least === Number.NEGATIVE_INFINITY ? preferred : least), maximum ?? preferred);
}

const NUMBERS: Readonly<Record<string, number>> = {
  onHand: 12,
  available: 10,
  reserved: 2,
  quantity: 1,
  limit: 50,
  confidence: 95,
  status: 422,
  latencyMs: 240,
};

/** A made-up id that is the same for the same name, in the form of ours. */
export function exampleId(name: string): string {
  const hex = createHash("sha256").update(`example ${name}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The day everything in the examples happens. */
const DAY = "2026-11-20";
const MOMENT = `${DAY}T09:50:28.474Z`;

function textOf(schema: Schema, name: string): string {
  const { pattern = "", format } = schema;
  if (format === "date-time") return /expire|until|endsAt|runAt/i.test(name) ? "2030-01-01T00:00:00Z" : MOMENT;
  if (format === "date") return DAY;
  if (format === "email") return "maya@example.com";
  if (format === "uri") return "https://shop.example.com";
  if (pattern.includes("[0-9a-f]{8}-")) return exampleId(name);
  const byPattern = PATTERNS.find(([part]) => pattern === part)?.[1];
  if (byPattern !== undefined) return byPattern;
  const preferred = TEXTS[name] ?? textByEnding(name);
  const padded = preferred.padEnd(schema.minLength ?? 0, "x");
  return schema.maxLength === undefined ? padded : padded.slice(0, schema.maxLength);
}

const PATTERNS: readonly (readonly [string, string])[] = [
  ["^[A-Z]{3}$", "USD"],
  ["^[A-Z]{2}$", "US"],
  ["^[a-z]{2}(-[A-Z]{2})?$", "en"],
  ["^-?\\d{1,15}$", "1990"],
  ["^\\d{1,3}(\\.\\d{1,2})?$", "25"],
  ["^[+-]?\\d{1,4}(\\.\\d{1,4})?$", "10"],
  ["^-?\\d{1,15}(\\.\\d{1,12})?$", "19.90"],
  ["^\\d{1,15}(\\.\\d{1,6})?$", "0.92"],
  ["^\\/(?![/\\\\])[\\w./?=&:-]*$", "/stores"],
];

function textByEnding(name: string): string {
  if (/(At|from|to|since|until|timestamp)$/.test(name)) return MOMENT;
  if (/(On|day|date)$/i.test(name)) return DAY;
  if (/Ids?$/.test(name)) return exampleId(name);
  if (/url$/i.test(name)) return "https://shop.example.com";
  if (/email$/i.test(name)) return "maya@example.com";
  if (/minor$/i.test(name)) return "1990";
  if (/currency$/i.test(name)) return "USD";
  if (/key$/i.test(name)) return `${name.replace(/Key$/, "").toLowerCase()}-1`;
  return name === "" ? "text" : name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

/** By the name of the field. */
const TEXTS: Readonly<Record<string, string>> = {
  id: exampleId("id"),
  q: "blue shirt",
  cursor: "eyJpZCI6IjEifQ",
  nextCursor: "eyJpZCI6IjEifQ",
  sku: "SHIRT-BLUE-M",
  variantSku: "SHIRT-BLUE-M",
  barcode: "4006381333931",
  title: "Linen shirt, blue",
  brand: "Harbour",
  slug: "harbour-goods",
  code: "WC",
  provider: "acme",
  country: "US",
  currency: "USD",
  language: "en",
  zone: "Europe/Athens",
  city: "Portland",
  region: "OR",
  postcode: "97201",
  line1: "12 Pine Street",
  phone: "+15035550123",
  email: "maya@example.com",
  actor: "user:maya",
  carrier: "DHL",
  trackingNumber: "JD014600003828",
  trackingUrl: "https://tracking.example.com/JD014600003828",
  unitPrice: "19.90",
  price: "19.90",
  amount: "19.90",
  cost: "8.40",
  weight: "0.25",
  percent: "25",
  rate: "0.92",
  customerEmail: "maya@example.com",
  descriptionHtml: "<p>Woven from European linen.</p>",
  token: "one-time-token-of-the-link",
  state: "active",
  kind: "order",
  number: "WC-1042",
  externalId: "1042",
  hash: "9f86d081884c7d65",
  timestamp: MOMENT,
  day: DAY,
  at: MOMENT,
  from: MOMENT,
  to: MOMENT,
};
