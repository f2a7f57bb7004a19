/** The forms in which Mirakl is called. */
import { randomBytes } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";

type Query = readonly (readonly [string, string])[];

export async function read(ctx: Context, url: string, operation: string, query: Query = []): Promise<Json> {
  return (await ctx.http.json({ method: "GET", url, query, operation })).body;
}

export interface Write {
  readonly method: "PUT" | "POST";
  readonly url: string;
  readonly operation: string;
  readonly json?: Json | undefined;
}

/** Of operations that answer with an empty body. */
export async function write(ctx: Context, { method, url, operation, json }: Write): Promise<void> {
  await ctx.http.request({ method, url, operation, ...(json === undefined ? {} : { json }) });
}

interface Upload {
  readonly url: string;
  readonly operation: string;
  readonly csv: string;
  /** Parts beside the file. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** Uploads a CSV file as the part named `file`. One file a minute is taken, so that it cannot be sent again at once. */
export async function upload(ctx: Context, { url, operation, csv, fields = {} }: Upload): Promise<Json> {
  const boundary = `argosy-${randomBytes(12).toString("hex")}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="import.csv"\r\ncontent-type: text/csv; charset=utf-8\r\n\r\n`;
  const { body } = await ctx.http.json({
    method: "POST",
    url,
    operation,
    body: {
      bytes: Buffer.from(`${parts.join("")}${head}${csv}\r\n--${boundary}--\r\n`, "utf8"),
      contentType: `multipart/form-data; boundary=${boundary}`,
    },
  });
  return body;
}

/** Sends JSON as the one part of a form, as Mirakl takes what may have files beside it. */
export async function postForm(
  ctx: Context,
  form: { readonly url: string; readonly operation: string; readonly name: string; readonly json: Json },
): Promise<Json> {
  const boundary = `argosy-${randomBytes(12).toString("hex")}`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${form.name}"\r\ncontent-type: application/json\r\n\r\n`;
  const { body } = await ctx.http.json({
    method: "POST",
    url: form.url,
    operation: form.operation,
    body: {
      bytes: Buffer.from(`${head}${JSON.stringify(form.json)}\r\n--${boundary}--\r\n`, "utf8"),
      contentType: `multipart/form-data; boundary=${boundary}`,
    },
  });
  return body;
}

/** A file of the platform as text. */
export async function readText(ctx: Context, url: string, operation: string): Promise<string> {
  const headers = { accept: "text/csv" };
  return (await ctx.http.request({ method: "GET", url, operation, headers })).text;
}
