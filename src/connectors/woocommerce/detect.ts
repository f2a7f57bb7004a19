/** The connection test in the order of the sheet, and the facts a connection works with. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import { PRICE_TAX, type PriceTax } from "../kit/parse/net-prices.ts";
import { shopError } from "./classify.ts";
import { asRecord } from "./client.ts";
import type { Discovered } from "./discover.ts";
import { discover } from "./discover.ts";
import { readShopJson } from "./json.ts";
import { HOLD_MINUTES } from "./order-source.ts";
import { isStandardStatus } from "./statuses.ts";
import { message } from "./words.ts";

/** Reads the index, proves reading and writing, then learns currency, stock, tax, plugins. Throws with words. */
export async function detect(ctx: Context): Promise<Detected> {
  const { settings } = ctx.connection;
  const found = await discover(typeof settings["siteUrl"] === "string" ? settings["siteUrl"] : "", ctx);
  await proveRead(ctx, found);
  await proveWrite(ctx);
  const facts = await learn(ctx, found);
  return {
    account: { externalId: found.externalId, name: found.name },
    facts,
    // One number per item: WooCommerce has no locations.
    locations: [{ key: "", name: found.name, active: true }],
    missingScopes: [],
    warnings: warnings(facts, found),
  };
}

function get(
  ctx: Context,
  path: string,
  operation: string,
  query: readonly (readonly [string, string])[] = [],
): Promise<PlatformResponse> {
  return ctx.http.request({ method: "GET", url: path, query, operation, headers: { "cache-control": "no-cache" } });
}

async function proveRead(ctx: Context, found: Discovered): Promise<void> {
  const response = await get(ctx, "wc/v3/orders", "connect.read", [
    ["per_page", "1"],
    ["_fields", "id"],
  ]);
  if (response.status !== 200) throw refusal(response, found, "read");
  if (Array.isArray(readShopJson(response.text))) return;
  throw new ConnectorError({ kind: "forbidden", scope: "firewall" }, message("error.shopAnswersApiWebPage"));
}

/** An empty batch proves the right to write and changes nothing (captured: 200 `[]`). */
async function proveWrite(ctx: Context): Promise<void> {
  const response = await ctx.http.request({
    method: "POST",
    url: "wc/v3/products/batch",
    json: {},
    operation: "connect.write",
    safe: true,
  });
  if (response.status !== 200) throw refusal(response, null, "write");
}

const UNKNOWN_KEY = message("error.shopNotKnowConsumerKey");

/** One code stands for a wrong secret and a wrong scope; the shop's words, where English, tell more. */
function keyRefusal(phrase: string, requested: "read" | "write"): ConnectorError {
  const revoked = (text: HubText) => new ConnectorError({ kind: "auth_revoked" }, text);
  // Reading was proved before with the same key.
  if (requested === "write")
    return new ConnectorError({ kind: "forbidden", scope: "write" }, message("error.keyOnlyReads"));
  if (/permission/i.test(phrase))
    return new ConnectorError({ kind: "forbidden", scope: "read" }, message("error.keyOnlyWrites"));
  if (/consumer key/i.test(phrase)) return revoked(UNKNOWN_KEY);
  if (/signature/i.test(phrase)) return revoked(message("refused.consumerSecretNotBelongConsumer"));
  return revoked(message("refused.consumerSecretNotBelongConsumer2"));
}

/** The words for each way a test call is refused. */
export function refusal(
  response: PlatformResponse,
  found: Pick<Discovered, "root" | "siteUrl"> | null,
  requested: "read" | "write",
): ConnectorError {
  const error = shopError(response);
  const revoked = (text: HubText) => new ConnectorError({ kind: "auth_revoked" }, text);
  const forbidden = (scope: string, text: HubText) => new ConnectorError({ kind: "forbidden", scope }, text);
  if (response.status === 403 && (error === null || looksLikeHtml(response)))
    return forbidden("firewall", message("refused.shopFirewallSecurityPluginBlocks"));
  if (response.status === 403) return forbidden("role", message("refused.keyValidButWordpressUser"));
  if (response.status === 404 || error?.code === "rest_no_route")
    return new ConnectorError(
      { kind: "rejected", field: "siteUrl", code: "no_route" },
      message("error.shopNoApiAddressWordpress"),
    );
  if (error?.code === "woocommerce_rest_authentication_error") return keyRefusal(error.message, requested);
  if (response.status === 401 && found && seesNoTls(found))
    return revoked(message("refused.shopNotSeeSecureConnection"));
  if (response.status === 401) return revoked(UNKNOWN_KEY);
  return new ConnectorError(
    { kind: "transient" },
    message("error.shopAnsweredStatusTryAgain", { status: response.status }),
  );
}

/** `home` in the index follows the scheme PHP sees. */
function seesNoTls(found: Pick<Discovered, "root" | "siteUrl">): boolean {
  const { home } = found.root;
  return found.siteUrl.startsWith("https://") && typeof home === "string" && home.startsWith("http://");
}

async function settingOf(ctx: Context, group: string, id: string): Promise<Json | undefined> {
  const response = await get(ctx, `wc/v3/settings/${group}/${id}`, "connect.setting");
  return response.status === 200 ? asRecord(readShopJson(response.text))["value"] : undefined;
}

async function record(
  ctx: Context,
  path: string,
  query: readonly (readonly [string, string])[] = [],
): Promise<{ readonly [key: string]: Json }> {
  const response = await get(ctx, path, "connect.facts", query);
  return response.status === 200 ? asRecord(readShopJson(response.text)) : {};
}

