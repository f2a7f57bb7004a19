/** Documents behind links that answers name: on hosts of their own, signed by the link itself where at all. */
import type { Context } from "../contract/context.ts";
import { isConnectorError } from "../contract/errors.ts";

const MAX_BYTES = 10 * 1024 * 1024;

/** The PDF a link leads to, asked for without our proof; null where it has ended or leads to none. */
export async function pdfAt(url: string, operation: string, ctx: Context): Promise<Uint8Array | null> {
  try {
    const stream = await ctx.http.stream({
      method: "GET",
      url,
      operation,
      authenticated: false,
      foreign: true,
      maxBytes: MAX_BYTES,
      classify: ({ status }) => {
        if (status >= 200 && status < 300) return null;
        return status >= 400 && status < 500 && status !== 429 ? { kind: "not_found" } : { kind: "transient" };
      },
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const bytes = new Uint8Array(Buffer.concat(chunks));
    return Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-" ? bytes : null;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return null;
    throw error;
  }
}
