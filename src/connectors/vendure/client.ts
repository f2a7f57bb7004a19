/** Calls of the Admin API: one GraphQL document each, in the context of the channel connected. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { errorText } from "../kit/graphql/errors.ts";
import type { Document } from "../kit/graphql/graphql.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type FormFile, fileForm } from "../kit/parse/product-images.ts";
import { shopOf } from "./shop.ts";
import { message } from "./words.ts";

/** Where the Admin API lies unless a shop's developer moved it. */
export const API_PATH = "/admin-api";

/** A larger body is answered with an error 500 without words. */
const MOST_BYTES = 100_000;

const CHANNEL_HEADER = "vendure-token";

export interface Call<T extends z.ZodType> {
  readonly variables: Readonly<Record<string, Json>>;
  /** Shape of `data`. */
  readonly schema: T;
  /** What is being read or done, for people. */
  readonly what: string;
  readonly timeoutMs?: number | undefined;
  /** Sent as a form beside the document, and where in its variables it stands. */
  readonly file?: Omit<FormFile, "field"> & { readonly at: string };
  /** A smaller page is asked for when this one takes too long. */
  readonly halves?: boolean | undefined;
}

/** Sends a document and parses its data. Refusals inside the data are the caller's to read (`refusals.ts`). */
export async function graphql<T extends z.ZodType>(
  ctx: Context,
  document: Document,
  call: Call<T>,
): Promise<z.output<T>> {
  try {
    return (await send(ctx, document, call)).data;
  } catch (error) {
    // A fresh session was made on the way and is refused as well: it is the right that is missing.
    if (!isConnectorError(error) || error.kind !== "auth_expired") throw error;
    throw new ConnectorError(
      { kind: "forbidden", scope: document.operation.split(".")[0] ?? document.operation },
      message("error.administratorArgosyNotRightShop"),
      { cause: error, details: error.details },
    );
  }
}

/** As `graphql`, with the answer as it came. `isLogin`: carries its own proof, or none. */
export async function send<T extends z.ZodType>(
  ctx: Context,
  document: Document,
  call: Call<T> & { readonly isLogin?: true; readonly headers?: Readonly<Record<string, string>> },
): Promise<{ readonly data: z.output<T>; readonly response: PlatformResponse }> {
  const { operation, safe, mutation } = document;
  const json = { query: document.text, variables: call.variables };
  const bytes = Buffer.byteLength(JSON.stringify(json));
  if (bytes > MOST_BYTES)
    throw new ConnectorError(
      { kind: "rejected", code: "too_large" },
      message("error.takesMostKbCallKb", { most: MOST_BYTES / 1000, what: call.what, size: Math.ceil(bytes / 1000) }),
    );
  const { body, response } = await ctx.http.json({
    method: "POST",
    url: "",
    headers: { ...channelHeader(ctx), ...call.headers },
    ...bodyOf(json, call.file),
    operation,
    safe,
    changes: mutation,
    ...(call.isLogin ? { authenticated: false } : {}),
    ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
    ...(call.halves === undefined ? {} : { halves: call.halves }),
  });
  const text = errorText(body);
  if (text) ctx.log.warn("the answer leaves fields out", { operation, words: text });
  const { data } = parseResponse(z.object({ data: z.custom<Json>((value) => value !== undefined) }), body, {
    ctx,
    what: call.what,
  });
  return { data: parseResponse(call.schema, data, { ctx, what: call.what }), response };
}

/** A file makes it a form of the call, a map of where files stand in it, and the files. */
function bodyOf(json: { readonly query: string; readonly variables: Json }, file: Call<z.ZodType>["file"]) {
  if (!file) return { json };
  const { at, ...rest } = file;
  return {
    body: fileForm({ field: "0", ...rest }, { operations: JSON.stringify(json), map: JSON.stringify({ 0: [at] }) }),
  };
}

function channelHeader({ connection }: Pick<Context, "connection">): Readonly<Record<string, string>> {
  const { channelToken } = shopOf(connection);
  return channelToken === "" ? {} : { [CHANNEL_HEADER]: channelToken };
}
