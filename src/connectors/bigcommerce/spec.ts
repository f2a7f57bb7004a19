/** What we send and what the emulator answers, held against BigCommerce's OpenAPI files. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Exchanged } from "../kit/http/call-log.ts";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecCheck, SpecValidator } from "../kit/testing/specs.ts";

/** Path below the store's root -> the file that describes it. The first that fits counts. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^v2\/store$/, "store_information.v2.yml"],
  [/^v3\/settings\//, "settings.v3.yml"],
  [/^v3\/catalog\/trees/, "catalog/category-trees_catalog.v3.yml"],
  [/^v3\/catalog\/brands/, "catalog/brands_catalog.v3.yml"],
  [/^v3\/catalog\/products\/\d+\/options/, "catalog/product-variant-options_catalog.v3.yml"],
  [/^v3\/catalog\/(products\/\d+\/)?variants/, "catalog/product-variants_catalog.v3.yml"],
  [/^v3\/catalog\/products/, "catalog/products_catalog.v3.yml"],
  [/^v3\/inventory\/locations$/, "locations.v3.yml"],
  [/^v3\/inventory\//, "inventory.v3.yml"],
  [/^v3\/orders\//, "orders.v3.yml"],
  [/^v2\/orders/, "orders.v2.oas2.yml"],
  [/^v3\/customers/, "customers.v3.yml"],
  [/^v3\/pricelists/, "price_lists.v3.yml"],
  [/^v3\/promotions/, "promotions.v3.yml"],
  [/^v2\/(coupons|gift_certificates)/, "marketing.v2.yml"],
  [/^v3\/hooks/, "webhooks.v3.yml"],
];

function pathOf(exchange: Exchanged): string | null {
  return /\/stores\/[a-z0-9]+\/(v[23]\/.+)$/.exec(new URL(exchange.url).pathname)?.[1] ?? null;
}

/** Where the files say otherwise than their own samples and prose. */
const MISDESCRIBED: readonly RegExp[] = [
  // A product with options has none, and an absent price or weight of a variant falls back to the product's.
  /\/base_variant_id must be integer/,
  /^\/data\/\d+\/((sale_|retail_|cost_)?price|weight) must be number/,
  // A store without hooks.
  /^\/data must NOT have fewer than 1 items/,
];

function withoutExisting(check: SpecCheck): SpecCheck {
  if (typeof check === "string") return check;
  const rest = check.filter((problem) => !MISDESCRIBED.some((one) => one.test(problem)));
  return rest.length === 0 ? "valid" : rest;
}

export const makeSpecValidator: MakeSpecValidator = (dir) => {
  const made = new Map<string, SpecValidator>();
  const validatorOf = (exchange: Exchanged): SpecValidator | null => {
    const path = pathOf(exchange);
    const file = path === null ? undefined : FILES.find(([pattern]) => pattern.test(path))?.[1];
    if (file === undefined) return null;
    const cached = made.get(file) ?? read(join(dir, "bigcommerce/reference", file));
    made.set(file, cached);
    return cached;
  };
  return {
    request: (exchange) => withoutExisting(validatorOf(exchange)?.request(exchange) ?? "uncovered"),
    // 204 has no body to compare; error bodies are described by few of the files.
    response: (exchange) =>
      exchange.status === 204 ? "uncovered" : withoutExisting(validatorOf(exchange)?.response(exchange) ?? "uncovered"),
  };
};

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u").source !== "";
  } catch {
    // Written for an engine that lets needless escapes pass: not comparable.
    return false;
  }
}

/** True for what a validator of today refuses to read. */
function isDated(name: string, value: unknown): boolean {
  if (name.startsWith("exclusiveM")) return typeof value === "boolean";
  return name === "pattern" && typeof value === "string" && !isPattern(value);
}

/** Without keywords of draft 4 (`exclusiveMaximum: false`) and patterns that are none; alternatives may overlap. */
function modern(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(modern);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !isDated(name, inner))
      .map(([name, inner]) => [name === "oneOf" ? "anyOf" : name, modern(inner)]),
  );
}

function read(file: string): SpecValidator {
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  const document = withNewVariants(modern(parse(readFileSync(file, "utf8"))) as Document);
  return openApiSpec({ document, pathOf: (exchange) => pathOf(exchange)?.replace(/^v[23]/, "") ?? null });
}

interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/**
 * createProduct says "create multiple product variants using the `variants` array" and names the model of a variant that
 * exists, with the ids of both. A new one is what createProductVariant of product-variants_catalog.v3.yml takes
 * (productVariant_Post), without the product's id, which nobody knows yet.
 */
function withNewVariants(document: Document): Document {
  const { schemas } = document.components ?? {};
  const model = schemas?.product_Base_POST as { readonly properties: Readonly<Record<string, unknown>> } | undefined;
  if (!model) return document;
  const option_values = { type: "array", items: { $ref: "#/components/schemas/productVariantOptionValue_Full" } };
  const ofItsOwn = {
    type: "object",
    properties: { sku: { type: "string", minLength: 1, maxLength: 255 }, option_values },
    required: ["sku", "option_values"],
  };
  const items = { allOf: [{ $ref: "#/components/schemas/productVariant_Base" }, ofItsOwn] };
  const product_Base_POST = { ...model, properties: { ...model.properties, variants: { type: "array", items } } };
  return { ...document, components: { ...document.components, schemas: { ...schemas, product_Base_POST } } };
}
