/** Connecting: consent on Shopee's page, one code, and for a main account a pair of tokens for each of its shops. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { requireState } from "../kit/connect/oauth-callback.ts";
import type { AuthorizedAccount, CallbackInput, Connect, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { sideBySide } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { partnerIdOf, publicQuery, shopIdOf } from "./auth.ts";
import { idNumber, isId } from "./client.ts";
import { detect, readShopOf } from "./detect.ts";
import { apiHost, consentPage } from "./hosts.ts";
import { tokenSchema } from "./schemas.ts";
import { message } from "./words.ts";

export const connect: Connect = {
  async begin(input, ctx) {
    const partnerId = partnerIdOf(ctx);
    const requestedId = input.values.shopId?.trim() ?? "";
    if (requestedId !== "" && !isId(requestedId)) throw refuse("shopId", message("refused.shopIdNumberLike14701711"));
    if (isOldLink(ctx)) {
      const query = new URLSearchParams([...publicQuery(OLD_CONSENT, ctx), ["redirect", input.callbackUrl]]);
      return { step: "redirect", url: `${apiHost(ctx)}${OLD_CONSENT}?${query}` };
    }
    const query = new URLSearchParams({
      partner_id: partnerId,
      auth_type: "seller",
      redirect_uri: input.callbackUrl,
      response_type: "code",
      state: input.state,
    });
    return { step: "redirect", url: `${consentPage(ctx)}?${query}` };
  },

  async complete(input, ctx) {
    if (input.kind === "form") throw refuse("code", message("refused.connectShopButtonAsksConsent"));
    const { code, shop, mainAccount } = readCallback(input, ctx);
    const requestedId = input.begin.values.shopId?.trim() ?? "";
    if (shop !== undefined && requestedId !== "" && requestedId !== shop)
      throw refuse("shopId", message("refused.signedShopButShopConnected", { shop, wanted: requestedId }));
    const first = await requestToken("token/get", { code, ...owner(shop, mainAccount) }, ctx);
    if (shop !== undefined) return { grant: first.grant, accounts: [covered(shop, first.grant)] };
    const shops = shopsMeant(first.shops, requestedId);
    const refreshToken = first.grant.secrets.refreshToken ?? "";
    const failures: ConnectorError[] = [];
    const pairs = await sideBySide(shops, PAIRS_AT_ONCE, (id) =>
      ownPair(id, refreshToken, ctx).catch((error: unknown) => {
        // The others must not be lost with it: the code works only once.
        if (!isConnectorError(error)) throw error;
        ctx.log.warn("Shopee gives no access to one of the account's shops", { shop: id, reason: error.message });
        failures.push(error);
        return null;
      }),
    );
    const accounts = pairs.filter((account) => account !== null);
    if (accounts.length === 0 && failures[0]) throw failures[0];
    return { grant: first.grant, accounts };
  },

  refresh,
  detect,
};

/** An expiry above this is a moment, not a length: one official sample prints an epoch. */
const EPOCH_FROM = 1_000_000_000;
/** A main account may hold hundreds of shops, and the seller waits. */
const PAIRS_AT_ONCE = 5;
const OLD_CONSENT = "/api/v2/shop/auth_partner";

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

/** The signed consent link of before, which carries no state; the callback's own address names the attempt. */
const isOldLink = (ctx: Context): boolean =>
  ctx.hasSecret("consentLink") && ctx.secret("consentLink").trim() === "signed";

/** The first refresh token of a main account is good once for each of its shops: every shop gets a pair of its own. */
async function ownPair(shop: string, refreshToken: string, ctx: Context): Promise<AuthorizedAccount> {
  const { grant } = await requestToken(
    "access_token/get",
    { refresh_token: refreshToken, shop_id: idNumber(shop) },
    ctx,
  );
  return covered(shop, grant, await readShopOf(ctx, { shop, token: grant.secrets.accessToken ?? "" }));
}

const covered = (
  shop: string,
  grant: Grant,
  reported: { readonly name?: string | undefined; readonly region?: string | undefined } = {},
): AuthorizedAccount => ({
  externalId: shop,
  name: reported.name ?? `Shopee shop ${shop}`,
  country: reported.region,
  settings: { shopId: shop },
  grant,
});

const owner = (shop: string | undefined, mainAccount: string): { readonly [key: string]: Json } =>
  shop === undefined ? { main_account_id: idNumber(mainAccount) } : { shop_id: idNumber(shop) };

function readCallback({ begin: started, request: { query } }: CallbackInput, ctx: Context) {
  if (query.state !== undefined || !isOldLink(ctx)) requireState(started, query.state);
  const { code, shop_id: shop, main_account_id: mainAccount = "" } = query;
  if (!code) throw refuse("code", message("refused.appNotApprovedPleaseStart"));
  if (shop !== undefined && !isId(shop)) throw refuse("shop_id", message("refused.namedNoShopPleaseStart"));
  if (shop === undefined && !isId(mainAccount)) throw refuse("shop_id", message("refused.namedNeitherShopNorMain"));
  return { code, shop, mainAccount };
}

/** The shop the form named, or all the consent covers. */
function shopsMeant(shops: readonly string[], input: string): readonly string[] {
  if (shops.length === 0) throw refuse("shopId", message("refused.mainAccountGaveAccessNo"));
  if (input === "") return shops;
  if (shops.includes(input)) return [input];
  throw refuse("shopId", message("refused.mainAccountGaveAccessNot", { shops: shops.join(", "), wanted: input }));
}

/** A new pair for the old, which works once; the engine stores it before it is used. */
async function refresh(ctx: Context): Promise<Grant> {
  const body = { refresh_token: ctx.secret("refreshToken"), shop_id: idNumber(shopIdOf(ctx.connection)) };
  try {
    return (await requestToken("access_token/get", body, ctx)).grant;
  } catch (error) {
    if (!isConnectorError(error) || (error.kind !== "auth_revoked" && error.kind !== "auth_expired")) throw error;
    throw new ConnectorError({ kind: "auth_revoked" }, message("error.noLongerGrantsAccessShop"), { cause: error });
  }
}

/** The endpoint names are crossed: `token/get` takes a code, `access_token/get` renews. */
async function requestToken(
  endpoint: "token/get" | "access_token/get",
  fields: { readonly [key: string]: Json },
  ctx: Context,
): Promise<{ readonly grant: Grant; readonly shops: readonly string[] }> {
  const path = `/api/v2/auth/${endpoint}`;
  const { body } = await ctx.http
    .json({
      method: "POST",
      url: `${apiHost(ctx)}${path}`,
      query: publicQuery(path, ctx),
      json: { ...fields, partner_id: idNumber(partnerIdOf(ctx)) },
      operation: endpoint === "token/get" ? "auth.code" : "auth.refresh",
      authenticated: false,
    })
    .catch(tellCode);
  const token = parseResponse(tokenSchema, body, { ctx, what: "the access token" });
  const endsAt = token.expire_in > EPOCH_FROM ? token.expire_in * 1000 : ctx.clock.now() + token.expire_in * 1000;
  return {
    grant: {
      secrets: { accessToken: token.access_token, refreshToken: token.refresh_token },
      expiresAt: new Date(endsAt).toISOString(),
    },
    shops: token.shop_id_list,
  };
}

function tellCode(error: unknown): never {
  if (!isConnectorError(error) || error.info.kind !== "rejected" || !/^invalid_/.test(error.info.code ?? ""))
    throw error;
  throw new ConnectorError(error.info, message("error.consentCodeUsedAlreadyOlder"), {
    cause: error,
  });
}
