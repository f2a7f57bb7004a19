/** Which catalog the site is on (first: nothing works on the other one), and what the key or app may really do. */
import type { Json } from "../../commerce/product.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError, isKind } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { isApp, textOf } from "./auth.ts";
import { allRows, asText, asTree, codeOf, rowsOf, wixCall, wixCallOrNull, wixQuery } from "./client.ts";
import { ADMIN_READ, PERMISSIONS } from "./permissions.ts";
import { locationSchema, versionSchema } from "./schemas.ts";
import type { Catalog } from "./shop.ts";
import { TREE } from "./v3/categories.ts";
import { message } from "./words.ts";

const REQUESTED = ["CURRENCY", "WEIGHT_MEASUREMENT_UNIT_INFO"];
const NOBODY = "00000000-0000-0000-0000-000000000000";

export async function detect(ctx: Context): Promise<Detected> {
  const catalog = await readCatalog(ctx);
  const site = await readSite(ctx);
  const found = await probeAll(catalog, ctx);
  const missing = [...found.missing];
  if (PERMISSIONS.every(({ subject }) => missing.includes(subject)))
    throw new ConnectorError({ kind: "forbidden", scope: "Wix Stores" }, message("error.knowsAccessButOpensNo"));
  const { locations, main } =
    catalog === "V3" && !missing.includes("inventory") ? await readLocations(ctx) : { locations: [], main: "" };
  const { merchantData } = found;
  const currency = site.currency ?? found.currency;
  return {
    account: {
      externalId: isApp(ctx.connection) ? textOf(ctx, "instanceId") : textOf(ctx, "siteId"),
      name: site.name ?? "Wix site",
    },
    facts: {
      catalog,
      missing,
      merchantData,
      ...site,
      ...(main === "" ? {} : { defaultLocation: main }),
      ...(currency === undefined ? {} : { currency }),
      ...(found.weightUnit === undefined ? {} : { weightUnit: found.weightUnit }),
    },
    locations,
    missingScopes: [
      ...PERMISSIONS.filter(({ subject }) => missing.includes(subject)).map(({ scope, disables }) => ({
        scope,
        disables,
      })),
      ...(merchantData || missing.includes("products") ? [] : [ADMIN_READ]),
    ],
    warnings: isApp(ctx.connection) ? [] : [message("warning.sendsWebhooksApps")],
  };
}

async function readCatalog(ctx: Context): Promise<Catalog> {
  const call = { path: "/stores/v3/provision/version", operation: "catalog.version" };
  const body = await wixCall(ctx, call).catch((error: unknown) => {
    if (!isKind(error, "forbidden")) throw error;
    throw new ConnectorError(error.info, message("error.notSiteAccess"), { cause: error, details: error.details });
  });
  const { catalogVersion } = parseResponse(versionSchema, body, { ctx, what: "the catalog's version" });
  if (catalogVersion === "V1_CATALOG") return "V1";
  if (catalogVersion === "V3_CATALOG") return "V3";
  throw new ConnectorError(
    { kind: "rejected", code: catalogVersion },
    catalogVersion === "STORES_NOT_INSTALLED"
      ? message("error.storesNotInstalledSite")
      : message("error.tellsCatalogKind", { kind: catalogVersion }),
  );
}

/** Known to apps only, and no field of it is needed. */
async function readSite(ctx: Context): Promise<{ name?: string; currency?: string; url?: string; locale?: string }> {
  if (!isApp(ctx.connection)) return {};
  const body = await wixCallOrNull(ctx, { path: "/apps/v1/instance", operation: "site.read" }).catch(closedAsNull);
  const site = asTree(asTree(body)["site"]);
  const [name, currency, url] = [site["siteDisplayName"], site["paymentCurrency"], site["url"]].map(asText);
  const locale = asText(site["locale"]);
  return {
    ...(name ? { name } : {}),
    ...(currency ? { currency } : {}),
    ...(url ? { url } : {}),
    ...(locale ? { locale } : {}),
  };
}

function closedAsNull(error: unknown): null {
  if (isKind(error, "forbidden", "rejected")) return null;
  throw error;
}

