/** Signature Version 4: what AWS wants on calls to a queue. The selling API itself takes no signature. */
import { createHash } from "node:crypto";
import { hmacSha256 } from "../kit/parse/signatures.ts";

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Signable {
  readonly method: string;
  readonly url: string;
  /** Names in lower case; all of them are signed, and the host with them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers to add: `x-amz-date` and `authorization` (AWS, Signature Version 4 signing process). */
export function signatureHeaders(
  request: Signable,
  keys: AwsKeys,
  scope: { readonly region: string; readonly service: string; readonly at: Date },
): { readonly "x-amz-date": string; readonly authorization: string } {
  const time = scope.at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const url = new URL(request.url);
  const headers: Record<string, string> = { ...request.headers, host: url.host, "x-amz-date": time };
  const names = Object.keys(headers).sort();
  const canonical = [
    request.method,
    url.pathname,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    sha256(request.body),
  ].join("\n");
  const place = `${day}/${scope.region}/${scope.service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, place, sha256(canonical)].join("\n");
  const key = [day, scope.region, scope.service, "aws4_request"].reduce<string | Buffer>(
    (secret, part) => hmacSha256(secret, part),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = hmacSha256(key, toSign).toString("hex");
  return {
    "x-amz-date": time,
    authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${place}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join("&");
}
