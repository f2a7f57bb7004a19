/** Bodies of JSON as the interface takes them: parsed once, and never nested so deeply that reading them breaks. */
import type { FastifyInstance } from "fastify";
import { hasMoreValues } from "../../connectors/kit/parse/json.ts";
import { ApiError } from "../problem.ts";

// What the interface takes is a dozen levels deep; whoever walks a value calls itself once a level.
const DEEPEST = 100;
/** Of a body in all: the largest list taken has 5,000 rows of eight fields, the longest body 8 MB. */
const MOST_VALUES = 250_000;
/** Of one object. */
const MOST_FIELDS = 2_000;

/** Takes JSON alone: a body of any other type is 415. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (isDeeper(body, DEEPEST))
      return done(
        new ApiError(
          400,
          "validation_error",
          "REQUEST_INVALID",
          `The body is nested more than ${DEEPEST} levels deep.`,
        ),
      );
    if (hasMoreValues(body, MOST_VALUES) || hasMoreFields(body, MOST_FIELDS))
      return done(
        new ApiError(
          400,
          "validation_error",
          "REQUEST_INVALID",
          `The body holds more than ${MOST_VALUES} values, or an object of more than ${MOST_FIELDS} fields. Send it in parts.`,
        ),
      );
    return parse(request, body, done);
  });
}

/** Whether objects and lists of a JSON text lie more than so many levels within each other. Reads each character once. */
export function isDeeper(json: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json.charAt(at);
    if (character === '"') at = endOfString(json, at);
    else if (character === "{" || character === "[") {
      depth += 1;
      if (depth > most) return true;
    } else if (character === "}" || character === "]") depth -= 1;
  }
  return false;
}

/** Whether an object of a JSON text has more fields than `most`. Reads each character once. */
export function hasMoreFields(json: string, most: number): boolean {
  // A field takes five characters with what parts it from the next.
  if (json.length < most * 5) return false;
  const counts: number[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json.charAt(at);
    if (character === '"') at = endOfString(json, at);
    else if (character === "{" || character === "[") counts.push(0);
    else if (character === "}" || character === "]") counts.pop();
    else if (character === ":") {
      const fields = (counts.pop() ?? 0) + 1;
      counts.push(fields);
      if (fields > most) return true;
    }
  }
  return false;
}

/** Where the closing quote stands of the string that opens at `start`; the text's length where it is never closed. */
function endOfString(json: string, start: number): number {
  // By quotes, which are fewer than characters: a file of 8 MB in a field is one string.
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let slashes = 0;
    while (json.charAt(at - 1 - slashes) === "\\") slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return json.length;
}
