/** Calling a platform's GraphQL API: one document at a time, its answer's data parsed, what was left out of it logged. */
import { z } from "zod";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../contract/contract.ts";
import type { PlatformResponse } from "../contract/platform-http.ts";
import { parseResponse } from "../parse/parse.ts";
import { errorText } from "./errors.ts";

export interface Document {
  /** Name for logs, limits and classification. */
  readonly operation: string;
  readonly text: string;
  readonly mutation: boolean;
  /** May be repeated blindly: reads, and writes that carry an idempotency key or set a state. */
  readonly safe: boolean;
  /** Upper estimate in the platform's points for the largest variables passed; 1 where calls are counted. */
  readonly cost: number;
}

type Tag = (text: TemplateStringsArray, ...parts: readonly string[]) => Document;

const tagOf =
  (about: Omit<Document, "text">): Tag =>
  (strings, ...parts) => ({ ...about, text: strings.map((text, index) => text + (parts[index] ?? "")).join("") });

/** A query: readDocument("orders.list", 1)`query Orders { … }`. */
export const readDocument = (operation: string, cost: number): Tag =>
  tagOf({ operation, cost, mutation: false, safe: true });

/** A mutation, which may be repeated where it is `safe`. */
export const writeDocument = (operation: string, cost: number, safe = false): Tag =>
  tagOf({ operation, cost, mutation: true, safe });

export interface Call<T extends z.ZodType> {
  readonly variables: Readonly<Record<string, Json>>;
  /** Shape of `data`. */
  readonly schema: T;
  /** What is being read or done, for people: "order 1042". */
  readonly what: string;
  /** Points, where the variables make it much less than the document's greatest cost. */
  readonly cost?: number | undefined;
}

export interface Endpoint {
  /** Below the connection's base address. */
  readonly path: string;
  /** What every call carries beside the proof (a channel, a language). */
  headers?(ctx: Context): Readonly<Record<string, string>>;
  /** Looks at each answer: the version that answered, say. */
  seen?(response: PlatformResponse, ctx: Context): void;
}

export type GraphqlClient = <T extends z.ZodType>(
  ctx: Context,
  document: Document,
  call: Call<T>,
) => Promise<z.output<T>>;

/**
 * A client that sends documents to the endpoint and parses `data` with the call's schema. Throws ConnectorError as the
 * connector's `classify` says (see `classifyErrors`), drift when the data has another shape. Errors that `classify`
 * lets pass stand beside good data: they are logged, and the fields they left out are null.
 */
export function graphqlClient({ path, headers, seen }: Endpoint): GraphqlClient {
  return async (ctx, document, { variables, schema, what, cost }) => {
    const { operation, safe, mutation } = document;
    const { body, response } = await ctx.http.json({
      method: "POST",
      url: path,
      headers: headers?.(ctx),
      json: { query: document.text, variables },
      operation,
      safe,
      changes: mutation,
      cost: cost ?? document.cost,
    });
    seen?.(response, ctx);
    const text = errorText(body);
    if (text) ctx.log.warn("the answer leaves fields out", { operation, words: text });
    const envelope = parseResponse(z.object({ data: z.custom<Json>() }), body, { ctx, what });
    return parseResponse(schema, envelope.data, { ctx, what });
  };
}
