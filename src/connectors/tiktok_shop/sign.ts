/** The proof on every call (sheet section 2): HMAC-SHA256 over path, sorted query and the exact body, wrapped in the secret. */
import { hmacSha256 } from "../kit/parse/signatures.ts";

export interface Signable {
  readonly path: string;
  /** Raw, not URL-encoded. */
  readonly query: readonly (readonly [string, string])[];
  /** The text exactly as sent; "" for multipart and for calls without a body. */
  readonly body: string;
}

/** Not signed: the signature itself, and the token where old clients put it into the query. */
const UNSIGNED = new Set(["sign", "access_token"]);

/** Lower-case hexadecimal: TikTok refuses capitals. */
export function signatureOf(secret: string, { path, query, body }: Signable): string {
  const signed = query.filter(([name]) => !UNSIGNED.has(name)).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = path + signed.map(([name, value]) => name + value).join("") + body;
  return hmacSha256(secret, secret + text + secret).toString("hex");
}

/** Calls about the seller, his contacts and size charts, or about files, which refuse the shop's cipher as an unexpected identifier. */
const WITHOUT_SHOP =
  /^\/(?:authorization|seller)\/|^\/product\/\d+\/(?:(?:images|files)\/upload|(?:sizecharts|compliance\/[a-z_]+)\/search)$/;

/** True when a call has to name the shop by its cipher. */
export function namesShop(path: string): boolean {
  return !WITHOUT_SHOP.test(path);
}
