import type { HubText, Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { namesShopAddress } from "../kit/contract/own-server.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { childOf } from "../kit/parse/xml.ts";
import { baseUrlOf, list, listAll, xmlOf } from "./client.ts";
import { ESSENTIAL, missingTicks, ticksOf } from "./permissions.ts";
import { currencySchema, isoSchema, languageSchema, shopGroupSchema, shopSchema } from "./schemas.ts";
import { message } from "./words.ts";
import { configuration, isZone, movedZone } from "./zone.ts";

const WEBSERVICE = "Advanced Parameters > Webservice";

export const connect: Connect = {
  async begin({ values }) {
    if (!namesShopAddress(values))
      throw new ConnectorError({ kind: "rejected", field: "baseUrl" }, message("error.shopAddressNotAddressLooks"));
    requireZone(values.timeZone ?? "");
    return { step: "ready" };
  },
  async complete(input) {
    const values = input.kind === "form" ? input.values : input.begin.values;
    const { baseUrl = "", wsKey = "" } = values;
    return { grant: { secrets: { wsKey } }, accounts: [{ externalId: baseUrl, name: baseUrl }] };
  },
  detect,
};

function requireZone(timeZone: string): void {
  if (timeZone === "" || isZone(timeZone)) return;
  throw new ConnectorError(
    { kind: "rejected", field: "timeZone" },
    message("error.noTimeZoneLooksLike", { zone: timeZone }),
  );
}

function setting(ctx: Context, name: string): string {
  const value = ctx.connection.settings[name];
  return typeof value === "string" ? value : "";
}

async function detect(ctx: Context): Promise<Detected> {
  const response = await index(ctx);
  const api = childOf(await xmlOf(response, ctx), "api");
  if (!api) throw noWebservice();
  const version = response.headers["psws-version"] ?? "";
  const hasPatch = !version.startsWith("1.");
  const ticks = ticksOf(api);
  requireEssentials(ticks);
  const existing = await readShop(ctx, ticks);
  const missing = missingTicks(ticks, hasPatch);
  if (!missing.some(({ scope }) => scope.startsWith("orders ")))
    await list(ctx, { resource: "orders", operation: "orders.probe", display: "[id]", limit: "1" });
  const name = api.attributes.shopName ?? existing.shopName ?? "PrestaShop";
  const address = baseUrlOf(ctx.connection).replace(/\/api$/, "");
  return {
    account: { externalId: `${address}#${existing.shop}`, name },
    stockPlace: existing.sharingGroup === null ? undefined : `${address}#group-${existing.sharingGroup}`,
    facts: { name, version, ...existing.facts },
    locations: [],
    missingScopes: missing,
    warnings: [
      message("warning.tellsNobodyNewOrdersArgosy"),
      ...existing.warnings,
      ...(hasPatch ? [] : [message("warning.versionTakesWholeRecordsArgosy", { version })]),
    ],
  };
}

/** As XML: in JSON this one call is an error of every shop on PHP 8. */
async function index(ctx: Context): Promise<PlatformResponse> {
  try {
    return await ctx.http.request({
      method: "GET",
      url: "/",
      headers: { accept: "application/xml" },
      operation: "index",
    });
  } catch (error) {
    throw isConnectorError(error) ? asText(error) : error;
  }
}

function asText(error: ConnectorError): ConnectorError {
  const { info } = error;
  const details = error.details as { readonly body?: string } | null;
  const reported = typeof details?.body === "string" ? details.body : "";
  const because = (text: Message) => new ConnectorError(info, text, { cause: error, details: error.details });
  if (info.kind === "auth_revoked" && reported.trim() === "401 Unauthorized")
    return because(message("error.keyNotPassedOn"));
  if (info.kind === "auth_revoked" && /\b21\b/.test(reported) && !/\b20\b/.test(reported))
    return because(message("error.keyNoRights", { where: WEBSERVICE }));
  if (info.kind === "auth_revoked") return because(message("error.shopNotKnowKey", { where: WEBSERVICE }));
  if (info.kind === "suspended") return because(message("error.webserviceOff", { where: WEBSERVICE }));
  if (info.kind === "forbidden" && info.scope === "shop")
    return because(message("error.keyNotForShop", { where: WEBSERVICE }));
  if (info.kind === "not_found" || info.kind === "unsupported") return noWebservice(error);
  return error;
}

function noWebservice(cause?: unknown): ConnectorError {
  return new ConnectorError(
    { kind: "rejected", field: "baseUrl", code: "no_api" },
    message("error.noWebserviceAddressCheckAddress"),
    { cause },
  );
}

function requireEssentials(ticks: ReadonlyMap<string, ReadonlySet<string>>): void {
  const lacking = ESSENTIAL.filter((resource) => !ticks.get(resource)?.has("get"));
  if (lacking.length === 0) return;
  throw new ConnectorError(
    { kind: "forbidden", scope: lacking.map((resource) => `GET ${resource}`).join(", ") },
    message("error.keyNotReadTickView", { what: lacking.join(", "), where: WEBSERVICE }),
  );
}

interface ShopRead {
  readonly shop: string;
  readonly shopName: string | undefined;
  /** Group of shops whose quantities this one shares; null: its own, or the key may not read groups. */
  readonly sharingGroup: string | null;
  readonly facts: Readonly<Record<string, Json>>;
  readonly warnings: readonly HubText[];
}

async function readShop(ctx: Context, ticks: ReadonlyMap<string, ReadonlySet<string>>): Promise<ShopRead> {
  const can = (resource: string) => ticks.get(resource)?.has("get") ?? false;
  const { shop, isOneOfSeveral } = can("shops") ? await chosenShop(ctx) : { shop: null, isOneOfSeveral: false };
  const settings = can("configurations") ? await configuration(ctx, NAMES) : new Map<string, string>();
  const groups = can("shop_groups") ? await readAll(ctx, "shop_groups", shopGroupSchema) : [];
  const group = groups.find(({ id, share_stock }) => share_stock && id === shop?.id_shop_group);
  const languages = await readAll(ctx, "languages", languageSchema);
  const currencies = (await readAll(ctx, "currencies", currencySchema)).filter((one) => !one.deleted);
  const countries = can("countries") ? await readAll(ctx, "countries", isoSchema, "[id,iso_code]") : [];
  const byDefault = settings.get("PS_CURRENCY_DEFAULT");
  const currency =
    currencies.find((one) => one.id === byDefault) ??
    currencies.find((one) => Number(one.conversion_rate) === 1) ??
    currencies[0];
  const reported = settings.get("PS_TIMEZONE") ?? "";
  const timeZone = isZone(reported || "UTC") ? reported : "";
  const idLang = setting(ctx, "idLang");
  requireLanguage(idLang, languages);
  return {
    shop: shop?.id ?? "1",
    shopName: shop?.name,
    sharingGroup: group?.id ?? null,
    facts: {
      stockGroup: group?.id ?? null,
      shop: shop?.id ?? "1",
      isOneOfSeveral,
      homeCategory: shop?.id_category ?? "2",
      currency: currency?.iso_code ?? "EUR",
      idCurrency: currency?.id ?? "1",
      currencies: Object.fromEntries(currencies.map((one) => [one.id, one.iso_code])),
      countries: Object.fromEntries(countries.map((one) => [one.id, one.iso_code])),
      email: settings.get("PS_SHOP_EMAIL") ?? null,
      country: countries.find((one) => one.id === settings.get("PS_COUNTRY_DEFAULT"))?.iso_code ?? null,
      ...movedZone(ctx, timeZone),
      weightUnit: settings.get("PS_WEIGHT_UNIT") ?? "",
      dimensionUnit: settings.get("PS_DIMENSION_UNIT") ?? "",
      idCountry: settings.get("PS_COUNTRY_DEFAULT") ?? "",
      ecotaxGroup: settings.get("PS_ECOTAX_TAX_RULES_GROUP_ID") ?? "0",
      roundType: settings.get("PS_ROUND_TYPE") ?? "",
      roundMode: settings.get("PS_PRICE_ROUND_MODE") ?? "",
      packStockType: settings.get("PS_PACK_STOCK_TYPE") ?? "0",
      idLang: settings.get("PS_LANG_DEFAULT") ?? languages.find((one) => one.active)?.id ?? "1",
    },
    warnings: [
      ...(timeZone !== "" || setting(ctx, "timeZone") !== "" ? [] : [message("warning.shopTimeZoneNotKnown")]),
      ...(settings.size > 0 ? [] : [message("warning.keyNotReadConfigurationsWeights")]),
    ],
  };
}

async function readAll<T extends Parameters<typeof parseResponse>[0]>(
  ctx: Context,
  resource: string,
  schema: T,
  display = "full",
) {
  const rows = await listAll(ctx, { resource, operation: `${resource}.list`, display });
  return rows.map((row) => parseResponse(schema, row, { ctx, what: resource }));
}

const NAMES = [
  "PS_SHOP_EMAIL",
  "PS_TIMEZONE",
  "PS_CURRENCY_DEFAULT",
  "PS_LANG_DEFAULT",
  "PS_WEIGHT_UNIT",
  "PS_DIMENSION_UNIT",
  "PS_COUNTRY_DEFAULT",
  "PS_ECOTAX_TAX_RULES_GROUP_ID",
  "PS_ROUND_TYPE",
  "PS_PRICE_ROUND_MODE",
  "PS_PACK_STOCK_TYPE",
];

/**
 * The shop named; else the one known since the PrestaShop had no other; else the only one. Asked first, and without the
 * shop's number: an unknown one is sent to the home page.
 */
async function chosenShop(ctx: Context) {
  const { connection } = ctx;
  const { shop: existing } = connection.facts;
  const open = {
    ...ctx,
    connection: {
      ...connection,
      facts: { ...connection.facts, isOneOfSeveral: false },
      settings: { ...connection.settings, idShop: "" },
    },
  };
  const all = (await readAll(open, "shops", shopSchema)).filter((one) => !one.deleted);
  const isOneOfSeveral = all.length > 1;
  const named = setting(ctx, "idShop");
  if (named === "" && !isOneOfSeveral) return { shop: all[0] ?? null, isOneOfSeveral };
  const requested = named === "" && typeof existing === "string" ? existing : named;
  const shop = all.find((one) => one.id === requested);
  if (shop) return { shop, isOneOfSeveral };
  const choice = choiceOf(all);
  throw unknownShop(
    requested === ""
      ? message("error.severalShops", { choice })
      : message("error.noSuchShop", { shop: requested, choice }),
  );
}

const unknownShop = (text: Message) => new ConnectorError({ kind: "rejected", field: "idShop" }, text);

const choiceOf = (all: readonly { readonly id: string; readonly name: string | undefined }[]): string =>
  all.map((one) => `${one.id} (${one.name ?? "?"})`).join(", ");

function requireLanguage(
  idLang: string,
  languages: readonly { readonly id: string; readonly iso_code: string | undefined }[],
): void {
  if (idLang === "" || languages.some((one) => one.id === idLang)) return;
  const choice = languages.map((one) => `${one.id} (${one.iso_code ?? "?"})`).join(", ");
  throw new ConnectorError(
    { kind: "rejected", field: "idLang" },
    message("error.shopNoLanguageEnter", { language: idLang, choice }),
  );
}
