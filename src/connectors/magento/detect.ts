/** What the shop tells of itself, what the integration may do, and where the goods lie. */

import { z } from "zod";
import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { optionalText, parseResponse, texts, wholeNumber } from "../kit/parse/parse.ts";
import { authModeOf, restRoot, textSetting } from "./auth.ts";
import { eq, find, get, searchAll, searchQuery } from "./client.ts";
import { english, message } from "./words.ts";

const flag = z.union([z.boolean(), z.number()]).transform((value) => value === true || value === 1);
const websites = z.array(
  z.object({ id: wholeNumber, code: z.string(), name: optionalText, default_group_id: wholeNumber }),
);
const groups = z.array(
  z.object({ id: wholeNumber, website_id: wholeNumber, root_category_id: wholeNumber, default_store_id: wholeNumber }),
);
const views = z.array(z.object({ id: wholeNumber, code: z.string(), website_id: wholeNumber, is_active: flag }));
const configs = z.array(
  z.object({
    id: wholeNumber,
    code: z.string(),
    website_id: wholeNumber,
    base_currency_code: z.string(),
    ...texts("timezone", "weight_unit", "base_media_url", "secure_base_media_url"),
  }),
);
const attributeSets = z.array(z.object({ attribute_set_id: wholeNumber, attribute_set_name: optionalText }));

type Website = z.output<typeof websites>[number];

export async function detect(ctx: Context): Promise<Detected> {
  const modules = await modulesOf(ctx);
  const all = parseResponse(websites, await get(ctx, "/store/websites", "connect.websites"), { ctx, what: "websites" });
  const website = websiteOf(
    all.filter((one) => one.id !== 0),
    textSetting(ctx, "websiteCode"),
  );
  const stores = await storesOf(website, ctx);
  const isShared = all.filter((one) => one.id !== 0).length === 1;
  const missing = await missingRights(ctx);
  const hasSources = modules === null || modules.includes("Magento_InventoryApi");
  const locations = hasSources
    ? await ifAllowed(() => locationsOf(website.code, ctx), NO_LOCATIONS, {
        missing,
        disables: english("missing.stock"),
      })
    : NO_LOCATIONS;
  const requested = { missing, disables: english("missing.newProducts") };
  const attributeSetId = await ifAllowed(() => defaultAttributeSet(ctx), USUAL_SET, requested);
  const isStockRefused = [...missing.values()].some((one) => one.disables === "stock");
  return {
    account: { externalId: `${restRoot(ctx)}#${website.code}`, name: website.name ?? website.code },
    // Websites that sell from one stock sell from the same sources. Stocks that share some sources only are told apart.
    stockPlace: locations.linked.length > 0 ? `${restRoot(ctx)}#stock-${locations.stockId}` : undefined,
    facts: {
      name: website.name ?? website.code,
      website: website.code,
      websiteId: website.id,
      hasOtherWebsites: all.filter((one) => one.id !== 0).length > 1,
      ...stores,
      priceStoreIds: isShared ? [0] : await priceStoresOf(stores, ctx),
      hasSources,
      stockId: locations.stockId,
      sources: locations.linked,
      attributeSetId,
      edition: editionOf(modules, ctx),
      hasGiftCards: modules?.includes("Magento_GiftCardAccount") ?? true,
    },
    locations: locations.locations,
    missingScopes: [...missing.values()],
    warnings: [
      message("warning.tellsNobodyNewOrdersArgosy"),
      ...(hasSources ? [] : [message("warning.shopModulesInventorySourcesRemoved")]),
      ...(hasSources && locations.linked.length === 0 && !isStockRefused
        ? [message("warning.noSourceLinkedStockWebsite")]
        : []),
    ],
  };
}

/** Any active integration may ask; who is refused here has no valid proof. */
async function modulesOf(ctx: Context): Promise<readonly string[] | null> {
  // The names of a cloud tenant's modules are Adobe's own affair.
  if (authModeOf(ctx) === "ims") return null;
  try {
    return parseResponse(z.array(z.string()), await get(ctx, "/modules", "connect.modules"), { ctx, what: "modules" });
  } catch (error) {
    if (!isConnectorError(error) || !["forbidden", "auth_revoked", "auth_expired"].includes(error.kind)) throw error;
    throw authModeOf(ctx) === "bearer" ? bearerRefused(error) : signatureRefused(error);
  }
}

function bearerRefused(cause: ConnectorError): ConnectorError {
  return new ConnectorError({ kind: "auth_revoked" }, message("error.shopRefusesAccessTokenBearer"), { cause });
}

