/** Connecting a store with an API account's values, and what the test of them says. */
import type { Json } from "../../commerce/product.ts";
import type { Completion, Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/http/types.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { storeHashOf } from "./auth.ts";
import { storeError } from "./classify.ts";
import type { Pairs, Tree } from "./client.ts";
import { asTree } from "./client.ts";
import { meta } from "./meta.ts";
import { locationSchema } from "./schemas.ts";

function fail(field: string, message: string): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code: "form" }, message);
}

function checkForm(values: Readonly<Record<string, string>>): {
  readonly storeHash: string;
  readonly secrets: Record<string, string>;
} {
  const storeHash = storeHashOf(values["storeHash"] ?? "");
  if (storeHash === null)
    throw fail(
      "storeHash",
      "This is no BigCommerce API path. Paste it from the API account's text file, or enter the store hash alone.",
    );
  const accessToken = values["accessToken"]?.trim() ?? "";
  if (accessToken === "") throw fail("accessToken", "Enter the access token of the store-level API account.");
  const channel = values["channelId"]?.trim() ?? "";
  if (channel !== "" && !/^[1-9]\d{0,9}$/.test(channel))
    throw fail("channelId", "A channel is a whole number, like 1.");
  const clientSecret = values["clientSecret"]?.trim() ?? "";
  return { storeHash, secrets: clientSecret === "" ? { accessToken } : { accessToken, clientSecret } };
}

/** Words for each way a test call is refused. */
function refusal(response: PlatformResponse, scope: string): ConnectorError {
  switch (response.status) {
    case 401:
      return new ConnectorError(
        { kind: "auth_revoked" },
        "BigCommerce does not know this access token. Copy it again from the API account's text file; if the account was deleted, make a new one.",
      );
    case 403:
      return new ConnectorError(
        { kind: "forbidden", scope },
        `The API account lacks the scope ${scope}. Scopes cannot be added later: make a new API account with it and paste its token.`,
      );
    case 404:
      return new ConnectorError(
        { kind: "rejected", field: "storeHash", code: "store_unknown" },
        "BigCommerce has no store with this hash. Compare it with the API path of the API account.",
      );
    default:
      return new ConnectorError(
        { kind: "transient" },
        `BigCommerce answered with status ${response.status}. Try again in a few minutes.`,
      );
  }
}

function get(ctx: Context, url: string, operation: string, query: Pairs = []): Promise<PlatformResponse> {
  return ctx.http.request({ method: "GET", url, query, operation: `connect.${operation}` });
}

function bodyOf(response: PlatformResponse): Json {
  try {
    return response.text === "" ? null : parseJson(response.text);
  } catch (cause) {
    throw new ConnectorError({ kind: "drift", path: "(whole)" }, "The answer of BigCommerce is no JSON.", { cause });
  }
}

/** Words of a store's status that mean it is not paid for or closed; the list of all words is not published. */
const CLOSED = /suspend|cancel|expired|inactive|terminated|deleted/i;

async function readStore(ctx: Context): Promise<Tree> {
  const response = await get(ctx, "v2/store", "store");
  if (response.status !== 200) throw refusal(response, "store_v2_information_read_only");
  const store = asTree(bodyOf(response));
  if (typeof store["id"] !== "string" || typeof store["currency"] !== "string")
    throw new ConnectorError(
      { kind: "drift", path: "id" },
      "BigCommerce's store information lacks the store's id or currency.",
    );
  if (typeof store["status"] === "string" && CLOSED.test(store["status"]))
    throw new ConnectorError(
      { kind: "suspended" },
      `BigCommerce says this store is "${store["status"]}". Settle its plan in the control panel, then test again.`,
    );
  return store;
}

/** One read for each scope: what is refused is told with what it disables. */
const PROBES: readonly { readonly scope: string; readonly path: string; readonly query?: Pairs }[] = [
  { scope: "store_v2_products", path: "v3/catalog/products", query: [["limit", "1"]] },
  { scope: "store_inventory", path: "v3/inventory/items", query: [["limit", "1"]] },
  { scope: "store_v2_orders", path: "v2/orders", query: [["limit", "1"]] },
  { scope: "store_v2_transactions", path: "v3/orders/payment_actions/refunds", query: [["limit", "1"]] },
  { scope: "store_v2_customers_read_only", path: "v3/customers", query: [["limit", "1"]] },
  { scope: "store_v2_marketing", path: "v3/promotions", query: [["limit", "1"]] },
];

async function missingScopes(ctx: Context): Promise<Detected["missingScopes"]> {
  const missing: { scope: string; disables: string }[] = [];
  for (const { scope, path, query } of PROBES) {
    const response = await get(ctx, path, "scope", query);
    if (response.status === 401) throw refusal(response, scope);
    if (response.status !== 403) continue;
    missing.push({ scope, disables: meta.scopes?.find((one) => one.scope === scope)?.enables ?? scope });
  }
  return missing;
}

