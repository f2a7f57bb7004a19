/** Bodies of JSON as the interface takes them: parsed once, and never nested so deeply that reading them breaks. */
import type { FastifyInstance } from "fastify";
import { ApiError } from "./problem.ts";

// What the interface takes is a dozen levels deep; whoever walks a value calls itself once a level.
const DEEPEST = 100;

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

/** Where the closing quote stands of the string that opens at `start`; the text's length where it is never closed. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const character = json.charAt(at);
    if (character === "\\") at += 1;
    else if (character === '"') return at;
  }
  return json.length;
}
