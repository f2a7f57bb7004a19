/** eBay's digital signatures (sheet section 2): one line a component, no newline at the end, Ed25519 or RSA. */
import { createHash, createPrivateKey, sign } from "node:crypto";
import type { Context } from "../kit/contract/contract.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";

type Signer = Pick<Context, "secret" | "shopNow">;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** The request with its signature; the URL is absolute and the body, where there is one, is bytes. */
export function signed(request: PlatformRequest, ctx: Signer): PlatformRequest {
  const jwe = ctx.secret("signingJwe");
  const url = new URL(request.url);
  const digest = request.body && `sha-256=:${base64(createHash("sha256").update(request.body.bytes).digest())}:`;
  const parts: readonly (readonly [string, string])[] = [
    ...(digest === undefined ? [] : [["content-digest", digest] as const]),
    ["x-ebay-signature-key", jwe],
    ["@method", request.method],
    ["@path", url.pathname],
    ["@authority", url.host],
  ];
  const names = parts.map(([name]) => `"${name}"`).join(" ");
  const parameters = `(${names});created=${Math.floor(ctx.shopNow() / 1000)}`;
  const base = [...parts.map(([name, value]) => `"${name}": ${value}`), `"@signature-params": ${parameters}`].join(
    "\n",
  );
  return {
    ...request,
    headers: {
      ...request.headers,
      ...(digest === undefined ? {} : { "content-digest": digest }),
      "x-ebay-signature-key": jwe,
      "signature-input": `sig1=${parameters}`,
      signature: `sig1=:${base64(signature(base, ctx.secret("signingKey")))}:`,
    },
  };
}

function signature(text: string, privateKey: string): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" });
  return sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", Buffer.from(text), key);
}
