import { z } from "zod";
import type { Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { PRICE_TAX } from "../kit/parse/net-prices.ts";
import { each, idText, wholeNumber } from "../kit/parse/parse.ts";
import { auth, login, renew } from "./auth.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { RIGHTS } from "./meta.ts";
import { DEFAULT_CHANNEL } from "./shop.ts";
import { message } from "./words.ts";

export const connect: Connect = {
  async begin({ values }) {
    if (!/^https?:$/.test(URL.parse(values.adminApiUrl ?? "")?.protocol ?? ""))
      throw new ConnectorError({ kind: "rejected", field: "adminApiUrl" }, message("error.addressNotAddressLooksLike"));
    if (!values.apiKey && (!values.username || !values.password))
      throw new ConnectorError(
        { kind: "rejected", field: values.username ? "password" : "username" },
        message("error.enterAdministratorPasswordApiKey"),
      );
    return { step: "ready" };
  },
  async complete(input, ctx) {
    const values = input.kind === "form" ? input.values : input.begin.values;
    const { adminApiUrl = "", username, password } = values;
    const grant = username && password ? await login(ctx, { username, password }) : { secrets: {} };
    return { grant, accounts: [{ externalId: adminApiUrl, name: adminApiUrl }] };
  },
  refresh: renew,
  detect,
};

const channelsSchema = z.object({
  me: z
    .object({
      channels: z.array(z.object({ code: z.string(), token: z.string(), permissions: z.array(z.string()) })),
    })
    .nullable(),
});
type Channels = NonNullable<z.output<typeof channelsSchema>["me"]>["channels"];

const shopSchema = z.object({
  activeChannel: z.object({
    ...each(z.string(), "code", "token", "defaultCurrencyCode"),
    pricesIncludeTax: z.boolean(),
    defaultLanguageCode: z.string(),
    trackInventory: z.boolean().nullish(),
    outOfStockThreshold: wholeNumber.nullish(),
  }),
  stockLocations: z.object({ items: z.array(z.object({ id: idText, name: z.string() })) }),
  globalSettings: z.object({
    trackInventory: z.boolean(),
    outOfStockThreshold: wholeNumber,
    serverConfig: z.object({ moneyStrategyPrecision: wholeNumber }),
  }),
});

async function detect(ctx: Context): Promise<Detected> {
  const channels = await ownChannels(ctx);
  const chosen = channels && channelOf(channels, textOf(ctx, "channelToken"));
  const missingScopes = chosen ? missingIn(chosen.permissions) : [];
  const shop = await graphql(inChannel(ctx, chosen?.token), documents.SHOP, {
    variables: {},
    schema: shopSchema,
    what: "the shop",
  });
  const { activeChannel: channel, stockLocations, globalSettings } = shop;
  const tracksStock = channel.trackInventory ?? globalSettings.trackInventory;
  const threshold = channel.outOfStockThreshold ?? globalSettings.outOfStockThreshold;
  const address = auth.baseUrl(ctx);
  return {
    account: { externalId: `${address}#${channel.code}`, name: nameOf(channel.code, address) },
    stockPlace: locationOf(address, stockLocations.items),
    facts: {
      name: nameOf(channel.code, address),
      channel: channel.code,
      channelToken: channel.token,
      currency: channel.defaultCurrencyCode,
      language: channel.defaultLanguageCode,
      precision: globalSettings.serverConfig.moneyStrategyPrecision,
      pricesIncludeTax: channel.pricesIncludeTax,
      [PRICE_TAX]: channel.pricesIncludeTax ? "with" : "without",
      tracksStock,
      stockLocations: stockLocations.items.map(({ id }) => id),
    },
    locations: stockLocations.items.map(({ id, name }) => ({ key: id, name, active: true })),
    missingScopes,
    warnings: [
      message("warning.tellsNobodyNewOrdersArgosy"),
      ...(channel.code === DEFAULT_CHANNEL && (channels?.length ?? 0) > 1
        ? [message("warning.defaultChannelShowsOrdersAll")]
        : []),
      ...(threshold < 0 ? [message("warning.shopSellsBelowZeroOut")] : []),
      ...(tracksStock ? [] : [message("warning.shopNotCountStockUnless")]),
    ],
  };
}

/** Locations are shared by channels. Those that share a part of theirs only are places of their own. */
function locationOf(address: string, locations: readonly { readonly id: string }[]): string | undefined {
  const ids = locations.map(({ id }) => id).toSorted();
  return ids.length === 0 ? undefined : `${address}#locations-${ids.join(",")}`;
}

/** Null with an API key, which may not ask who it is. */
async function ownChannels(ctx: Context): Promise<Channels | null> {
  try {
    const { me } = await graphql(ctx, documents.ME, { variables: {}, schema: channelsSchema, what: "the login" });
    return me?.channels ?? null;
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "forbidden" || ctx.hasSecret("password")) throw error;
    return null;
  }
}

function channelOf(channels: Channels, requested: string): Channels[number] {
  const [only] = channels;
  if (!only)
    throw new ConnectorError({ kind: "forbidden", scope: "channel" }, message("error.administratorNoRoleAnyChannel"));
  if (requested === "" && channels.length === 1) return only;
  const found = channels.find(({ token, code }) => token === requested || code === requested);
  if (found) return found;
  const existing = channels.map(({ code, token }) => `${token} (${code})`).join(", ");
  const text =
    requested === ""
      ? message("error.severalChannels", { known: existing })
      : message("error.noSuchChannel", { token: requested, known: existing });
  throw new ConnectorError({ kind: "rejected", field: "channelToken" }, text);
}

function missingIn(permissions: readonly string[]) {
  if (permissions.includes("SuperAdmin")) return [];
  return RIGHTS.filter(({ rights }) => !rights.some((right) => permissions.includes(right))).map(
    ({ scope, enables }) => ({ scope, disables: enables }),
  );
}

/** Before there are facts the channel comes from what was just read. */
function inChannel(ctx: Context, token: string | undefined): Context {
  const { connection } = ctx;
  return token === undefined
    ? ctx
    : { ...ctx, connection: { ...connection, facts: { ...connection.facts, channelToken: token } } };
}

function nameOf(code: string, address: string): string {
  return code === DEFAULT_CHANNEL ? (URL.parse(address)?.hostname ?? "Vendure") : code;
}

function textOf(ctx: Context, setting: string): string {
  const value = ctx.connection.settings[setting];
  return typeof value === "string" ? value : "";
}
