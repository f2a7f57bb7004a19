/** What every answer of Shopee carries: an error's name, empty on success. */
import type { Json } from "../../commerce/product.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { answerJson } from "../kit/http/answer-json.ts";

export type Tree = { readonly [key: string]: Json };

export function asTree(value: Json | undefined): Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
}

export interface ShopeeError {
  readonly code: string;
  readonly message: string;
  readonly body: Tree;
}

/** Success is an empty error; official samples also print "-" and a blank (v2.product.*, v2.returns.confirm). */
const NONE = new Set(["", "-"]);

/** Shopee's own error in a body, whatever the HTTP status; null when it tells none or is no JSON. */
export function errorOf(response: Pick<PlatformResponse, "text">): ShopeeError | null {
  const body = asTree(answerJson(response));
  const code = typeof body.error === "string" ? body.error.trim() : "";
  // search_package_list documents "mesage".
  const texts = body.message ?? body.mesage;
  return NONE.has(code) ? null : { code, message: typeof texts === "string" ? texts.trim() : "", body };
}

/** The content of an answer: most are wrapped in `response`, get_variations in `data`, tokens and shop facts in nothing. */
export function contentOf(body: Json): Json {
  const { response, data } = asTree(body);
  return response ?? data ?? body;
}

/** A warning worth keeping: samples print "-" and "success" for none. */
export function warningOf(body: Json): string {
  const { warning } = asTree(body);
  const text = Array.isArray(warning)
    ? warning.map(String).join("; ")
    : typeof warning === "string"
      ? warning.trim()
      : "";
  return NONE.has(text) || text === "success" ? "" : text;
}

/** Names as they are; the second of a name on one page is another one: "name#2". */
export function numbered(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}#${times}`;
  });
}
