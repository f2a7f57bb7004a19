/** Connecting: one consent covers every site of a seller; each site becomes an account of its own, with its own prices. */

import { z } from "zod";
import { type Consent, registeredCallback, requireState, toConsent } from "../kit/connect/oauth-callback.ts";
import type { AuthorizedAccount, CallbackInput, Completion, Connect, Context } from "../kit/contract/contract.ts";
import { ConnectorError, isKind } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { accountKey, askUser, detect, needsSignatures, type User } from "./detect.ts";
import { apiz, consentPage } from "./hosts.ts";
import { grantedScopes, requestedScopes } from "./scopes.ts";
import { SITES, siteOf } from "./sites.ts";
import { grantByCode, renewed } from "./tokens.ts";
import { withAppToken } from "./tokens-app.ts";
import { message } from "./words.ts";

export const connect: Connect = {
  async begin(input, ctx) {
    const requested = input.values.marketplaceId?.trim() ?? "";
    if (requested !== "" && !siteOf(requested))
      throw new ConnectorError(
        { kind: "rejected", field: "marketplaceId" },
        message("refused.noSite", { site: requested }),
      );
    const consent: Consent = {
      page: consentPage(ctx),
      provider: "ebay",
      app: ["clientId", "clientSecret"],
      scope: requestedScopes(ctx),
      more: { response_type: "code" },
      lacking,
    };
    // The RuName, not an address, stands for where consent leads back to.
    if (!ctx.hasSecret("redirectUri")) throw lacking();
    return toConsent(consent, input, ctx);
  },

  async complete(input, ctx) {
    if (input.kind === "form")
      throw new ConnectorError({ kind: "rejected", field: "code" }, message("refused.connectButton"));
    return completeCallback(input, ctx);
  },

  refresh: (ctx) => renewed([...grantedScopes(ctx.connection)].join(" "), ctx),
  detect,
};

const lacking = () => new ConnectorError({ kind: "rejected", field: "clientId" }, message("refused.hubNoApp"));

async function completeCallback(
  { begin: started, request: { query } }: CallbackInput,
  ctx: Context,
): Promise<Completion> {
  requireState(started, query.state);
  if (query.error) throw new ConnectorError({ kind: "rejected", field: "denied" }, message("refused.notApproved"));
  if (!query.code) throw new ConnectorError({ kind: "rejected", field: "code" }, message("refused.noCode"));
  const grant = await grantByCode(query.code, registeredCallback(started, "ebay", ctx), ctx);
  const { accessToken = "", refreshToken } = grant.secrets;
  if (refreshToken === undefined)
    throw new ConnectorError({ kind: "rejected", field: "code" }, message("refused.noLastingAccess"));
  const user = await askUser(ctx, accessToken);
  const requested = started.values.marketplaceId?.trim() ?? "";
  return {
    grant: {
      ...grant,
      secrets: { ...grant.secrets, ...(await signingSecrets(user, ctx)) },
      holder: `${ctx.secret("clientId")}:${user.userId}`,
    },
    accounts: SITES.map(
      (site): AuthorizedAccount => ({
        externalId: accountKey(user, site),
        name: `${user.username ?? user.userId} (${site.name})`,
        country: site.country,
        settings: { marketplaceId: site.id },
      }),
    ),
    ...(requested === "" ? {} : { requestedAccountId: `${user.userId}:${requested}` }),
    settings: { scopes: requestedScopes(ctx) },
  };
}

const keySchema = z.object({ privateKey: z.string().min(1), jwe: z.string().min(1) });

/** A pair of keys made for this consent, unless the operator has one: eBay shows the private key once. */
async function signingSecrets(user: User, ctx: Context): Promise<Readonly<Record<string, string>>> {
  if (!needsSignatures(user) || ctx.hasSecret("signingKey")) return {};
  try {
    const { body } = await withAppToken(ctx, (token) =>
      ctx.http.json({
        method: "POST",
        url: `${apiz(ctx)}/developer/key_management/v1/signing_key`,
        headers: { authorization: `Bearer ${token}` },
        json: { signingKeyCipher: "ED25519" },
        operation: "app.signingKey",
        authenticated: false,
      }),
    );
    const { privateKey, jwe } = parseResponse(keySchema, body, { ctx, what: "the signing key" });
    return { signingKey: privateKey, signingJwe: jwe };
  } catch (error) {
    if (!isKind(error, "rejected", "forbidden", "auth_expired")) throw error;
    // Orders and stock work without it; refunds and payouts then say what is missing.
    ctx.log.warn("eBay gave no key to sign with", { reason: error.message });
    return {};
  }
}
