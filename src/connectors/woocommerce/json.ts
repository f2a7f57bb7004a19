import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseLongJson } from "../kit/parse/long-json.ts";

/**
 * JSON of a shop's body, also when PHP printed notices or a byte order mark before it. Undefined when no
 * JSON can be found.
 */
export function readShopJson(text: string): Json | undefined {
  for (const one of candidates(text)) {
    const value = tryParse(one);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The same of an answer, however long: read in turns. */
export async function readShopAnswer(text: string): Promise<Json | undefined> {
  for (const one of candidates(text)) {
    try {
      return await parseLongJson(one.trim());
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

/** The whole body; then from where a line begins with a bracket, or else from where JSON may begin in a line. */
function* candidates(text: string): Generator<string> {
  yield text;
  const start = text.search(/^[ \t]*[[{]/m);
  if (start > 0) {
    yield text.slice(start);
    return;
  }
  const inline = text.lastIndexOf("\n{") >= 0 ? text.lastIndexOf("\n{") : text.search(/[[{]"|\[\]|\[\{/);
  if (inline > 0) yield text.slice(inline);
}

function tryParse(text: string): Json | undefined {
  try {
    return parseJson(text.trim());
  } catch {
    // Not JSON: the caller decides what that means.
    return undefined;
  }
}
