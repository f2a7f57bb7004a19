import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";

/**
 * JSON of a shop's body, also when PHP printed notices or a byte order mark before it. Undefined when no
 * JSON can be found.
 */
export function readShopJson(text: string): Json | undefined {
  const whole = tryParse(text);
  if (whole !== undefined) return whole;
  const start = text.search(/^[ \t]*[[{]/m);
  if (start > 0) return tryParse(text.slice(start));
  const inline = text.lastIndexOf("\n{") >= 0 ? text.lastIndexOf("\n{") : text.search(/[[{]"|\[\]|\[\{/);
  return inline > 0 ? tryParse(text.slice(inline)) : undefined;
}

function tryParse(text: string): Json | undefined {
  try {
    return parseJson(text.trim());
  } catch {
    // Not JSON: the caller decides what that means.
    return undefined;
  }
}