/** Order statuses of plugins that are not understood, as the shop names them. */
async function unknownStatuses(ctx: Context): Promise<Json> {
  const response = await get(ctx, "wc/v3/orders/statuses", "connect.facts");
  const list = response.status === 200 ? readShopJson(response.text) : null;
  const rows = (Array.isArray(list) ? list : []).map((row) => asRecord(row));
  return rows.flatMap(({ slug, name }) =>
    typeof slug === "string" && !isStandardStatus(slug) ? [`${typeof name === "string" ? name : slug} (${slug})`] : [],
  );
}

interface Routes {
  /** `GET /orders` filters by change (about WC 5.8). */
  readonly modifiedFilter: boolean;
  readonly fulfilments: boolean;
}

const FULFILMENTS = "/wc/v3/orders/(?P<order_id>[\\d]+)/fulfillments";

/**
 * What the namespace's own index lists. Asking a route for its options proves nothing: WordPress answers 200 for any
 * path, also for one it does not have (seen in 10.2.4).
 */
async function routesOf(ctx: Context): Promise<Routes> {
  const routes = asRecord((await record(ctx, "wc/v3", [["_fields", "routes"]]))["routes"]);
  const orders = asRecord(routes["/wc/v3/orders"])["endpoints"];
  return {
    modifiedFilter: !Array.isArray(orders) || orders.some((one) => "modified_after" in asRecord(asRecord(one)["args"])),
    fulfilments: FULFILMENTS in routes,
  };
}

/** A shop that reckons no tax asks of buyers what it keeps, whatever the other setting says. */
async function taxOf(ctx: Context): Promise<{ readonly [fact: string]: Json }> {
  const reckoned = await settingOf(ctx, "general", "woocommerce_calc_taxes");
  const included = await settingOf(ctx, "tax", "woocommerce_prices_include_tax");
  const isNet = reckoned === "yes" && included === "no";
  const isReported = reckoned !== undefined && included !== undefined;
  const priceTax: PriceTax = isNet ? "without" : "with";
  return { pricesIncludeTax: included === "yes", [PRICE_TAX]: isReported ? priceTax : null };
}

async function learn(ctx: Context, found: Discovered): Promise<Readonly<Record<string, Json>>> {
  const { root } = found;
  const namespaces = Array.isArray(root["namespaces"]) ? root["namespaces"] : [];
  const currency = await record(ctx, "wc/v3/data/currencies/current");
  const status = await record(ctx, "wc/v3/system_status", [["_fields", "environment,settings"]]);
  const environment = asRecord(status["environment"]);
  const statusSettings = asRecord(status["settings"]);
  const routes = await routesOf(ctx);
  return {
    name: found.name,
    siteUrl: found.siteUrl,
    restRoot: found.restRoot,
    timeZone: root["timezone_string"] || null,
    gmtOffset: root["gmt_offset"] ?? 0,
    email: firstAddress(await settingOf(ctx, "products", "woocommerce_stock_email_recipient")),
    country: countryOf(await settingOf(ctx, "general", "woocommerce_default_country")),
    currency: currency["code"] ?? statusSettings["currency"] ?? "USD",
    decimals: Number((await settingOf(ctx, "general", "woocommerce_price_num_decimals")) ?? 2),
    managesStock: (await settingOf(ctx, "products", "woocommerce_manage_stock")) !== "no",
    [HOLD_MINUTES]: await settingOf(ctx, "products", "woocommerce_hold_stock_minutes").then(minutesOf),
    weightUnit: (await settingOf(ctx, "products", "woocommerce_weight_unit")) ?? "kg",
    dimensionUnit: (await settingOf(ctx, "products", "woocommerce_dimension_unit")) ?? "cm",
    ...(await taxOf(ctx)),
    version: environment["version"] ?? null,
    wordpress: environment["wp_version"] ?? null,
    hpos: statusSettings["HPOS_enabled"] ?? null,
    ...routes,
    unknownStatuses: await unknownStatuses(ctx),
    shipmentTracking: namespaces.includes("wc-shipment-tracking/v3"),
  };
}

/** An empty field switches the hold off (WC_Settings_Products, "Hold stock (minutes)"); null: not told. */
const minutesOf = (value: Json | undefined): number | null =>
  value === undefined ? null : Math.max(0, Math.trunc(Number(value)) || 0);

/** Whom the shop writes to about its stock, its own administrator unless changed: it tells no other address of its own. */
const firstAddress = (value: Json | undefined): string | null =>
  typeof value === "string" ? value.split(",")[0]?.trim() || null : null;

/** "US:CA" is a country with its state. */
const countryOf = (value: Json | undefined): string | null =>
  typeof value === "string" ? value.split(":")[0] || null : null;

function warnings(facts: Readonly<Record<string, Json>>, found: Discovered): HubText[] {
  const list: HubText[] = [];
  if (facts["managesStock"] === false) list.push(message("said.stockManagementSwitchedOffShop"));
  if (found.siteUrl.startsWith("http://")) list.push(message("said.shopNoHttpsRequestsSigned"));
  if (facts["modifiedFilter"] === false) list.push(message("said.oldChangesFoundReReading"));
  const unknown = facts["unknownStatuses"];
  if (Array.isArray(unknown) && unknown.length > 0)
    list.push(message("said.ordersTheseStatusesShownHold", { statuses: unknown.join(", ") }));
  if (facts["fulfilments"] !== true && facts["shipmentTracking"] !== true)
    list.push(message("said.shopNoTrackingFieldsTracking"));
  return list;
}
