/** The three ways a shop proves that a delivery is its own. */
import { createHmac } from "node:crypto";
import type { Delivery, WebhookVerification } from "../kit/contract/webhooks.ts";
import { equalBytes, equalText } from "../kit/parse/signatures.ts";
import type { Proof } from "./manifest-common.ts";

const refused = (reason: string): WebhookVerification => ({ outcome: "refused", reason });
const SIGNED: WebhookVerification = { outcome: "signed" };
/** Standard Webhooks 1.0.0: no full stop may stand in an id, it separates the parts of what is signed. */
const MESSAGE_ID = /^[A-Za-z0-9_-]{1,200}$/;
const SECONDS = /^\d{1,12}$/;

/** Checks a delivery against the secrets; never throws, and closed without a secret. */
export function verify(hooks: Proof, delivery: Delivery, secrets: readonly string[]): WebhookVerification {
  const usable = secrets.filter((secret) => secret !== "");
  if (usable.length === 0) return refused("There is no secret to check against.");
  switch (hooks.scheme) {
    case "standard":
      return verifyStandard(hooks.toleranceSeconds, delivery, usable);
    case "hmac_body":
      return verifyBody(hooks, delivery, usable);
    case "shared_header": {
      const given = delivery.headers[hooks.header.toLowerCase()] ?? "";
      return usable.some((secret) => equalText(given, secret))
        ? { outcome: "static" }
        : refused("The shared secret differs.");
    }
  }
}

/** The key in a secret of Standard Webhooks: the bytes behind "whsec_"; any other text stands for itself. */
export function keyOf(secret: string): Uint8Array {
  const encoded = secret.startsWith("whsec_") ? secret.slice("whsec_".length) : secret;
  const bytes = Buffer.from(encoded, "base64");
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) && bytes.length >= 24 && bytes.length <= 64;
  return isBase64 ? bytes : Buffer.from(encoded, "utf8");
}

/** The signature of Standard Webhooks, version 1, without its prefix. */
export function standardSignature(secret: string, id: string, timestamp: string, body: Uint8Array): string {
  return createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest("base64");
}

function verifyStandard(toleranceSeconds: number, delivery: Delivery, secrets: readonly string[]): WebhookVerification {
  const {
    "webhook-id": id = "",
    "webhook-timestamp": timestamp = "",
    "webhook-signature": given = "",
  } = delivery.headers;
  if (!MESSAGE_ID.test(id)) return refused("webhook-id is missing or not of letters, digits, _ and -.");
  const late = lateness(timestamp, delivery, toleranceSeconds);
  if (late !== null) return late;
  const requested = secrets.map((secret) => standardSignature(secret, id, timestamp, delivery.body));
  // Several signatures travel while a sender changes its key; versions nobody knows are passed over.
  const reported = given.split(" ").flatMap((one) => (one.startsWith("v1,") ? [one.slice(3)] : []));
  const matches = reported.flatMap((one) => requested.map((signature) => equalText(one, signature)));
  return matches.includes(true) ? SIGNED : refused("No signature of version 1 fits.");
}

function lateness(timestamp: string, { receivedAt }: Delivery, toleranceSeconds: number): WebhookVerification | null {
  if (!SECONDS.test(timestamp)) return refused("The timestamp is missing or no Unix time.");
  const apart = Math.abs(receivedAt.getTime() / 1000 - Number(timestamp));
  return apart > toleranceSeconds ? refused("The timestamp is too far from now.") : null;
}

function verifyBody(
  hooks: Extract<Proof, { scheme: "hmac_body" }>,
  delivery: Delivery,
  secrets: readonly string[],
): WebhookVerification {
  const given = delivery.headers[hooks.header.toLowerCase()]?.trim() ?? "";
  if (!given.startsWith(hooks.prefix)) return refused("The signature's header is missing or has another prefix.");
  const timestamp =
    hooks.timestampHeader === undefined ? "" : (delivery.headers[hooks.timestampHeader.toLowerCase()] ?? "");
  if (hooks.timestampHeader !== undefined) {
    const late = lateness(timestamp, delivery, hooks.toleranceSeconds);
    if (late !== null) return late;
  }
  const signed = signedBytes(hooks.signed, timestamp, delivery.body);
  const reported = Buffer.from(given.slice(hooks.prefix.length), "utf8");
  const matches = secrets.map((secret) =>
    equalBytes(
      reported,
      Buffer.from(createHmac(hooks.algorithm, secret).update(signed).digest(hooks.encoding), "utf8"),
    ),
  );
  return matches.includes(true) ? SIGNED : refused("The signature does not fit the body.");
}

/** The body goes in byte by byte: read as text and written again it would be another. */
function signedBytes(template: string, timestamp: string, body: Uint8Array): Uint8Array {
  const pieces = template
    .split("{{body}}")
    .map((piece) => Buffer.from(piece.replaceAll("{{timestamp}}", timestamp), "utf8"));
  return Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [body, piece])));
}