const REFUSALS: readonly (readonly [sign: RegExp, words: Message])[] = [
  [/consumer having the specified key/i, message("error.shopNotKnowConsumerKey")],
  [/token does not exist|token has been revoked/i, message("error.shopNotKnowAccessToken")],
  [/token is not associated/i, message("error.accessTokenBelongsAnotherIntegration")],
  [/signature is invalid/i, message("error.shopRefusesSignatureTwoSecrets")],
];

function signatureRefused(cause: ConnectorError): ConnectorError {
  const texts = REFUSALS.find(([sign]) => sign.test(cause.message))?.[1];
  return new ConnectorError({ kind: "auth_revoked" }, texts ?? message("error.shopNotAcceptIntegrationActivate"), {
    cause,
  });
}

/** The website named, or the only one. */
function websiteOf(all: readonly Website[], requested: string): Website {
  const codes = all.map((one) => one.code).join(", ");
  const [only] = all;
  if (only && requested === "" && all.length === 1) return only;
  const found = all.find((one) => one.code === requested);
  if (found) return found;
  const text =
    requested === ""
      ? message("error.severalWebsites", { codes })
      : message("error.noSuchWebsite", { website: requested, codes });
  throw new ConnectorError({ kind: "rejected", field: "websiteCode" }, text);
}

async function storesOf(website: Website, ctx: Context) {
  const read = async <T extends z.ZodType>(path: string, schema: T) =>
    parseResponse(schema, await get(ctx, path, "connect.store"), { ctx, what: path });
  const own = (await read("/store/storeViews", views)).filter((view) => view.website_id === website.id);
  const requested = textSetting(ctx, "storeCode");
  if (requested !== "" && requested !== "all" && !own.some((view) => view.code === requested))
    throw new ConnectorError(
      { kind: "rejected", field: "storeCode" },
      message("error.websiteNoStoreViewEnter", { view: requested, codes: own.map((view) => view.code).join(", ") }),
    );
  const group = (await read("/store/storeGroups", groups)).find((one) => one.id === website.default_group_id);
  const view = own.find((one) => one.id === group?.default_store_id) ?? own.find((one) => one.is_active) ?? own[0];
  const existing = await read("/store/storeConfigs", configs);
  const config =
    existing.find((one) => one.code === view?.code) ?? existing.find((one) => one.website_id === website.id);
  if (!view || !config)
    throw new ConnectorError({ kind: "rejected", field: "websiteCode" }, message("error.websiteNoStoreViewSells"));
  return {
    storeIds: own.map((one) => one.id),
    storeView: view.code,
    rootCategoryId: group?.root_category_id ?? 2,
    currency: config.base_currency_code,
    viewId: view.id,
    hasOtherCurrencies: existing.some((one) => one.base_currency_code !== config.base_currency_code),
    timeZone: config.timezone ?? "UTC",
    weightUnit: config.weight_unit ?? "lbs",
    mediaUrl: config.secure_base_media_url ?? config.base_media_url ?? "",
  };
}

/** Base currencies differ only where prices are kept per website; else the attribute tells. Without the right to ask: for all. */
async function priceStoresOf(
  { storeIds, viewId, hasOtherCurrencies }: Awaited<ReturnType<typeof storesOf>>,
  ctx: Context,
): Promise<readonly number[]> {
  const own = [viewId, ...storeIds.filter((id) => id !== viewId)];
  if (hasOtherCurrencies) return own;
  const body = await find(ctx, "/products/attributes/price", "attributes.get").catch((error: unknown) => {
    if (isConnectorError(error) && error.kind === "forbidden") return null;
    throw error;
  });
  if (body === null) return [0];
  const { scope } = parseResponse(z.object({ scope: optionalText }), body, { ctx, what: "price attribute" });
  return scope === undefined || scope === "global" ? [0] : own;
}

/** One read for each right, with what is lost without it. */
const PROBES: readonly { readonly path: string; readonly scope: string; readonly disables: string }[] = [
  { path: "/orders", scope: "Magento_Sales::actions_view", disables: english("missing.readingOrders") },
  { path: "/shipments", scope: "Magento_Sales::shipment", disables: english("missing.parcelsTrackingNumbers") },
  { path: "/invoices", scope: "Magento_Sales::sales_invoice", disables: english("missing.paymentsOrders") },
  { path: "/creditmemos", scope: "Magento_Sales::sales_creditmemo", disables: english("missing.refunds") },
  { path: "/products", scope: "Magento_Catalog::products", disables: english("missing.productsPrices") },
  {
    path: "/products/attributes",
    scope: "Magento_Catalog::attributes_attributes",
    disables: english("missing.variants"),
  },
  { path: "/categories/list", scope: "Magento_Catalog::categories", disables: english("word.categories") },
  { path: "/inventory/sources", scope: "Magento_InventoryApi::source", disables: english("missing.stock") },
  { path: "/inventory/source-items", scope: "Magento_InventoryApi::source", disables: english("missing.stock") },
  { path: "/customers/search", scope: "Magento_Customer::customer", disables: english("missing.customers") },
  { path: "/coupons/search", scope: "Magento_SalesRule::quote", disables: english("missing.discountCodes") },
];

