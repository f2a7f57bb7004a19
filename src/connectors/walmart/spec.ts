/** Every exchange against Walmart's own descriptions, used when SPECS_DIR is set. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Exchanged } from "../kit/http/call-log.ts";
import { openApiSpec } from "../kit/testing/spec-json.ts";
import type { MakeSpecValidator, SpecValidator } from "../kit/testing/specs.ts";

/** Beginning of a path -> the file that describes it. Several files describe feeds: sending is told by its type. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^\/v3\/token/, "authentication"],
  [/^\/v3\/orders/, "orders"],
  [/^\/v3\/returns/, "returns"],
  [/^\/v3\/(?:inventory|inventories|fulfillment)/, "inventory"],
  [/^\/v3\/items/, "items"],
  [/^\/v3\/price/, "prices"],
  [/^\/v3\/feeds\?feedType=inventory/, "inventory"],
  [/^\/v3\/feeds\?feedType=price/, "prices"],
  [/^\/v3\/feeds\?feedType=MP_ITEM/, "items"],
  [/^\/v3\/utilities/, "utilities"],
  [/^\/v3\/feeds\//, "feeds"],
  [/^\/v3\/report/, "reports"],
  [/^\/v3\/webhooks/, "notifications"],
  [/^\/v3\/settings/, "settings"],
];

/** A list's cursor is a whole query of names of its own (sheet section 4). */
const OF_CURSORS = ["hasMoreElements", "soIndex", "poIndex", "partnerId", "sellerId", "offset", "nextCursor"];

interface Operation {
  parameters?: object[];
  requestBody?: { content?: Record<string, unknown> };
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}

function corrected(text: string): Document {
  const document: Document = parse(text);
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item)) {
      if (method === "get" && /^\/v3\/(?:orders|returns)$/.test(path))
        operation.parameters = [
          ...(operation.parameters ?? []),
          ...OF_CURSORS.map((name) => ({ name, in: "query", schema: { type: "string" } })),
        ];
      // Files and forms are no JSON.
      delete operation.requestBody?.content?.["multipart/form-data"];
      delete operation.requestBody?.content?.["application/x-www-form-urlencoded"];
    }
  return document;
}

export const spec: MakeSpecValidator = (dir) => {
  const made = new Map<string, SpecValidator>();
  const validatorOf = ({ url }: Exchanged): SpecValidator | null => {
    const { pathname, search } = new URL(url);
    const name = FILES.find(([pattern]) => pattern.test(`${pathname}${search}`))?.[1];
    if (name === undefined) return null;
    const file = join(dir, "walmart", `walmart-${name}-openapi.yml`);
    const existing =
      made.get(name) ??
      openApiSpec({ document: corrected(readFileSync(file, "utf8")), pathOf: (one) => new URL(one.url).pathname });
    made.set(name, existing);
    return existing;
  };
  return {
    request: (exchange) => validatorOf(exchange)?.request(exchange) ?? "uncovered",
    response: (exchange) => validatorOf(exchange)?.response(exchange) ?? "uncovered",
  };
};
