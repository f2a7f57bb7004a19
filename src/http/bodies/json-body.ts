/** Bodies of JSON as the interface takes them: parsed once, and never nested so deeply that reading them breaks. */
import type { FastifyInstance } from "fastify";
import { endOfString } from "../../connectors/kit/parse/json.ts";
import { ApiError } from "../problem.ts";

// What the interface takes is a dozen levels deep; whoever walks a value calls itself once a level.
const DEEPEST = 100;
/** Of a body in all: the largest list taken has 5,000 rows of eight fields, the longest body 8 MB. */
const MOST_VALUES = 250_000;
/** Of one object. */
const MOST_FIELDS = 2_000;

const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Takes JSON alone: a body of any other type is 415. */
export function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    const exceeded = limitExceeded(body, { depth: DEEPEST, values: MOST_VALUES, fields: MOST_FIELDS });
    if (exceeded === "depth")
      return done(
        new ApiError(
          400,
          "validation_error",
          "REQUEST_INVALID",
          `The body is nested more than ${DEEPEST} levels deep.`,
        ),
      );
    if (exceeded !== null)
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

/** What a JSON text may hold at most. */
export interface JsonLimits {
  /** Objects and lists within each other. */
  readonly depth: number;
  /** In all, as `hasMoreValues` counts them. */
  readonly values?: number;
  /** Of one object. */
  readonly fields?: number;
}

/** The first limit a JSON text goes beyond; null: none. Reads each character once. */
export function limitExceeded(json: string, most: JsonLimits): keyof JsonLimits | null {
  const { depth, values = Number.POSITIVE_INFINITY, fields = Number.POSITIVE_INFINITY } = most;
  const fieldCounts: number[] = [];
  let valueCount = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === COMMA) valueCount += 1;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      valueCount += 1;
      if (fieldCounts.push(0) > depth) return "depth";
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) fieldCounts.pop();
    else if (code === COLON) {
      const count = (fieldCounts.pop() ?? 0) + 1;
      fieldCounts.push(count);
      if (count > fields) return "fields";
    }
    if (valueCount > values) return "values";
  }
  return null;
}