async function locationsOf(
  ctx: Context,
): Promise<{ readonly locations: Detected["locations"]; readonly refused: boolean }> {
  const response = await get(ctx, "v3/inventory/locations", "locations", [["limit", "250"]]);
  if (response.status !== 200)
    return { locations: [{ key: "1", name: "Default location", active: true }], refused: true };
  const rows = asTree(bodyOf(response))["data"];
  const locations = (Array.isArray(rows) ? rows : []).map((row) => {
    const one = parseResponse(locationSchema, row, { ctx, what: "location" });
    return { key: one.id, name: one.label ?? one.code ?? `Location ${one.id}`, active: one.enabled };
  });
  return { locations, refused: false };
}

/** When the store takes and gives back stock; nothing when it will not say. */
async function inventorySettings(ctx: Context): Promise<Tree> {
  const response = await get(ctx, "v3/settings/inventory", "settings");
  if (response.status !== 200) return {};
  const told = asTree(asTree(bodyOf(response))["data"]);
  const {
    update_stock_behavior: takes,
    refund_order_stock_adjustment: returns,
    edit_order_stock_adjustment: edits,
  } = told;
  return {
    ...(typeof takes === "string" ? { stockTakenAt: takes } : {}),
    ...(typeof returns === "boolean" ? { stockReturned: returns } : {}),
    ...(typeof edits === "boolean" ? { stockEdited: edits } : {}),
  };
}

function warningsOf(store: Tree, settings: Tree, ctx: Context): string[] {
  const list: string[] = [];
  if (typeof store["status"] === "string" && store["status"] !== "live")
    list.push(`BigCommerce says this store is "${store["status"]}".`);
  if (store["plan_is_trial"] === true) list.push("The store is on a trial plan.");
  if (settings["stockTakenAt"] === undefined)
    list.push(
      "The store did not tell when it lowers stock: choose it in the settings of this store (order placed is assumed).",
    );
  if (settings["stockEdited"] === false)
    list.push(
      "Editing an order does not correct stock in this store (Settings > Inventory): numbers may differ after edits.",
    );
  if (!ctx.hasSecret("clientSecret"))
    list.push("Without the client secret webhooks are proved by a secret header instead of BigCommerce's signature.");
  return list;
}

async function detect(ctx: Context): Promise<Detected> {
  const store = await readStore(ctx);
  const missing = await missingScopes(ctx);
  const { locations, refused } = await locationsOf(ctx);
  const settings = await inventorySettings(ctx);
  const name = typeof store["name"] === "string" && store["name"] !== "" ? store["name"] : String(store["id"]);
  return {
    account: { externalId: String(store["id"]), name },
    facts: {
      name,
      email: store["admin_email"] ?? null,
      country: store["country_code"] ?? null,
      currency: store["currency"] ?? "USD",
      domain: store["domain"] ?? null,
      timeZone: asTree(store["timezone"])["name"] ?? null,
      weightUnit: store["weight_units"] ?? "",
      dimensionUnit: store["dimension_units"] ?? "",
      pricesIncludeTax: store["is_price_entered_with_tax"] === true,
      defaultChannelId: store["default_channel_id"] ?? 1,
      plan: store["plan_level"] ?? null,
      ...settings,
    },
    locations,
    missingScopes: refused
      ? [...missing, { scope: "store_locations_read_only", disables: "stock locations (only the default one is used)" }]
      : missing,
    warnings: warningsOf(store, settings, ctx),
  };
}

export const connect: Connect = {
  async begin(input) {
    checkForm(input.values);
    return { step: "ready" };
  },

  async complete(input, ctx): Promise<Completion> {
    if (input.kind === "callback")
      throw fail("storeHash", "BigCommerce sends nothing to this address. Enter the values of an API account.");
    const { storeHash, secrets } = checkForm(input.values);
    const response = await ctx.http.request({
      method: "GET",
      url: "v2/store",
      headers: { "x-auth-token": secrets["accessToken"] ?? "", accept: "application/json" },
      authenticated: false,
      operation: "connect.store",
    });
    if (response.status !== 200) throw refusal(response, "store_v2_information_read_only");
    const store = asTree(bodyOf(response));
    if (typeof store["id"] !== "string")
      throw fail("storeHash", `This address is no BigCommerce store. ${storeError(response.text)?.title ?? ""}`.trim());
    const name = typeof store["name"] === "string" && store["name"] !== "" ? store["name"] : storeHash;
    return { grant: { secrets }, accounts: [{ externalId: store["id"], name }], settings: { storeHash } };
  },

  detect,
};
