/** Which shop it is, its market and warehouses, and what its owner granted. */
import type { HubText } from "../../commerce/message.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { regionOf } from "./regions.ts";
import { type Shop, shopsSchema, warehousesSchema } from "./schemas.ts";
import { SCOPES } from "./scopes.ts";
import { message } from "./words.ts";

export async function detect(ctx: Context): Promise<Detected> {
  const shop = await ownShop(ctx);
  const missing = missingScopes(ctx);
  const found = await warehouses(ctx, missing);
  const region = regionOf(shop.region);
  return {
    account: { externalId: shop.id, name: shop.name ?? `TikTok Shop ${shop.id}` },
    facts: {
      name: shop.name ?? null,
      sellerName: ctx.connection.settings.sellerName ?? null,
      region: shop.region ?? null,
      sellerType: shop.seller_type ?? null,
      currency: region?.currency ?? null,
      missing,
      defaultWarehouse: found.find((one) => one.is_default === true)?.id ?? found[0]?.id ?? null,
    },
    locations: found.map(({ id, name, effect_status }) => ({
      key: id,
      name: name ?? id,
      active: effect_status === "ENABLED",
    })),
    ...grantedScopes(ctx),
    missingScopes: SCOPES.filter(({ scope }) => missing.includes(scope)).map(({ scope, disables }) => ({
      scope,
      disables,
    })),
    warnings: warningsOf(shop, found, ctx),
  };
}

type Warehouse = ReturnType<typeof warehousesSchema.parse>["warehouses"][number];

/** The shop this connection stands for must still be among those the login opens. */
async function ownShop(ctx: Context): Promise<Shop> {
  const data = await call({ method: "GET", url: "/authorization/202309/shops", operation: "shops.list" }, ctx);
  const { shops } = parseResponse(shopsSchema, data, { ctx, what: "the authorized shops" });
  const requested = ctx.connection.account.externalId || ctx.connection.settings.shopId;
  const shop = shops.find(({ id }) => id === requested);
  if (shop) return shop;
  throw new ConnectorError({ kind: "auth_revoked" }, message("error.authorizationNoLongerCoversShop"));
}

function granted(ctx: Context): readonly string[] | null {
  const { grantedScopes: reported } = ctx.connection.settings;
  const names = Array.isArray(reported) ? reported.filter((name) => typeof name === "string") : [];
  return names.length === 0 ? null : names;
}

const grantedScopes = (ctx: Context): { grantedScopes?: readonly string[] } => {
  const names = granted(ctx);
  return names === null ? {} : { grantedScopes: names };
};

/** Nothing is called missing where TikTok did not tell what it granted. */
function missingScopes(ctx: Context): string[] {
  const names = granted(ctx);
  return names === null ? [] : SCOPES.flatMap(({ scope }) => (names.includes(scope) ? [] : [scope]));
}

/** Places goods are sold from; warehouses for returns hold nothing for sale. */
async function warehouses(ctx: Context, missing: string[]): Promise<Warehouse[]> {
  try {
    const data = await call(
      { method: "GET", url: "/logistics/202309/warehouses", operation: "logistics.warehouses" },
      ctx,
    );
    const reported = parseResponse(warehousesSchema, data, { ctx, what: "the warehouses" });
    return reported.warehouses.filter(({ type }) => type !== "RETURN_WAREHOUSE");
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "forbidden") throw error;
    if (!missing.includes("seller.logistics")) missing.push("seller.logistics");
    return [];
  }
}

function warningsOf(shop: Shop, found: readonly Warehouse[], ctx: Context): HubText[] {
  const resting = found.filter(({ effect_status }) => effect_status === "RESTRICTED");
  return [
    ...(regionOf(shop.region)
      ? []
      : [message("said.marketNewerConnectorShippingNew", { market: shop.region ?? "unknown" })]),
    ...(found.length === 0 ? [message("said.tellsNoWarehouseNewProducts")] : []),
    ...resting.map(({ name, id }) => message("said.warehouseHolidayOrderLimitMode", { name: name ?? id })),
    ...(ctx.publicUrl("") === null ? [message("said.hubNoPublicAddressOrders")] : []),
  ];
}
