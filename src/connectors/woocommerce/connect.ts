/** Connecting a shop: keys typed in or granted by one click, and the test of what they may do. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { BeginInput, CallbackRequest, Completion, Connect, Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { idText, readBody } from "../kit/parse/parse.ts";
import { detect } from "./detect.ts";
import { discover, normaliseSiteUrl } from "./discover.ts";
import { message } from "./words.ts";

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

function fail(field: string, message: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code: "form" }, message);
}

function checkKeys(values: Readonly<Record<string, string>>): { consumerKey: string; consumerSecret: string } {
  const consumerKey = values["consumerKey"] ?? "";
  const consumerSecret = values["consumerSecret"] ?? "";
  if (!KEY.test(consumerKey)) throw fail("consumerKey", message("refused.consumerKeyCkFollowed40"));
  if (!SECRET.test(consumerSecret)) throw fail("consumerSecret", message("refused.consumerSecretCsFollowed40"));
  return { consumerKey, consumerSecret };
}

function hasKeys(values: Readonly<Record<string, string>>): boolean {
  return Boolean(values["consumerKey"] || values["consumerSecret"]);
}

/** Finds the shop's final address and REST root, and keeps the keys. */
async function completeWith(
  siteUrl: string,
  keys: { consumerKey: string; consumerSecret: string },
  ctx: Context,
): Promise<Completion> {
  const found = await discover(siteUrl, ctx);
  return {
    grant: { secrets: keys },
    accounts: [{ externalId: found.externalId, name: found.name }],
    settings: { siteUrl: found.siteUrl, restRoot: found.restRoot },
  };
}

function readCallback(begin: BeginInput, request: CallbackRequest): { consumerKey: string; consumerSecret: string } {
  if (request.query["success"] === "0") throw fail("siteUrl", message("refused.requestAccessDeniedShopStart"));
  if (request.method !== "POST") throw fail("siteUrl", message("refused.shopNotSentKeysIf"));
  const granted = readBody(grantedKeys, request.body, "WooCommerce key grant");
  if (granted.user_id !== begin.state) throw fail("siteUrl", message("refused.theseKeysBelongAnotherAttempt"));
  if (granted.key_permissions !== "read_write") throw fail("siteUrl", message("refused.shopGrantedKeyNotRead"));
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
      throw new ConnectorError({ kind: "rejected", code: "state" }, message("error.connectionAttemptNoUsableName"));
    if (!input.callbackUrl.startsWith("https://"))
      throw fail("consumerKey", message("refused.clickConnectionNeedsHubReachable"));
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
