/** Who the seller is and what the app may. The list of marketplaces is asked once: its plan allows one call a minute. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { optionalText, parseResponse } from "../kit/parse/parse.ts";
import type { Marketplace } from "./marketplaces.ts";
import { checkQueue, hasQueue } from "./queue.ts";
import { ROLES } from "./roles.ts";
import { homeOf, orderMarketplaces, sellerOf, textSetting } from "./settings.ts";
import { message } from "./words.ts";

const participationSchema = z.object({
  payload: z.array(
    z.object({
      marketplace: z.object({
        id: z.string(),
        defaultCurrencyCode: z.string(),
        defaultLanguageCode: optionalText,
        domainName: optionalText,
      }),
      participation: z.object({ isParticipating: z.boolean(), hasSuspendedListings: z.boolean() }),
      storeName: optionalText,
    }),
  ),
});

const DAY_MS = 86_400_000;
/** A client secret lives 180 days. */
const WARN_AFTER_DAYS = 150;

interface Existing {
  readonly name: string;
  readonly currencies: Readonly<Record<string, string>>;
  readonly warnings: readonly HubText[];
  readonly domain?: string | undefined;
  readonly language?: string | undefined;
}

export async function detect(ctx: Context): Promise<Detected> {
  const home = homeOf(ctx.connection);
  const sellerId = sellerOf(ctx.connection);
  const existing = knownFrom(ctx.connection.facts) ?? (await askMarketplaces(home, ctx));
  const missing = await missingRoles(ctx);
  if (hasQueue(ctx.connection)) await checkQueue(ctx);
  const currency = existing.currencies[home.id];
  return {
    account: { externalId: `${sellerId}:${home.id}`, name: `${existing.name} (${home.country})` },
    facts: {
      name: existing.name,
      currencies: existing.currencies,
      missing,
      ...(currency === undefined ? {} : { currency }),
      country: home.country,
      sellerId,
      ...(existing.language === undefined ? {} : { language: existing.language }),
      ...(existing.domain === undefined ? {} : { url: `https://${existing.domain}` }),
    },
    locations: [],
    missingScopes: ROLES.filter(({ role }) => missing.includes(role)).map(({ role, disables, features }) => ({
      scope: role,
      features,
      disables: message("missing.merchantTokenAnotherAccount", { what: disables, token: sellerId }),
    })),
    warnings: [...existing.warnings, ...secretWarnings(ctx)],
  };
}

/** What an earlier detection learnt: the operation is far too slow to be a check of health (one a minute). */
function knownFrom(facts: Readonly<Record<string, Json>>): Existing | null {
  const found = z.object({ name: z.string(), currencies: z.record(z.string(), z.string()) }).safeParse(facts);
  if (!found.success) return null;
  const { url, language } = facts;
  const domain = typeof url === "string" ? url.replace(/^https:\/\//, "") : undefined;
  return { ...found.data, domain, language: typeof language === "string" ? language : undefined, warnings: [] };
}

async function askMarketplaces(home: Marketplace, ctx: Context): Promise<Existing> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/sellers/v1/marketplaceParticipations",
    operation: "sellers.participations",
  });
  const { payload } = parseResponse(participationSchema, body, { ctx, what: "marketplaces" });
  const requested = orderMarketplaces(ctx.connection);
  const active = payload.filter(({ participation }) => participation.isParticipating);
  for (const id of requested) {
    if (active.some(({ marketplace }) => marketplace.id === id)) continue;
    throw new ConnectorError(
      { kind: "rejected", field: id === home.id ? "marketplaceId" : "orderMarketplaces" },
      message("error.sellerAccountNotSellSells", {
        store: id === home.id ? home.name : id,
        stores: active.map(({ marketplace }) => marketplace.domainName ?? marketplace.id).join(", ") || "no store",
      }),
    );
  }
  const here = active.find(({ marketplace }) => marketplace.id === home.id);
  const paused = active.filter(({ participation }) => participation.hasSuspendedListings);
  return {
    name: here?.storeName ?? "Amazon seller",
    domain: here?.marketplace.domainName,
    language: here?.marketplace.defaultLanguageCode,
    currencies: Object.fromEntries(active.map(({ marketplace }) => [marketplace.id, marketplace.defaultCurrencyCode])),
    warnings: paused.map(({ marketplace }) =>
      message("warning.listingsInactiveHolidaySettingsSuspended", { store: marketplace.domainName ?? marketplace.id }),
    ),
  };
}

/** Each role is proved by its smallest read; the listings one is the check of health, too. */
async function missingRoles(ctx: Context): Promise<string[]> {
  const { missing } = ctx.connection.facts;
  // Once known, only what was missing is tried again: a role may have been granted meanwhile.
  const again = Array.isArray(missing) ? new Set(missing) : null;
  const found: string[] = [];
  for (const { role, subjects } of ROLES) {
    const subject = subjects[0] ?? "";
    if (subject !== "listings" && again !== null && !again.has(role)) continue;
    if (!(await may(probe(subject, ctx), ctx))) found.push(role);
  }
  return found;
}

async function may(request: PlatformRequest, ctx: Context): Promise<boolean> {
  try {
    await ctx.http.json(request);
    return true;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return false;
    if (isConnectorError(error) && request.operation === "listings.search" && isUnknownSeller(error))
      throw wrongSeller(error);
    throw error;
  }
}

const isUnknownSeller = ({ kind }: ConnectorError): boolean => kind === "rejected" || kind === "not_found";

const wrongSeller = (cause: ConnectorError): ConnectorError =>
  new ConnectorError(
    { kind: "rejected", field: "sellerId" },
    message("error.knowsNoListingsMerchantToken", { words: cause.message }),
    { cause, details: cause.details },
  );

function probe(subject: string, ctx: Context): PlatformRequest {
  const { id } = homeOf(ctx.connection);
  const yesterday = new Date(ctx.shopNow() - DAY_MS).toISOString();
  switch (subject) {
    case "orders":
      return {
        method: "GET",
        url: "/orders/2026-01-01/orders",
        query: [
          ["createdAfter", yesterday],
          ["marketplaceIds", id],
          ["maxResultsPerPage", "1"],
        ],
        operation: "orders.search",
      };
    case "finances":
      return {
        method: "GET",
        url: "/finances/2024-06-19/transactions",
        query: [["postedAfter", yesterday]],
        operation: "finances.list",
      };
    default:
      return {
        method: "GET",
        url: `/listings/2021-08-01/items/${encodeURIComponent(sellerOf(ctx.connection))}`,
        query: [
          ["marketplaceIds", id],
          ["pageSize", "1"],
        ],
        operation: "listings.search",
      };
  }
}

function secretWarnings(ctx: Context): HubText[] {
  const issued = Date.parse(textSetting(ctx.connection, "lwaSecretIssuedOn"));
  if (Number.isNaN(issued)) return [];
  const days = Math.floor((ctx.clock.now() - issued) / DAY_MS);
  if (days < WARN_AFTER_DAYS) return [];
  return [message("said.appClientSecretDaysOld", { days })];
}
