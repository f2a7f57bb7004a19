/** Which shop it is, where it stocks goods, how long the consent lasts, and what this hub's app may read there. */

import type { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type ShopProof, shopIdOf, shopQuery } from "./auth.ts";
import type { ShopeeCall } from "./client.ts";
import { call, iso, nowSeconds } from "./client.ts";
import { apiHost } from "./hosts.ts";
import { CURRENCIES } from "./regions.ts";
import { shopSchema, warehousesSchema } from "./schemas.ts";
import { message } from "./words.ts";

type Shop = z.output<typeof shopSchema>;

/** Consent is given for 7 days to a year; warned of this long before. */
const WARN_SECONDS = 14 * 86_400;

export async function detect(ctx: Context): Promise<Detected> {
  const shop = parseResponse(shopSchema, await call(ctx, { path: "shop/get_shop_info", operation: "shop.info" }), {
    ctx,
    what: "the shop",
  });
  refuseUnusable(shop);
  const locations = await readLocations(ctx);
  const missing: string[] = [];
  for (const { port, probe } of probes(ctx)) if (!(await may(probe, ctx))) missing.push(port);
  const { region, expire_time: until } = shop;
  const currency = CURRENCIES[region];
  const externalId = shopIdOf(ctx.connection);
  return {
    account: { externalId, name: shop.shop_name ?? `Shopee shop ${externalId}` },
    facts: {
      region,
      missing,
      locations: locations.length,
      crossBorder: shop.is_cb,
      ...(shop.shop_name === undefined ? {} : { name: shop.shop_name }),
      ...(currency === undefined ? {} : { currency }),
      ...(until === undefined ? {} : { authorizedUntil: iso(until) }),
    },
    locations,
    missingScopes: missing.map((port) => ({ scope: `API permission: ${port}`, disables: port })),
    warnings: warningsOf(shop, nowSeconds(ctx)),
  };
}

/** Name and region of a shop whose token is not stored yet; nothing of a shop that does not tell them now. */
export async function readShopOf(
  ctx: Context,
  proof: ShopProof,
): Promise<{ readonly name?: string | undefined; readonly region?: string | undefined }> {
  const path = "/api/v2/shop/get_shop_info";
  try {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${apiHost(ctx)}${path}`,
      query: shopQuery(path, ctx, proof),
      operation: "shop.info",
      authenticated: false,
    });
    const { shop_name: name, region } = parseResponse(shopSchema, body, { ctx, what: "the shop" });
    return { name, region };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return {};
  }
}

function refuseUnusable({ status, is_upgraded_cbsc: isGlobal }: Shop): void {
  if (status === "BANNED" || status === "FROZEN")
    throw new ConnectorError(
      { kind: "suspended" },
      status === "BANNED"
        ? message("error.bannedShopSettleSellerCentre")
        : message("error.frozenShopSettleSellerCentre"),
    );
  if (isGlobal) throw new ConnectorError({ kind: "unsupported" }, message("error.crossBorderShopManagedThrough"));
}

function warningsOf({ expire_time: until, is_cb: isCrossBorder }: Shop, now: number): HubText[] {
  const day = until === undefined ? "" : iso(until).slice(0, 10);
  return [
    ...(until !== undefined && until - now < WARN_SECONDS ? [message("said.consentGivenHubEndsConnect", { day })] : []),
    ...(isCrossBorder ? [message("said.crossBorderShopSomePrices")] : []),
  ];
}

/** Only shops on Shopee's multi-warehouse list have stock locations; all others have one number. */
async function readLocations(ctx: Context): Promise<Detected["locations"]> {
  try {
    const body = await call(ctx, { path: "shop/get_warehouse_detail", operation: "shop.warehouses" });
    const rows = parseResponse(warehousesSchema, body, { ctx, what: "the warehouses" });
    const byKey = new Map(
      rows.flatMap(({ location_id: key, warehouse_name: name, holiday_mode_state: holiday }) =>
        key === undefined ? [] : [[key, { key, name: name ?? key, active: holiday !== 1 }] as const],
      ),
    );
    return [...byKey.values()];
  } catch (error) {
    if (isConnectorError(error) && NO_WAREHOUSES.has(error.kind)) return [];
    throw error;
  }
}

/** Not on the list, a region without the feature, or no address entered. */
const NO_WAREHOUSES: ReadonlySet<string> = new Set(["unsupported", "rejected", "not_found", "forbidden"]);

/** The smallest read of each family of calls. */
function probes(ctx: Context): readonly { readonly port: string; readonly probe: ShopeeCall }[] {
  const to = nowSeconds(ctx);
  const from = String(to - 60);
  const window = (field: string): [string, string][] => [
    [`${field}_from`, from],
    [`${field}_to`, String(to)],
  ];
  return [
    {
      port: "products",
      probe: {
        path: "product/get_item_list",
        operation: "products.probe",
        query: [["offset", "0"], ["page_size", "1"], ...window("update_time"), ["item_status", "NORMAL"]],
      },
    },
    {
      port: "orders",
      probe: {
        path: "order/get_order_list",
        operation: "orders.probe",
        query: [["time_range_field", "update_time"], ...window("time"), ["page_size", "1"]],
      },
    },
    {
      port: "fees",
      probe: {
        path: "payment/get_escrow_list",
        operation: "fees.probe",
        query: [...window("release_time"), ["page_size", "1"], ["page_no", "1"]],
      },
    },
  ];
}

async function may(probe: ShopeeCall, ctx: Context): Promise<boolean> {
  try {
    await call(ctx, probe);
    return true;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") return false;
    throw error;
  }
}
