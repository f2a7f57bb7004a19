/** Who the seller is, by the id that never changes: names do, and are withheld in some countries (sheet section 2). */
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Context, Detected, MissingScope } from "../kit/contract/contract.ts";
import { isKind, isRefusal } from "../kit/contract/errors.ts";
import { idText, parseResponse, texts } from "../kit/parse/parse.ts";
import { apiz } from "./hosts.ts";
import { askOrders } from "./order-read.ts";
import { hasOutOfStockOption } from "./out-of-stock.ts";
import { grantedScopes, requestedScopes, SCOPES } from "./scopes.ts";
import { homeOf, managesSiteListings, orderSites } from "./settings.ts";
import type { Site } from "./sites.ts";
import { message } from "./words.ts";

const userSchema = z.object({
  userId: idText,
  ...texts("username", "accountType", "registrationMarketplaceId", "status"),
});
export type User = z.output<typeof userSchema>;

export const accountKey = ({ userId }: Pick<User, "userId">, site: Site): string => `${userId}:${site.id}`;

/** `token`: one that is not the connection's yet. */
export async function askUser(ctx: Context, token?: string): Promise<User> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${apiz(ctx)}/commerce/identity/v1/user/`,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` }, authenticated: false }),
    operation: "identity.user",
  });
  return parseResponse(userSchema, body, { ctx, what: "the account" });
}

/** Sellers domiciled in the EU or the UK; where eBay tells no site of registration, signing does no harm. */
const UNSIGNED = new Set(["EBAY_US", "EBAY_CA", "EBAY_AU", "EBAY_CH"]);

export const needsSignatures = ({ registrationMarketplaceId }: User): boolean =>
  !UNSIGNED.has(registrationMarketplaceId ?? "");

export async function detect(ctx: Context): Promise<Detected> {
  const home = homeOf(ctx.connection);
  orderSites(ctx.connection);
  const user = await askUser(ctx);
  const name = user.username ?? user.userId;
  return {
    account: { externalId: accountKey(user, home), name: `${name} (${home.name})` },
    // An item's quantity is one pool over all sites.
    stockPlace: user.userId,
    facts: {
      name,
      userId: user.userId,
      site: home.name,
      country: home.country,
      currency: home.currency,
      ...(user.accountType === undefined ? {} : { accountType: user.accountType }),
    },
    locations: [],
    missingScopes: missingScopes(ctx),
    warnings: [...warnings(user, ctx), ...(await siteListingWarnings(ctx)), ...(await unreadSites(ctx))],
  };
}

/** Of a consent given before the inbox: another one brings them. */
function missingScopes(ctx: Context): MissingScope[] {
  const granted = grantedScopes(ctx.connection);
  const requested = new Set(requestedScopes(ctx).split(" "));
  return SCOPES.filter(({ scope }) => requested.has(scope) && !granted.has(scope)).map(({ scope, enables }) => ({
    scope,
    disables: enables,
  }));
}

const MONTH_MS = 30 * 86_400_000;
const soldSchema = z.object({ lineItems: z.array(z.object({ listingMarketplaceId: z.string() })).min(1) });

/** Sales of a site that no channel reads take from the same stock: its orders of the last month tell of it. */
async function unreadSites(ctx: Context): Promise<HubText[]> {
  const from = new Date(ctx.shopNow() - MONTH_MS).toISOString();
  const query = [
    ["filter", `creationdate:[${from}..]`],
    ["limit", "200"],
  ] as const;
  const reported = (await askOrders(query, ctx)).rows.flatMap(
    (row) => soldSchema.safeParse(row).data?.lineItems[0] ?? [],
  );
  const read = orderSites(ctx.connection);
  const others = new Set(reported.map((line) => line.listingMarketplaceId).filter((site) => !read.has(site)));
  return others.size === 0 ? [] : [message("warning.unreadSites", { sites: [...others].sort().join(", ") })];
}

function warnings(user: User, ctx: Context): HubText[] {
  const onHold = user.status === "ACCOUNTONHOLD" ? [message("warning.accountOnHold")] : [];
  const unsigned = needsSignatures(user) && !ctx.hasSecret("signingKey") ? [message("warning.noSigningKey")] : [];
  return [...onHold, ...unsigned];
}

/** Without eBay's option nothing can take the last unit of a listing made on its site off sale. */
async function siteListingWarnings(ctx: Context): Promise<HubText[]> {
  if (!managesSiteListings(ctx.connection)) return [message("warning.siteListingsIgnored")];
  try {
    return (await hasOutOfStockOption(ctx)) ? [] : [message("warning.outOfStockOff")];
  } catch (error) {
    // What eBay does not tell now is asked again before the first 0: the account is there all the same.
    if (isKind(error, "throttled") || isRefusal(error)) return [];
    throw error;
  }
}
