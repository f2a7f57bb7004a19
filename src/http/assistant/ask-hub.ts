/** What a tool asks of the hub: its own API, with the caller's key, so that every right, limit and record counts. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Json } from "../../commerce/product.ts";

export type JsonObject = { readonly [name: string]: Json };

export interface Question {
  readonly method?: "GET" | "POST" | "PATCH" | undefined;
  /** Below /api, with its parameters. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: JsonObject | undefined;
  /** A repeat with the same key has no second effect. */
  readonly idempotencyKey?: string | undefined;
}

/** The API refused: in its own words. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Asks the hub. Throws Refused with the code and words of its problem. */
export type AskHub = (question: Question) => Promise<JsonObject>;

const HANDED_ON = ["authorization", "x-api-key", "accept-language", "traceparent"] as const;

/** Asks with the rights of whoever sent `request`. */
export function askAs(app: FastifyInstance, request: FastifyRequest): AskHub {
  const headers = Object.fromEntries(
    HANDED_ON.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
  return async ({ method = "GET", path, query = {}, body, idempotencyKey }) => {
    const requested = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const answer = await app.inject({
      method,
      url: `/api${path}${requested.length > 0 ? `?${new URLSearchParams(requested)}` : ""}`,
      headers: { ...headers, ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }) },
      remoteAddress: request.ip,
      ...(body !== undefined && { payload: body }),
    });
    const reported: unknown = answer.payload === "" ? {} : answer.json();
    if (answer.statusCode < 400) return isObject(reported) ? reported : {};
    const problem = isObject(reported) ? reported : {};
    throw new Refused(
      String(problem["code"] ?? answer.statusCode),
      String(problem["detail"] ?? "The hub refused without a reason."),
    );
  };
}

/** Whether parsed JSON is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The rows of a list's answer. */
export function itemsOf(answer: JsonObject): JsonObject[] {
  const { items } = answer;
  return Array.isArray(items) ? items.filter(isObject) : [];
}

/** What a person does not see, and a program reads: controls, marks of direction, signs without width, tags. Joiners stay. */
const UNSEEN = /(?![\n\t])[\p{Cc}\u200b\u200e\u200f\u061c\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** Without what nobody sees, and without what says nothing (null, empty text, lists and objects): an assistant reads all of it. */
export function compact(value: Json): Json {
  if (typeof value === "string") return value.replace(UNSEEN, " ");
  if (Array.isArray(value)) return value.map(compact);
  if (!isObject(value)) return value;
  const reported = Object.entries(value).map(([name, each]) => [name, compact(each)] as const);
  return Object.fromEntries(reported.filter(([, each]) => !isEmpty(each)));
}

function isEmpty(value: Json): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
