/** The forms in which Walmart is called. */
import { randomBytes, randomUUID } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";

type Query = readonly (readonly [string, string])[];

interface Call {
  readonly url: string;
  readonly operation: string;
  readonly query?: Query | undefined;
}

/** One id for a call and its repetitions (sheet section 2). */
const named = () => ({ "wm_qos.correlation_id": randomUUID() });

export async function read(ctx: Context, call: Call): Promise<Json> {
  return (await ctx.http.json({ method: "GET", ...call, headers: named() })).body;
}

/** Asks by POST, and changes nothing. */
export async function ask(ctx: Context, call: Call & { readonly json: Json }): Promise<Json> {
  return (await ctx.http.json({ method: "POST", ...call, headers: named(), safe: true })).body;
}

/** Null where there is none: lists without a row may answer 404 as well (sheet section 4). */
export async function readOrNull(ctx: Context, call: Call): Promise<Json | null> {
  try {
    return await read(ctx, call);
  } catch (error) {
    if (!isKind(error, "not_found")) throw error;
    // Told by the null.
    return null;
  }
}

interface Write extends Call {
  readonly method: "PUT" | "POST" | "DELETE";
  readonly json?: Json | undefined;
  /** Repeating it changes nothing more. */
  readonly safe?: boolean | undefined;
}

export async function write(ctx: Context, { json, safe = false, ...call }: Write): Promise<Json> {
  const { body } = await ctx.http.json({
    ...call,
    headers: named(),
    ...(json === undefined ? {} : { json }),
    safe,
    changes: true,
  });
  return body;
}

/** Sends a feed: JSON as the part named `file`. */
export async function upload(ctx: Context, { query, operation }: Omit<Call, "url">, content: string): Promise<Json> {
  const boundary = `argosy-${randomBytes(12).toString("hex")}`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="feed.json"\r\ncontent-type: application/json\r\n\r\n`;
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/feeds",
    query,
    operation,
    headers: named(),
    body: {
      bytes: Buffer.from(`${head}${content}\r\n--${boundary}--\r\n`, "utf8"),
      contentType: `multipart/form-data; boundary=${boundary}`,
    },
  });
  return body;
}
