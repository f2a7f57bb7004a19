/**
 * Notices of eBay to the application (sheet section 6): a person's account is deleted, and every seller's orders of theirs
 * lose who they were. There is no notice of changed orders, so that polling stays the base.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import type { Delivery, StoredEvent, WebhookHandler, WebhookVerification } from "../kit/contract/webhooks.ts";
import { jsonOrNull } from "../kit/parse/json.ts";
import { idText, optionalText, parseResponse, readBody } from "../kit/parse/parse.ts";
import { verifyPublicKey } from "../kit/parse/signatures.ts";
import { api } from "./hosts.ts";
import { withAppToken } from "./tokens-app.ts";
import { message } from "./words.ts";

const DELETION = "MARKETPLACE_ACCOUNT_DELETION";

const bodySchema = z.object({
  metadata: z.object({ topic: z.string() }),
  notification: z.object({
    notificationId: idText,
    data: z.object({ username: optionalText, userId: optionalText }).nullish(),
  }),
});

const headerSchema = z.object({ kid: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/), signature: z.string() });
/** A header of base64 is small. */
const MOST_HEADER = 4_000;

/** `X-EBAY-SIGNATURE`: base64 of JSON with the key's id and the signature. */
function headerOf({ headers }: Delivery): z.output<typeof headerSchema> | null {
  const header = headers["x-ebay-signature"] ?? "";
  if (header.length > MOST_HEADER) return null;
  return headerSchema.safeParse(jsonOrNull(Buffer.from(header, "base64").toString("utf8"))).data ?? null;
}

const keySchema = z.object({ algorithm: z.string(), digest: z.string(), key: z.string().min(1) });
const DIGESTS = new Set(["SHA1", "SHA256", "SHA384", "SHA512"]);

/** The digest, a space, and the key as PEM: eBay writes all of that on one line. */
async function readKey(kid: string, ctx: Context): Promise<string> {
  const { body } = await withAppToken(ctx, (token) =>
    ctx.http.json({
      method: "GET",
      url: `${api(ctx)}/commerce/notification/v1/public_key/${encodeURIComponent(kid)}`,
      headers: { authorization: `Bearer ${token}` },
      operation: "app.publicKey",
      authenticated: false,
    }),
  );
  const { digest, key } = parseResponse(keySchema, body, { ctx, what: "the public key" });
  const [, inner = ""] = /-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----/.exec(key) ?? [];
  return `${digest} -----BEGIN PUBLIC KEY-----\n${inner.trim()}\n-----END PUBLIC KEY-----`;
}

function verify(delivery: Delivery, [secret = ""]: readonly string[]): WebhookVerification {
  if (delivery.method !== "POST") return challenge(delivery, secret);
  const header = headerOf(delivery);
  const [digest = "", ...rest] = secret.split(" ");
  const published = { digest, pem: rest.join(" ") };
  const isProved =
    header !== null &&
    DIGESTS.has(digest) &&
    // eBay's own library signs the body written anew; others saw the bytes as they came.
    [delivery.body, rewritten(delivery.body)].some((body) => verifyPublicKey(body, header.signature, published));
  return isProved ? { outcome: "signed" } : { outcome: "refused", reason: "the signature is not eBay's" };
}

/** A notice is small; what is larger is nobody's to be read for. */
const MOST_NOTICE = 64_000;

const rewritten = (body: Uint8Array): Uint8Array =>
  body.byteLength > MOST_NOTICE ? body : Buffer.from(JSON.stringify(jsonOrNull(Buffer.from(body).toString("utf8"))));

/** Whoever knows the token the operator made answers for the address. */
function challenge({ query, registeredUrl }: Delivery, token: string): WebhookVerification {
  const { challenge_code: code } = query;
  if (!code || token === "" || registeredUrl === "") return { outcome: "refused", reason: "no challenge" };
  const challengeResponse = createHash("sha256").update(code).update(token).update(registeredUrl).digest("hex");
  const headers = { "content-type": "application/json" };
  return { outcome: "answer", reply: { status: 200, headers, body: JSON.stringify({ challengeResponse }) } };
}

export const appWebhooks: WebhookHandler = {
  secrets: () => ["verificationToken"],
  publishedKeys: { keyId: (delivery) => headerOf(delivery)?.kid ?? null, read: readKey },
  accounts: () => [],
  verify,
  read({ body }) {
    const { metadata, notification } = readBody(bodySchema, body, "notice");
    if (metadata.topic !== DELETION) return [];
    const { notificationId: deliveryId, data } = notification;
    return [{ kind: "privacy", ref: data?.userId ?? deliveryId, topic: metadata.topic, deliveryId }];
  },
  reply: (outcome) => ({ status: outcome === "refused" ? 412 : 200 }),
  interpret: async (event: StoredEvent) => {
    const { data } = readBody(bodySchema, event.body, "notice").notification;
    // Orders name the buyer by one or the other.
    const customer = [data?.username, data?.userId].flatMap((id) => (id === undefined ? [] : [{ id }]));
    if (customer.length === 0) return { as: "nothing", reason: message("said.nobodyNamed") };
    return { as: "privacy", request: "erase_customer", data: { customer } };
  },
};
