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

/** A part of a form: a value, JSON or a file. */
export interface FormPart {
  readonly name: string;
  readonly fileName?: string | undefined;
  readonly contentType?: string | undefined;
  readonly content: string | Uint8Array;
}

/** Sends a form. It is sent once: nothing of Mirakl's takes a key of ours. */
export async function postParts(
  ctx: Context,
  form: { readonly url: string; readonly operation: string; readonly parts: readonly FormPart[] },
): Promise<Json> {
  const boundary = `argosy-${randomBytes(12).toString("hex")}`;
  const parts = form.parts.flatMap(({ name, fileName, contentType, content }) => {
    const file = fileName === undefined ? "" : `; filename="${fileName}"`;
    const type = contentType === undefined ? "" : `content-type: ${contentType}\r\n`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n${type}\r\n`;
    return [Buffer.from(head), Buffer.from(content), Buffer.from("\r\n")];
  });
  const { body } = await ctx.http.json({
    method: "POST",
    url: form.url,
    operation: form.operation,
    body: {
      bytes: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
      contentType: `multipart/form-data; boundary=${boundary}`,
    },
  });
  return body;
}

interface Upload {
  readonly url: string;
  readonly operation: string;
  readonly csv: string;
  /** Parts beside the file. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** Uploads a CSV file as the part named `file`. One file a minute is taken, so that it cannot be sent again at once. */
export const upload = (ctx: Context, { url, operation, csv, fields = {} }: Upload): Promise<Json> =>
  postParts(ctx, {
    url,
    operation,
    parts: [
      ...Object.entries(fields).map(([name, content]) => ({ name, content })),
      { name: "file", fileName: "import.csv", contentType: "text/csv; charset=utf-8", content: csv },
    ],
  });

/** Sends JSON as the one part of a form, as Mirakl takes what may have files beside it. */
export const postForm = (
  ctx: Context,
  {
    url,
    operation,
    name,
    json,
  }: { readonly url: string; readonly operation: string; readonly name: string; readonly json: Json },
): Promise<Json> =>
  postParts(ctx, { url, operation, parts: [{ name, contentType: "application/json", content: JSON.stringify(json) }] });

/** A file of the platform as text. */
export async function readText(ctx: Context, url: string, operation: string): Promise<string> {
  const headers = { accept: "text/csv" };
  return (await ctx.http.request({ method: "GET", url, operation, headers })).text;
}