interface Found {
  readonly missing: ReadonlySet<string>;
  readonly merchantData: boolean;
  readonly currency: string | undefined;
  readonly weightUnit: string | undefined;
}

type Probe = (subject: string, path: string, json: Json) => Promise<Json>;

const ONE = { query: { cursorPaging: { limit: 1 } } };
const FIRST = { query: { paging: { limit: 1, offset: 0 } } };

/** Each permission is proved by a small read: Wix tells nobody which ones a key has. */
async function probeAll(catalog: Catalog, ctx: Context): Promise<Found> {
  const missing = new Set<string>();
  const probe: Probe = async (subject, path, json) => {
    try {
      return await wixQuery(ctx, `${subject}.list`, path, json);
    } catch (error) {
      // Not installed (428, 404) closes a part of the shop as much as not permitted.
      if (!isKind(error, "forbidden", "facts_stale", "not_found")) throw error;
      missing.add(subject);
      return null;
    }
  };
  const orders = await probe("orders", "/ecom/v1/orders/search", { search: { cursorPaging: { limit: 1 } } });
  const [order] = rowsOf(orders ?? { orders: [] }, "orders", ctx).map(asTree);
  const orderIds = [asText(order?.["id"]) ?? NOBODY];
  await probe("payments", "/ecom/v1/payments/list-by-ids", { orderIds });
  await probe("fulfillments", "/ecom/v1/fulfillments/list-by-ids", { orderIds });
  const { products, merchantData } = catalog === "V3" ? await probeV3(probe) : await probeV1(probe);
  await probe("contacts", "/contacts/v5/contacts/query", ONE);
  await probe("coupons", "/stores/v2/coupons/query", FIRST);
  await probe("giftCards", "/gift-cards/v1/gift-cards/query", ONE);
  const [product] = rowsOf(products ?? { products: [] }, "products", ctx).map(asTree);
  const currency =
    asText(product?.["currency"]) ?? asText(asTree(product?.["priceData"])["currency"]) ?? asText(order?.["currency"]);
  const unitInfo = asTree(asTree(product?.["physicalProperties"])["weightMeasurementUnitInfo"]);
  const weightUnit = asText(unitInfo["weightMeasurementUnit"]) ?? asText(order?.["weightUnit"]);
  return { missing, merchantData, currency, weightUnit };
}

interface Shown {
  readonly products: Json;
  readonly merchantData: boolean;
}

async function probeV3(probe: Probe): Promise<Shown> {
  let merchantData = true;
  const ask = (fields: readonly string[]) => probe("products", "/stores/v3/products/query", { ...ONE, fields });
  const products = await ask([...REQUESTED, "MERCHANT_DATA"]).catch((error: unknown) => {
    if (!isConnectorError(error) || !codeOf(error).startsWith("NO_PERMISSION")) throw error;
    merchantData = false;
    return ask(REQUESTED);
  });
  await probe("inventory", "/stores/v3/inventory-items/query", ONE);
  await probe("categories", "/categories/v1/categories/query", { ...ONE, treeReference: TREE });
  return { products, merchantData };
}

async function probeV1(probe: Probe): Promise<Shown> {
  const products = await probe("products", "/stores-reader/v1/products/query", FIRST);
  await probe("inventory", "/stores-reader/v2/inventoryItems/query", FIRST);
  await probe("categories", "/stores-reader/v1/collections/query", FIRST);
  return { products, merchantData: true };
}

async function readLocations(
  ctx: Context,
): Promise<{ readonly locations: Detected["locations"]; readonly main: string }> {
  const rows = await allRows(ctx, {
    operation: "inventory.locations",
    path: "/stores/v3/locations/query",
    rows: "storesLocations",
    filter: {},
    limit: 100,
  });
  const reported = rows.map((row) => parseResponse(locationSchema, row, { ctx, what: "a location" }));
  return {
    locations: reported.map(({ id, name }) => ({ key: id, name: name ?? id, active: true })),
    main: reported.find(({ defaultLocation }) => defaultLocation === true)?.id ?? "",
  };
}
