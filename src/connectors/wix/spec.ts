/** Every exchange against the descriptions derived from Wix's own packages, used when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecValidator } from "../kit/testing/specs.ts";

/** Path -> the file that describes it; the first that fits counts. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^\/stores\/v3\/provision\//, "stores-catalog-versioning"],
  [/^\/stores\/v3\/products\/(query|search)-variants$/, "stores-variants-readonly-v3"],
  [/^\/stores\/v3\/(bulk\/)?(products|products-with-inventory)(\/|$)/, "stores-products-v3"],
  [/^\/stores\/v3\/(bulk\/)?inventory-items\//, "stores-inventory-items-v3"],
  [/^\/stores\/v3\/locations\//, "stores-locations-v3"],
  [/^\/stores(-reader)?\/v2\/inventoryItems\//, "stores-inventory-v1"],
  [/^\/stores(-reader)?\/v1\//, "stores-catalog-v1"],
  [/^\/stores\/v2\/coupons/, "coupons-v2"],
  [/^\/categories\/v1\//, "categories-v1"],
  [/^\/ecom\/v1\/fulfillments\//, "order-fulfillments"],
  [/^\/ecom\/v1\/payments\//, "order-transactions"],
  [/^\/ecom\/v1\/order-billing\//, "order-billing"],
  [/^\/ecom\/v1\/(orders|payments-collector)/, "orders"],
  [/^\/gift-cards\/v1\/gift-cards\/[^/]+\/transactions\//, "gift-card-transactions-v1"],
  [/^\/gift-cards\/v1\//, "gift-cards-v1"],
  [/^\/contacts\/v5\//, "contacts-v5"],
];

const pathOf = ({ url }: Exchanged): string => new URL(url).pathname;

type Doc = { readonly [key: string]: unknown };

const asDoc = (value: unknown): Doc =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Doc) : {};

/** Names the SDK takes from the body to put them into the path: over HTTP they stand there only. */
function inPaths(document: Doc): ReadonlySet<string> {
  const names = Object.keys(asDoc(document.paths)).flatMap((path) => [...path.matchAll(/\{([^}.]+)\}/g)]);
  return new Set(names.map(([, name]) => name ?? ""));
}

/**
 * Requests are checked strictly: a field nobody describes is ignored by Wix without a word (sheet section 10), so
 * that a misspelt one must fail here. `required` repeats what stands in the path, and is not held against the body.
 */
function strict(document: Doc): Doc {
  const names = inPaths(document);
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (value === null || typeof value !== "object") return value;
    const doc = value as Doc;
    const inner = Object.fromEntries(Object.entries(doc).map(([key, one]) => [key, change(one)]));
    const required = Array.isArray(doc.required) ? doc.required.filter((name) => !names.has(String(name))) : null;
    const isClosed = doc.type === "object" && doc.properties !== undefined && doc.additionalProperties === undefined;
    return {
      ...inner,
      ...(required ? { required } : {}),
      ...(isClosed ? { additionalProperties: false } : {}),
    };
  };
  return change(document) as Doc;
}

export const makeSpecValidator: MakeSpecValidator = (dir) => {
  const made = new Map<string, SpecValidator>();
  const of = (exchange: Exchanged): SpecValidator | null => {
    const file = FILES.find(([pattern]) => pattern.test(pathOf(exchange)))?.[1];
    if (file === undefined) return null;
    const cached = made.get(file) ?? read(join(dir, "wix", `${file}.openapi.json`));
    made.set(file, cached);
    return cached;
  };
  return {
    request: (exchange) => of(exchange)?.request(exchange) ?? "uncovered",
    // Errors are described by their codes only.
    response: (exchange) => (exchange.status === 200 ? (of(exchange)?.response(exchange) ?? "uncovered") : "uncovered"),
  };
};

function read(file: string): SpecValidator {
  const document = strict(asDoc(JSON.parse(readFileSync(file, "utf8"))));
  return openApiSpec({ document, pathOf });
}
