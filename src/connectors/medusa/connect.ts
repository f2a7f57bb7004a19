import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { PRICE_TAX } from "../kit/parse/net-prices.ts";
import { idText, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { baseUrlOf } from "./auth.ts";
import { list, listAll } from "./client.ts";
import { message } from "./words.ts";

export const connect: Connect = {
  async begin({ values }) {
    if (!/^https?:$/.test(URL.parse(values.baseUrl ?? "")?.protocol ?? ""))
      throw new ConnectorError({ kind: "rejected", field: "baseUrl" }, message("error.addressNotAddress"));
    return { step: "ready" };
  },
  async complete(input, ctx) {
    const values = input.kind === "form" ? input.values : input.begin.values;
    const { baseUrl = "", secretKey = "" } = values;
    await proved(ctx, secretKey);
    return { grant: { secrets: {} }, accounts: [{ externalId: baseUrl, name: baseUrl }] };
  },
  detect,
};

/** With a key nobody is anybody there (users/me answers 404): what every key may read says whether it counts. */
async function proved(ctx: Context, secretKey: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString("base64")}`;
  try {
    await ctx.http.json({
      method: "GET",
      url: "/admin/stores",
      query: [["fields", "id"]],
      headers: { authorization },
      operation: "stores.get",
      authenticated: false,
    });
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.kind === "auth_revoked")
      throw new ConnectorError({ kind: "auth_revoked" }, message("error.refusesKey"), { cause: error });
    if (["not_found", "unsupported", "suspended", "drift", "rejected"].includes(error.kind))
      throw new ConnectorError(
        { kind: "rejected", field: "baseUrl", code: "no_api" },
        message("error.no2ServerAddress"),
        {
          cause: error,
        },
      );
    throw error;
  }
}

const channelSchema = z.object({ id: idText, name: z.string(), is_disabled: z.boolean().nullish() });
const storeSchema = z.object({
  name: optionalText,
  supported_currencies: z.array(z.object({ currency_code: z.string(), is_default: z.boolean().nullish() })),
});
const regionSchema = z.object({ id: idText, name: z.string(), currency_code: z.string() });
const locationSchema = z.object({
  id: idText,
  name: z.string(),
  sales_channels: z.array(z.object({ id: idText })).nullish(),
});
const profileSchema = z.object({ id: idText, type: optionalText });
const preferenceSchema = z.object({
  attribute: z.string(),
  value: optionalText,
  is_tax_inclusive: z.boolean(),
});

type Channel = z.output<typeof channelSchema>;
type Region = z.output<typeof regionSchema>;

async function detect(ctx: Context): Promise<Detected> {
  const read = async <T extends z.ZodType>(path: string, name: string, schema: T, fields?: string) => {
    const query = fields === undefined ? [] : ([["fields", fields]] as const);
    const rows = await listAll(ctx, `/admin/${path}`, name, { operation: `${path}.list`, query });
    return rows.map((row: Json) => parseResponse(schema, row, { ctx, what: path }));
  };
  const [store] = await read("stores", "stores", storeSchema);
  if (!store) throw new ConnectorError({ kind: "drift", path: "stores" }, message("error.tellsNo"));
  const channel = channelOf(await read("sales-channels", "sales_channels", channelSchema), ctx);
  const region = regionOf(await read("regions", "regions", regionSchema), ctx);
  const locations = await read("stock-locations", "stock_locations", locationSchema, "id,name,*sales_channels");
  const serving = locations.filter(({ sales_channels }) => sales_channels?.some(({ id }) => id === channel.id));
  const profiles = await read("shipping-profiles", "shipping_profiles", profileSchema);
  const preferences = await read("price-preferences", "price_preferences", preferenceSchema);
  // Proves that orders may be read.
  const newest = { operation: "orders.list", query: [["limit", "1"] as const, ["fields", "id"] as const] };
  await list(ctx, "/admin/orders", "orders", newest);
  const defaults = store.supported_currencies.find(({ is_default }) => is_default) ?? store.supported_currencies[0];
  const currency = (region?.currency_code ?? defaults?.currency_code ?? "").toUpperCase();
  const address = baseUrlOf(ctx.connection);
  const locationRows = serving.map(({ id }) => id).sort();
  return {
    account: { externalId: `${address}#${channel.id}`, name: channel.name },
    // Channels served by the same locations show one stock; another set of locations is another stock.
    stockPlace: `${address}#${locationRows.join(",")}`,
    facts: {
      name: store.name ?? channel.name,
      channel: channel.name,
      channelId: channel.id,
      currency,
      region: region?.name ?? null,
      regionId: region?.id ?? null,
      [PRICE_TAX]: isTaxInPrices(preferences, region, currency) ? "with" : "without",
      stockLocations: locationRows,
      shippingProfileId: (profiles.find(({ type }) => type === "default") ?? profiles[0])?.id ?? null,
    },
    locations: serving.map(({ id, name }) => ({ key: id, name, active: true })),
    missingScopes: [],
    warnings: [
      message("warning.tellsNobodyNewOrders"),
      ...(channel.is_disabled ? [message("warning.disabled", { channel: channel.name })] : []),
      ...(serving.length === 0 ? [message("warning.noStockLocationServes")] : []),
      ...(serving.length > 1 ? [message("warning.severalStockLocationsServe")] : []),
      ...(profiles.length === 0 ? [message("warning.noShippingProfile")] : []),
    ],
  };
}

function channelOf(channels: readonly Channel[], ctx: Context): Channel {
  const requested = textOf(ctx, "salesChannelId");
  const [only] = channels;
  if (requested === "" && only && channels.length === 1) return only;
  const found = picked(channels, requested);
  if (found) return found;
  const choice = named(channels);
  const text =
    requested === ""
      ? message("error.severalSalesChannels", { choice })
      : message("error.noSuchSalesChannel", { channel: requested, choice });
  throw new ConnectorError({ kind: "rejected", field: "salesChannelId" }, text);
}

function regionOf(regions: readonly Region[], ctx: Context): Region | undefined {
  const requested = textOf(ctx, "regionId");
  if (requested === "") return undefined;
  const found = picked(regions, requested);
  if (found) return found;
  throw new ConnectorError(
    { kind: "rejected", field: "regionId" },
    message("error.noSuchRegion", { region: requested, choice: named(regions) }),
  );
}

/** By id, or by a name that only one has. */
function picked<T extends { readonly id: string; readonly name: string }>(rows: readonly T[], requested: string) {
  const sameName = rows.filter(({ name }) => name.toLowerCase() === requested.toLowerCase());
  return rows.find(({ id }) => id === requested) ?? (sameName.length === 1 ? sameName[0] : undefined);
}

const named = (rows: readonly { readonly id: string; readonly name: string }[]): string =>
  rows.map(({ id, name }) => `${name} (${id})`).join(", ");

/** A region's own preference counts before its currency's. */
function isTaxInPrices(
  preferences: readonly z.output<typeof preferenceSchema>[],
  region: Region | undefined,
  currency: string,
): boolean {
  const of = (attribute: string, value: string) =>
    preferences.find((one) => one.attribute === attribute && one.value === value)?.is_tax_inclusive;
  return (region && of("region_id", region.id)) ?? of("currency_code", currency.toLowerCase()) ?? false;
}

function textOf(ctx: Context, setting: string): string {
  const value = ctx.connection.settings[setting];
  return typeof value === "string" ? value.trim() : "";
}
