/** Proves the access with the calls everything else rests on, and collects the seller's locations. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { firstListings } from "./listing-reads.ts";
import { appIdOf, gstinOf, isPartner, locationIdsOf, sellerIdOf } from "./settings.ts";
import { proveShipments } from "./shipment-reads.ts";
import { message } from "./words.ts";

const LOCATION_ID = /^LOC[A-Za-z0-9]+$/;

export async function detect(ctx: Context): Promise<Detected> {
  await proveShipments(ctx);
  const { listings, hasMore } = await firstListings(ctx);
  const reported = await reportedLocations(ctx);
  const shown = listings.flatMap(({ listing }) => listing.locations.map(({ id }) => id));
  const { settings } = ctx.connection;
  const ids = [...new Set([...locationIdsOf(settings), ...reported, ...shown])];
  const externalId = accountOf(settings, ids);
  const gstin = gstinOf(settings);
  return {
    account: { externalId, name: `Flipkart seller ${externalId}` },
    facts: {
      country: "IN",
      currency: "INR",
      timeZone: "Asia/Kolkata",
      locations: ids,
      ...(gstin === "" ? {} : { gstin }),
      hasListings: listings.length > 0,
    },
    locations: ids.map((key) => ({ key, name: key, active: true })),
    grantedScopes: ["Seller_Api"],
    missingScopes: [],
    warnings: warningsOf({ isPartner: isPartner(settings), ids, isEmpty: listings.length === 0 && !hasMore }),
  };
}

/** No call names the seller: what the seller entered does, else the seller's own application, else the first location. */
function accountOf(settings: Context["connection"]["settings"], locations: readonly string[]): string {
  const existing = sellerIdOf(settings) || (isPartner(settings) ? [...locations].sort()[0] : appIdOf(settings));
  if (existing) return existing;
  throw new ConnectorError({ kind: "rejected", field: "sellerId" }, message("error.notTellWhoseAccount"));
}

function warningsOf(seen: {
  readonly isPartner: boolean;
  readonly ids: readonly string[];
  readonly isEmpty: boolean;
}): HubText[] {
  return [
    ...(seen.ids.length === 0 ? [message("said.noLocationAccountKnown")] : []),
    ...(seen.isEmpty ? [message("said.accountNoListings")] : []),
    message("said.registersNotificationsMail"),
  ];
}

/** No published call lists locations; this one is third-party knowledge and is missed by nobody when it is not there. */
async function reportedLocations(ctx: Context): Promise<readonly string[]> {
  try {
    const { body } = await ctx.http.json({
      method: "GET",
      url: "/sellers/locations/allLocations",
      operation: "locations.list",
    });
    return idsIn(body);
  } catch (error) {
    const isAbsent = isConnectorError(error) && ["not_found", "forbidden", "rejected", "drift"].includes(error.kind);
    if (!isAbsent) throw error;
    return [];
  }
}

function idsIn(value: Json): string[] {
  if (typeof value === "string") return LOCATION_ID.test(value) ? [value] : [];
  if (value === null || typeof value !== "object") return [];
  return [...new Set(Object.values(value).flatMap(idsIn))];
}
