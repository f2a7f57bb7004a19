/** Bodies of JSON as the interface takes them: parsed once, and never nested so deeply that reading them breaks. */
import type { FastifyInstance } from "fastify";
import { ApiError } from "./problem.ts";

// What the interface takes is a dozen levels deep; whoever walks a value calls itself once a level.
const DEEPEST = 100;
/** Fields of one object, and of all of a body: the largest list taken has 5,000 rows of eight. */
const MOST_FIELDS = 2_000;
const MOST_FIELDS_IN_ALL = 100_000;

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
    if (hasMoreFields(body, MOST_FIELDS, MOST_FIELDS_IN_ALL))
      return done(new ApiError(400, "validation_error", "REQUEST_INVALID", "The body has too many fields."));
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

/** Whether an object of a JSON text has more fields than `each`, or all of them more than `all`. Reads each character once. */
export function hasMoreFields(json: string, each: number, all: number): boolean {
  // A field takes five characters with what parts it from the next.
  if (json.length < each * 5) return false;
  const counts: number[] = [];
  let total = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json.charAt(at);
    if (character === '"') at = endOfString(json, at);
    else if (character === "{" || character === "[") counts.push(0);
    else if (character === "}" || character === "]") counts.pop();
    else if (character === ":") {
      total += 1;
      const fields = (counts.pop() ?? 0) + 1;
      counts.push(fields);
      if (fields > each || total > all) return true;
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
