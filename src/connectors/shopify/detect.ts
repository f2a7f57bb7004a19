/** What a connected shop is: one call for shop, scopes and versions, one for its locations. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { allNodes, connection } from "../kit/graphql/pages.ts";
import { each, idText, optionalText } from "../kit/parse/parse.ts";
import { API_VERSION, graphql } from "./graphql.ts";
import { numberOf } from "./ids.ts";
import { LOCATIONS, SHOP } from "./queries.ts";
import { grantedFacts, HISTORY_SCOPE, missingScopes } from "./scopes.ts";
import { message } from "./words.ts";

const shopAnswer = z.object({
  shop: z.object({
    id: idText,
    name: z.string(),
    email: optionalText,
    shopOwnerName: optionalText,
    shopAddress: z.object({ countryCodeV2: optionalText }).nullish(),
    ...each(z.string(), "myshopifyDomain", "currencyCode", "ianaTimezone"),
    plan: z.object({ publicDisplayName: z.string(), partnerDevelopment: z.boolean() }).nullish(),
  }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  publicApiVersions: z.array(z.object({ handle: z.string(), supported: z.boolean() })),
});

const locationsAnswer = z.object({
  locations: connection(
    z.object({ id: idText, name: z.string(), isActive: z.boolean(), isFulfillmentService: z.boolean() }),
  ),
});

type LocationNode = z.output<typeof locationsAnswer>["locations"]["nodes"][number];

/**
 * Proves the credentials and learns currency, zone, plan, locations and granted scopes. Throws rejected when
 * the token opens another shop than the one connected.
 */
export async function detect(ctx: Context): Promise<Detected> {
  const answer = await graphql(ctx, SHOP, { variables: {}, schema: shopAnswer, what: "the shop" });
  const { shop } = answer;
  const expected = ctx.connection.account.externalId;
  if (expected && expected.toLowerCase() !== shop.myshopifyDomain.toLowerCase())
    throw new ConnectorError(
      { kind: "rejected", field: "shopDomain" },
      message("error.theseCredentialsOpenNot", { shop: shop.myshopifyDomain, expected }),
    );
  const grantedScopes = answer.currentAppInstallation.accessScopes.map((scope) => scope.handle);
  const locations = await readLocations(ctx);
  const facts: Record<string, Json> = {
    shopId: numberOf(shop.id),
    shopName: shop.name,
    email: shop.email ?? null,
    sellerName: shop.shopOwnerName ?? null,
    country: shop.shopAddress?.countryCodeV2 ?? null,
    currency: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    plan: shop.plan?.publicDisplayName ?? null,
    // Fulfilment services' own places count too: an item may be stocked there, and its levels are read whole.
    locationCount: locations.filter((location) => location.isActive).length,
    apiVersion: API_VERSION,
    ...grantedFacts(grantedScopes),
  };
  return {
    account: { externalId: shop.myshopifyDomain.toLowerCase(), name: shop.name },
    facts,
    locations: locations
      .filter((location) => !location.isFulfillmentService)
      .map(({ id, name, isActive }) => ({ key: numberOf(id), name, active: isActive })),
    grantedScopes,
    missingScopes: missingScopes(grantedScopes),
    warnings: warnings(answer, grantedScopes),
  };
}

async function readLocations(ctx: Context): Promise<readonly LocationNode[]> {
  const schema = locationsAnswer;
  const ask = async (after: string | null) =>
    (await graphql(ctx, LOCATIONS, { variables: { after }, schema, what: "the locations" })).locations;
  return (await allNodes(ask)) ?? [];
}

function warnings(answer: z.output<typeof shopAnswer>, granted: readonly string[]): HubText[] {
  const texts: HubText[] = [];
  if (!granted.includes(HISTORY_SCOPE)) texts.push(message("said.ordersLast60DaysRead"));
  const version = answer.publicApiVersions.find((candidate) => candidate.handle === API_VERSION);
  if (!version?.supported) texts.push(message("said.noLongerListsApiVersion", { version: API_VERSION }));
  if (answer.shop.plan?.partnerDevelopment) texts.push(message("said.developmentStoreMost5Orders"));
  return texts;
}
