/** What is sent and what the emulator answers, against the document a running 2.4.7-p3 prints of itself (Swagger 2). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/http/call-log.ts";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator } from "../kit/testing/specs.ts";

type Tree = { readonly [key: string]: unknown };

export const makeSpecValidator: MakeSpecValidator = (dir) => {
  const text = readFileSync(join(dir, "magento/live-2.4.7-p3/schema.rest-all.json"), "utf8");
  const validator = openApiSpec({ document: mended(eased(JSON.parse(text))) as Tree, pathOf });
  return {
    request: (exchange) => validator.request(plainQuery(exchange)),
    response: (exchange) => (isTrimmed(exchange) ? "uncovered" : validator.response(plainQuery(exchange))),
  };
};

function pathOf(exchange: Exchanged): string | null {
  const path = new URL(exchange.url).pathname;
  const at = path.indexOf("/V1/");
  // The queue's routes are in none of the documents.
  return at < 0 || path.includes("/async/") ? null : path.slice(at);
}

/** Answers trimmed to some fields lack required ones. */
function isTrimmed({ url }: Exchanged): boolean {
  return new URL(url).searchParams.has("fields");
}

/** The document names the first filter and the first sorting only, and no trimming. */
function plainQuery(exchange: Exchanged): Exchanged {
  const url = new URL(exchange.url);
  const pairs = [...url.searchParams].filter(([name]) => name !== "fields");
  const query = new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [
      name
        .replace(/^(searchCriteria\[filterGroups\])\[\d+\](\[filters\])\[\d+\]/, "$1[0]$2[0]")
        .replace(/^(searchCriteria\[sortOrders\])\[\d+\]/, "$1[0]"),
      value,
    ]),
  );
  return { ...exchange, url: `${url.origin}${url.pathname}?${query}` };
}

const ORDER = "sales-data-order-interface";
const PART_OF_ORDER = "part-of-an-order";

/** Fields the document requires and the shop takes things without, as captured. */
const TAKEN_WITHOUT: Readonly<Record<string, readonly string[]>> = {
  // 15 guest/shipping-information
  "quote-data-address-interface": ["region", "region_id", "region_code"],
  // 05 create-color
  "catalog-data-product-attribute-interface": ["entity_type_id", "frontend_labels"],
  // 11 special-price-no-from
  "catalog-data-special-price-interface": ["price_from", "price_to"],
  // 16: a track of a number and a title
  "sales-data-shipment-track-interface": ["weight", "qty", "description"],
};
/** 07 parent: of a product's stock item its switch alone may be sent. */
const STOCK_ITEM = "catalog-inventory-data-stock-item-interface";

function eased(document: Tree): Tree {
  const definitions = document.definitions as Record<string, Tree>;
  const paths = document.paths as Record<string, Tree>;
  const without = (name: string, taken: readonly string[]): [string, Tree] => {
    const { required = [], ...rest } = definitions[name] ?? {};
    return [name, { ...rest, required: (required as readonly string[]).filter((one) => !taken.includes(one)) }];
  };
  const { required: _all, ...part } = definitions[ORDER] ?? {};
  const { required: _most, ...stockItem } = definitions[STOCK_ITEM] ?? {};
  const { post, ...others } = paths["/V1/orders"] ?? {};
  // 15 partial-save-ext-order-id: a few fields of an order.
  const partial = JSON.parse(JSON.stringify(post).replaceAll(`/${ORDER}"`, `/${PART_OF_ORDER}"`));
  return {
    ...document,
    definitions: {
      ...definitions,
      ...Object.fromEntries(Object.entries(TAKEN_WITHOUT).map(([name, taken]) => without(name, taken))),
      [PART_OF_ORDER]: part,
      [STOCK_ITEM]: stockItem,
      // 05 option-unknown-attribute: they may be a list.
      "error-parameters": {},
    },
    paths: { ...paths, "/V1/orders": { ...others, post: partial } },
  };
}

/**
 * The document's own known faults, seen in captured answers: values of custom attributes and of conditions are called
 * text and may be anything, most fields may be null, an id that is the whole answer is text, and nothing is a list.
 */
function mended(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(mended);
  if (node === null || typeof node !== "object") return node;
  const tree = node as Tree;
  const inner = Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mended(value)]));
  if (inner.default !== undefined && ("401" in inner || "200" in inner)) return onlyForErrors(inner);
  if (isWholeId(tree.schema)) return { ...inner, schema: { type: ["integer", "string"] } };
  if (isPlace(tree.properties)) return { ...inner, properties: { ...(inner.properties as Tree), value: {} } };
  return typeof tree.type === "string" && ["string", "integer", "number", "boolean"].includes(tree.type)
    ? { ...inner, type: [tree.type, "null"] }
    : inner;
}

/** "default" describes an error, and is not meant for a success that is not described. */
function onlyForErrors({ default: error, ...responses }: Tree): Tree {
  return { ...responses, "4XX": error, "5XX": error };
}

function isWholeId(schema: unknown): boolean {
  return schema !== null && typeof schema === "object" && "type" in schema && schema.type === "integer";
}

/** A custom attribute, or a node of a rule's conditions. */
function isPlace(properties: unknown): boolean {
  if (properties === null || typeof properties !== "object" || !("value" in properties)) return false;
  return "attribute_code" in properties || "condition_type" in properties;
}
