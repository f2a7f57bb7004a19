/** What is sent and what the emulator answers, against the OpenAPI document a running 2.1.6 prints of itself. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchanged } from "../kit/records.ts";
import { openApiSpec } from "../kit/spec-json.ts";
import type { MakeSpecValidator } from "../kit/specs.ts";

type Tree = { readonly [key: string]: unknown };

export const makeSpecValidator: MakeSpecValidator = (dir) => {
  const text = readFileSync(join(dir, "sylius/live-2.1.6/openapi.json"), "utf8");
  return openApiSpec({ document: mended(JSON.parse(text)) as Tree, pathOf });
};

function pathOf(exchange: Exchanged): string | null {
  const path = new URL(exchange.url).pathname;
  const at = path.indexOf("/api/v2/");
  return at < 0 ? null : path.slice(at);
}

/**
 * The document's own known faults: dates have no T and no offset, every `configuration` is a map although it is called
 * a list, a change of a variant needs no `onHand`, and a tax rate's `amount` is a number (captured 2026-11).
 */
function mended(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(mended);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node as Tree).flatMap(([key, value]): [string, unknown][] => {
    if (key === "format" && (value === "date-time" || value === "iri-reference")) return [];
    if (key === "configuration") return [[key, {}]];
    if (key === "amount" && (value as Tree).type === "string") return [[key, { type: "number" }]];
    if (key === "required" && Array.isArray(value)) return [[key, value.filter((name) => name !== "onHand")]];
    return [[key, mended(value)]];
  });
  return Object.fromEntries(entries);
}
