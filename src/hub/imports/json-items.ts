/** Reads a JSON array or JSON Lines item by item; a broken line ends itself and no other. */

import { type Message, message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";

export type JsonItem =
  | { readonly ok: true; readonly item: Readonly<Record<string, Json>> }
  | { readonly ok: false; readonly problem: Message };

const MOST_ITEM = 4_000_000;

/** The items of an array `[{...}, {...}]`, or of lines that hold an object each. */
export async function* jsonItems(text: AsyncIterable<string>): AsyncGenerator<JsonItem> {
  let held = "";
  let isArray: boolean | undefined;
  let scan: Scan | undefined;
  for await (const piece of text) {
    held += piece;
    if (held.trim() === "") continue;
    // The file's first sign says which it is; a line that begins with a bracket later is a line still.
    isArray ??= held.trimStart().startsWith("[");
    if (isArray) scan ??= { at: held.indexOf("[") + 1, depth: 0, inText: false, start: -1 };
    const { items, rest } = scan ? scanned(held, scan) : lines(held);
    yield* items;
    held = rest.held;
    scan = rest.scan;
    if (held.length > MOST_ITEM) {
      yield { ok: false, problem: message("row.itemLong") };
      return;
    }
  }
  if (!scan) yield* lines(`${held}\n`).items;
  else if (scan.start >= 0) yield { ok: false, problem: message("row.itemCut") };
}

interface Scanned {
  readonly items: JsonItem[];
  readonly rest: { readonly held: string; readonly scan?: Scan | undefined };
}

function lines(text: string): Scanned {
  const all = text.split("\n");
  const held = all.pop() ?? "";
  return { items: all.filter((line) => line.trim() !== "").map(itemOf), rest: { held } };
}

interface Scan {
  readonly at: number;
  readonly depth: number;
  readonly inText: boolean;
  /** Where the item under way begins; -1 between items. */
  readonly start: number;
}

/** Takes the whole items off the text and tells where it stands in the rest. */
function scanned(text: string, scan: Scan): Scanned {
  const items: JsonItem[] = [];
  let { at, depth, inText, start } = scan;
  for (; at < text.length; at++) {
    const character = text[at];
    if (inText) {
      if (character === "\\") at++;
      else if (character === '"') inText = false;
    } else if (character === '"') {
      inText = true;
      if (start < 0) start = at;
    } else if (character === "{" || character === "[") {
      if (start < 0) start = at;
      depth++;
    } else if ((character === "}" || character === "]") && depth > 0) {
      depth--;
      if (depth > 0 || start < 0) continue;
      items.push(itemOf(text.slice(start, at + 1)));
      start = -1;
    } else if (start < 0 && !/[\s,\]]/.test(character ?? "")) start = at;
    else if (start >= 0 && depth === 0 && (character === "," || character === "]")) {
      items.push(itemOf(text.slice(start, at)));
      start = -1;
    }
  }
  const from = start < 0 ? text.length : start;
  return {
    items,
    rest: { held: text.slice(from), scan: { at: at - from, depth, inText, start: start < 0 ? -1 : 0 } },
  };
}

function itemOf(text: string): JsonItem {
  const parsed = parse(text);
  if (parsed === undefined) return { ok: false, problem: message("row.itemJson") };
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return { ok: false, problem: message("row.itemObject") };
  return { ok: true, item: parsed as Readonly<Record<string, Json>> };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
