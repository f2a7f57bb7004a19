import type { Json } from "../../commerce/product.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { longAnswerJson } from "../kit/http/answer-json.ts";
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

/** The same of an answer, however long: read in turns, and once where nothing stands before it. */
export async function readShopAnswer(response: Pick<PlatformResponse, "text">): Promise<Json | undefined> {
  for (const read of readings(response)) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function* readings(response: Pick<PlatformResponse, "text">): Generator<() => Promise<Json>> {
  yield () => longAnswerJson(response);
  for (const one of candidates(response.text)) yield () => parseLongJson(one.trim());
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
