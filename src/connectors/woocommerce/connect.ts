/** Connecting a shop: keys typed in or granted by one click, and the test of what they may do. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { BeginInput, CallbackRequest, Completion, Connect, Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { idText, readBody } from "../kit/parse/parse.ts";
import { detect } from "./detect.ts";
import { discover, normaliseSiteUrl } from "./discover.ts";

const KEY = /^ck_[0-9a-f]{40}$/;
const SECRET = /^cs_[0-9a-f]{40}$/;

const grantedKeys = z.object({
  key_id: idText,
  // Our own state, echoed; the documentation's sample prints a number.
  user_id: idText,
  consumer_key: z.string().regex(KEY),
  consumer_secret: z.string().regex(SECRET),
  key_permissions: z.string(),
});

function fail(field: string, message: string): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code: "form" }, message);
}

function checkKeys(values: Readonly<Record<string, string>>): { consumerKey: string; consumerSecret: string } {
  const consumerKey = values["consumerKey"] ?? "";
  const consumerSecret = values["consumerSecret"] ?? "";
  if (!KEY.test(consumerKey)) throw fail("consumerKey", "A consumer key is ck_ followed by 40 characters (0-9, a-f).");
  if (!SECRET.test(consumerSecret))
    throw fail("consumerSecret", "A consumer secret is cs_ followed by 40 characters (0-9, a-f).");
  return { consumerKey, consumerSecret };
}

function hasKeys(values: Readonly<Record<string, string>>): boolean {
  return Boolean(values["consumerKey"] || values["consumerSecret"]);
}

/** Finds the shop's final address and REST root, and keeps the keys with a webhook secret of ours. */
async function completeWith(
  siteUrl: string,
  keys: { consumerKey: string; consumerSecret: string },
  ctx: Context,
): Promise<Completion> {
  const found = await discover(siteUrl, ctx);
  // URL-safe, 43 characters: WordPress decodes entities in secrets (sheet section 6).
  const webhookSecret = randomBytes(32).toString("base64url");
  return {
    grant: { secrets: { ...keys, webhookSecret } },
    accounts: [{ externalId: found.externalId, name: found.name }],
    settings: { siteUrl: found.siteUrl, restRoot: found.restRoot },
  };
}

function readCallback(begin: BeginInput, request: CallbackRequest): { consumerKey: string; consumerSecret: string } {
  if (request.query["success"] === "0")
    throw fail("siteUrl", "The request for access was denied in the shop. Start again and choose Approve.");
  if (request.method !== "POST")
    throw fail(
      "siteUrl",
      "The shop has not sent its keys. If it is behind a password or a firewall, paste keys by hand instead.",
    );
  const granted = readBody(grantedKeys, request.body, "WooCommerce key grant");
  if (granted.user_id !== begin.state)
    throw fail("siteUrl", "These keys belong to another attempt to connect. Start again.");
  if (granted.key_permissions !== "read_write")
    throw fail("siteUrl", "The shop granted a key that may not read and write. Start again.");
  return { consumerKey: granted.consumer_key, consumerSecret: granted.consumer_secret };
}

/** Address of the shop's approval page (wc-auth/v1); `user_id` carries our one-time state. */
export function authorizeUrl(siteUrl: string, input: Pick<BeginInput, "state" | "callbackUrl" | "returnUrl">): string {
  const query = new URLSearchParams({
    app_name: "Argosy",
    scope: "read_write",
    user_id: input.state,
    return_url: input.returnUrl,
    callback_url: input.callbackUrl,
  });
  return `${siteUrl}/wc-auth/v1/authorize?${query}`;
}

export const connect: Connect = {
  async begin(input, ctx) {
    const siteUrl = normaliseSiteUrl(input.values["siteUrl"] ?? "");
    if (hasKeys(input.values)) {
      checkKeys(input.values);
      return { step: "ready" };
    }
    // Other characters come back changed: + as a space, a trailing = not at all (captured).
    if (!/^[A-Za-z0-9_-]+$/.test(input.state))
      throw new ConnectorError({ kind: "rejected", code: "state" }, "The connection attempt has no usable name.");
    if (!input.callbackUrl.startsWith("https://"))
      throw fail(
        "consumerKey",
        "One-click connection needs this hub to be reachable under https. Paste a consumer key and secret instead.",
      );
    const found = await discover(siteUrl, ctx);
    return { step: "redirect", url: authorizeUrl(found.siteUrl, input) };
  },

  async complete(input, ctx) {
    if (input.kind === "form") {
      const siteUrl = normaliseSiteUrl(input.values["siteUrl"] ?? "");
      return completeWith(siteUrl, checkKeys(input.values), ctx);
    }
    const keys = readCallback(input.begin, input.request);
    const done = await completeWith(normaliseSiteUrl(input.begin.values["siteUrl"] ?? ""), keys, ctx);
    // Anything but exactly 200 makes the shop delete the key again (captured).
    return { ...done, reply: { status: 200, headers: { "content-type": "text/plain" }, body: "OK" } };
  },

  detect,
};
