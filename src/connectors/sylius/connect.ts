import type { Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { namesShopAddress } from "../kit/contract/own-server.ts";
import { zoneOffset } from "../kit/parse/local-time.ts";
import { PRICE_TAX, type PriceTax } from "../kit/parse/net-prices.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { login, withoutRole } from "./auth.ts";
import { baseUrlOf, codeOf, get, listAll } from "./client.ts";
import { channelSchema, countrySchema, taxCategorySchema, taxRateSchema } from "./schemas.ts";
import { OFFSET_NAME } from "./time.ts";
import { message } from "./words.ts";

export const connect: Connect = {
  async begin({ values }) {
    if (!namesShopAddress(values))
      throw new ConnectorError({ kind: "rejected", field: "baseUrl" }, message("error.shopAddressNotAddressLooks"));
    requireZone(values.timeZone ?? "");
    return { step: "ready" };
  },
  async complete(input, ctx) {
    const values = input.kind === "form" ? input.values : input.begin.values;
    const { baseUrl = "", adminEmail: email = "", adminPassword: password = "" } = values;
    const grant = await login(ctx, { email, password });
    return { grant, accounts: [{ externalId: baseUrl, name: baseUrl }] };
  },
  refresh: (ctx) => login(ctx, { email: textOf(ctx, "adminEmail"), password: ctx.secret("adminPassword") }),
  detect,
};

function requireZone(timeZone: string): void {
  if (timeZone === "") return;
  try {
    zoneOffset(timeZone, 0);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ConnectorError(
      { kind: "rejected", field: "timeZone" },
      message("error.noTimeZoneLooksLike", { zone: timeZone }),
      { cause },
    );
  }
}

function textOf(ctx: Context, setting: string): string {
  const value = ctx.connection.settings[setting];
  return typeof value === "string" ? value : "";
}

type Channel = ReturnType<typeof channelSchema.parse>;

async function detect(ctx: Context): Promise<Detected> {
  const channel = channelOf(await channelsOf(ctx), textOf(ctx, "channelCode"));
  // Proves that orders may be read, and tells a shop whose plugins changed the rights.
  await get(ctx, "/admin/orders", "orders.list", [["itemsPerPage", "1"]]);
  const countries = (await listAll(ctx, { url: "/admin/countries", operation: "countries.list", size: 300 })).map(
    (row) => parseResponse(countrySchema, row, { ctx, what: "country" }),
  );
  const locales = channel.locales.map(codeOf);
  const locale = localeOf(channel, locales, textOf(ctx, "localeCode"));
  const taxCategories = await taxCategoriesOf(ctx);
  const hasNoTax = textOf(ctx, "taxCategory") === "" && taxCategories.length !== 1;
  const offset = ctx.hasSecret(OFFSET_NAME) ? Number(ctx.secret(OFFSET_NAME).split(":").at(-1)) : null;
  const isTimeKnown = offset !== null || textOf(ctx, "timeZone") !== "";
  const shopUrl = baseUrlOf(ctx.connection).replace(/\/api\/v2$/, "");
  return {
    account: { externalId: `${shopUrl}#${channel.code}`, name: channel.name ?? channel.code },
    // On hand and on hold stand at the variant, which all channels of the shop sell.
    stockPlace: shopUrl,
    facts: {
      name: channel.name ?? channel.code,
      channel: channel.code,
      currency: codeOf(channel.baseCurrency),
      locale,
      locales,
      taxCategories,
      [PRICE_TAX]: await priceTaxIn(ctx),
      hostname: channel.hostname ?? null,
      email: channel.contactEmail ?? null,
      utcOffsetMinutes: offset,
      countriesWithProvinces: countries.filter((one) => one.provinces.length > 0).map((one) => one.code),
    },
    locations: [],
    missingScopes: [],
    warnings: [
      message("warning.tellsNobodyNewOrdersArgosy"),
      message("warning.shopCancelsEveryOrderStays"),
      ...(channel.enabled ? [] : [message("warning.channelSwitchedOffShop", { channel: channel.code })]),
      ...(hasNoTax && taxCategories.length > 0
        ? [message("warning.productsMadeShopGetNo", { codes: taxCategories.join(", ") })]
        : []),
      ...(isTimeKnown ? [] : [message("warning.shopNotTellTimeZone")]),
    ],
  };
}

async function channelsOf(ctx: Context): Promise<readonly Channel[]> {
  try {
    const rows = await listAll(ctx, { url: "/admin/channels", operation: "channels.list", size: 100 });
    return rows.map((row) => parseResponse(channelSchema, row, { ctx, what: "channel" }));
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") throw withoutRole(textOf(ctx, "adminEmail"), error);
    throw error;
  }
}

/** The locale named, which buyers of the channel must be able to choose, or the channel's own. */
function localeOf(channel: Channel, locales: readonly string[], requested: string): string {
  const own = channel.defaultLocale ? codeOf(channel.defaultLocale) : (locales[0] ?? "en_US");
  if (requested === "" || locales.length === 0) return requested || own;
  if (locales.includes(requested)) return requested;
  throw new ConnectorError(
    { kind: "rejected", field: "localeCode" },
    message("error.channelNoLocaleEnter", { locale: requested, codes: locales.join(", ") }),
  );
}

/** Codes of the shop's tax categories; the one named must be among them. */
async function taxCategoriesOf(ctx: Context): Promise<readonly string[]> {
  const rows = await listAll(ctx, { url: "/admin/tax-categories", operation: "tax_categories.list", size: 300 });
  const codes = rows.map((row) => parseResponse(taxCategorySchema, row, { ctx, what: "tax category" }).code);
  const requested = textOf(ctx, "taxCategory");
  if (requested === "" || codes.includes(requested)) return codes;
  throw new ConnectorError(
    { kind: "rejected", field: "taxCategory" },
    codes.length === 0
      ? message("error.shopNoTaxCategoriesLeave")
      : message("error.shopNoTaxCategoryEnter", { category: requested, codes: codes.join(", ") }),
  );
}

/** Each tax rate says whether prices contain it. Where rates differ, or there are none, the seller's setting decides. */
async function priceTaxIn(ctx: Context): Promise<PriceTax | null> {
  const rows = await listAll(ctx, { url: "/admin/tax-rates", operation: "tax_rates.list", size: 300 });
  const rates = rows.map((row) => parseResponse(taxRateSchema, row, { ctx, what: "tax rate" }));
  const included = rates.filter((rate) => rate.includedInPrice).length;
  if (rates.length === 0 || (included > 0 && included < rates.length)) return null;
  return included > 0 ? "with" : "without";
}

/** The channel named, or the only one. */
function channelOf(channels: readonly Channel[], requested: string): Channel {
  const codes = channels.map((one) => one.code).join(", ");
  const [only] = channels;
  if (!only) throw new ConnectorError({ kind: "rejected", field: "channelCode" }, message("error.shopNoChannelYet"));
  if (requested === "" && channels.length === 1) return only;
  const found = channels.find((one) => one.code === requested);
  if (found) return found;
  const text =
    requested === ""
      ? message("error.severalChannels", { codes })
      : message("error.noSuchChannel", { channel: requested, codes });
  throw new ConnectorError({ kind: "rejected", field: "channelCode" }, text);
}