type Missing = Map<string, { readonly scope: string; readonly disables: string }>;

/** What a call tells, or something in its place when the right to it is missing, which is noted. */
async function ifAllowed<T>(
  call: () => Promise<T>,
  otherwise: T,
  { missing, disables }: { readonly missing: Missing; readonly disables: string },
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "forbidden") throw error;
    missing.set(error.info.scope, { scope: error.info.scope, disables });
    return otherwise;
  }
}

async function missingRights(ctx: Context): Promise<Missing> {
  const missing: Missing = new Map();
  for (const { path, scope, disables } of PROBES) {
    try {
      await get(ctx, path, "connect.rights", searchQuery({ path, operation: "", size: 1 }));
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      const reported = error.info.kind === "forbidden" ? error.info.scope : undefined;
      // A module that is not there has no route; its port is left out.
      if (reported === undefined && error.kind !== "unsupported") throw error;
      if (reported !== undefined) missing.set(reported, { scope: reported || scope, disables });
    }
  }
  return missing;
}

/** The set a fresh shop has. */
const USUAL_SET = 4;

interface StoreScopes {
  readonly stockId: number;
  readonly linked: readonly string[];
  readonly locations: Detected["locations"];
}

const NO_LOCATIONS: StoreScopes = { stockId: 1, linked: [], locations: [] };

const stockSchema = z.object({ stock_id: wholeNumber });
const sourceSchema = z.object({ source_code: z.string(), name: optionalText, enabled: z.boolean() });
const linkSchema = z.object({ source_code: z.string(), priority: wholeNumber.nullish() });

/** Sources of the stock the website sells from. Any other is shown, and never written: its goods are not for sale here. */
async function locationsOf(website: string, ctx: Context): Promise<StoreScopes> {
  const rows = async <T extends z.ZodType>(
    path: string,
    schema: T,
    groups: Parameters<typeof searchAll>[1]["groups"],
  ) => {
    const found: Json[] = await searchAll(ctx, { path, operation: "connect.places", groups, size: 100 });
    return parseResponse(z.array(schema), found, { ctx, what: path });
  };
  const resolved = await get(ctx, `/inventory/stock-resolver/website/${website}`, "connect.stock");
  const { stock_id: stockId } = parseResponse(stockSchema, resolved, { ctx, what: "stock" });
  const sources = await rows("/inventory/sources", sourceSchema, []);
  const links = await rows("/inventory/stock-source-links", linkSchema, [[eq("stock_id", String(stockId))]]);
  const order = links.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0)).map((one) => one.source_code);
  const enabled = new Set(sources.filter((one) => one.enabled).map((one) => one.source_code));
  const linked = order.filter((code) => enabled.has(code));
  const rank = (code: string) => (linked.includes(code) ? linked.indexOf(code) : linked.length);
  const locations = sources
    .toSorted((a, b) => rank(a.source_code) - rank(b.source_code))
    .map(({ source_code: key, name }) => ({ key, name: name ?? key, active: linked.includes(key) }));
  return { stockId, linked, locations };
}

async function defaultAttributeSet(ctx: Context): Promise<number> {
  const rows = await searchAll(ctx, {
    path: "/eav/attribute-sets/list",
    operation: "connect.attribute_sets",
    groups: [[eq("entity_type_code", "catalog_product")]],
    size: 20,
  });
  const sets = parseResponse(attributeSets, rows, { ctx, what: "attribute sets" });
  const set = sets.find((one) => one.attribute_set_name === "Default") ?? sets[0];
  if (set) return set.attribute_set_id;
  throw new ConnectorError({ kind: "drift", path: "attribute_set_id" }, message("error.shopNoAttributeSetProducts"));
}

function editionOf(modules: readonly string[] | null, ctx: Context): string {
  if (authModeOf(ctx) === "ims") return "Adobe Commerce as a Cloud Service";
  return modules?.includes("Magento_GiftCardAccount") ? "Adobe Commerce" : "Magento Open Source";
}
