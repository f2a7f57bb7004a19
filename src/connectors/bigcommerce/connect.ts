/** Connecting a store with an API account's values, and what the test of them says. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Completion, Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { longAnswerJson } from "../kit/http/answer-json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { storeHashOf } from "./auth.ts";
import { storeError } from "./classify.ts";
import type { Pairs, Tree } from "./client.ts";
import { asTree } from "./client.ts";
import { meta } from "./meta.ts";
import { locationSchema } from "./schemas.ts";
import { english, message } from "./words.ts";

function fail(field: string, message: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code: "form" }, message);
}

function checkForm(values: Readonly<Record<string, string>>): {
  readonly storeHash: string;
  readonly secrets: Record<string, string>;
} {
  const storeHash = storeHashOf(values["storeHash"] ?? "");
  if (storeHash === null) throw fail("storeHash", message("refused.noApiPathPasteApi"));
  const accessToken = values["accessToken"]?.trim() ?? "";
  if (accessToken === "") throw fail("accessToken", message("refused.enterAccessTokenStoreLevel"));
  const channel = values["channelId"]?.trim() ?? "";
  if (channel !== "" && !/^[1-9]\d{0,9}$/.test(channel))
    throw fail("channelId", message("field.channelId.patternHint"));
  const clientSecret = values["clientSecret"]?.trim() ?? "";
  return { storeHash, secrets: clientSecret === "" ? { accessToken } : { accessToken, clientSecret } };
}

/** Words for each way a test call is refused. */
function refusal(response: PlatformResponse, scope: string): ConnectorError {
  switch (response.status) {
    case 401:
      return new ConnectorError({ kind: "auth_revoked" }, message("error.notKnowAccessTokenCopy"));
    case 403:
      return new ConnectorError({ kind: "forbidden", scope }, message("error.apiAccountLacksScopeScopes", { scope }));
    case 404:
      return new ConnectorError(
        { kind: "rejected", field: "storeHash", code: "store_unknown" },
        message("error.noStoreHashCompareApi"),
      );
    default:
      return new ConnectorError(
        { kind: "transient" },
        message("error.answeredStatusTryAgainFew", { status: response.status }),
      );
  }
}

function get(ctx: Context, url: string, operation: string, query: Pairs = []): Promise<PlatformResponse> {
  return ctx.http.request({ method: "GET", url, query, operation: `connect.${operation}` });
}

async function bodyOf(response: PlatformResponse): Promise<Json> {
  try {
    return response.text === "" ? null : await longAnswerJson(response);
  } catch (cause) {
    throw new ConnectorError({ kind: "drift", path: "(whole)" }, message("error.answerNoJson"), { cause });
  }
}

/** Words of a store's status that mean it is not paid for or closed; the list of all words is not published. */
const CLOSED = /suspend|cancel|expired|inactive|terminated|deleted/i;

async function readStore(ctx: Context): Promise<Tree> {
  const response = await get(ctx, "v2/store", "store");
  if (response.status !== 200) throw refusal(response, "store_v2_information_read_only");
  const store = asTree(await bodyOf(response));
  if (typeof store["id"] !== "string" || typeof store["currency"] !== "string")
    throw new ConnectorError({ kind: "drift", path: "id" }, message("error.storeInformationLacksStoreId"));
  if (typeof store["status"] === "string" && CLOSED.test(store["status"]))
    throw new ConnectorError(
      { kind: "suspended" },
      message("error.saysStoreSettlePlanControl", { status: store["status"] }),
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
  const rows = asTree(await bodyOf(response))["data"];
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
  const reported = asTree(asTree(await bodyOf(response))["data"]);
  const {
    update_stock_behavior: takes,
    refund_order_stock_adjustment: returns,
    edit_order_stock_adjustment: edits,
  } = reported;
  return {
    ...(typeof takes === "string" ? { stockTakenAt: takes } : {}),
    ...(typeof returns === "boolean" ? { stockReturned: returns } : {}),
    ...(typeof edits === "boolean" ? { stockEdited: edits } : {}),
  };
}

function warningsOf(store: Tree, settings: Tree, ctx: Context): HubText[] {
  const list: HubText[] = [];
  if (typeof store["status"] === "string" && store["status"] !== "live")
    list.push(message("said.saysStore", { status: store["status"] }));
  if (store["plan_is_trial"] === true) list.push(message("said.storeTrialPlan"));
  if (settings["stockTakenAt"] === undefined) list.push(message("said.storeNotTellWhenLowers"));
  if (settings["stockEdited"] === false) list.push(message("said.editingOrderNotCorrectStock"));
  if (!ctx.hasSecret("clientSecret")) list.push(message("said.withoutClientSecretWebhooksProved"));
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
      ? [...missing, { scope: "store_locations_read_only", disables: english("missing.stockLocationsDefaultUsed") }]
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
    if (input.kind === "callback") throw fail("storeHash", message("refused.sendsNothingAddressEnterValues"));
    const { storeHash, secrets } = checkForm(input.values);
    const response = await ctx.http.request({
      method: "GET",
      url: "v2/store",
      headers: { "x-auth-token": secrets["accessToken"] ?? "", accept: "application/json" },
      authenticated: false,
      operation: "connect.store",
    });
    if (response.status !== 200) throw refusal(response, "store_v2_information_read_only");
    const store = asTree(await bodyOf(response));
    if (typeof store["id"] !== "string")
      throw fail("storeHash", [message("error.noStore"), storeError(response.text)?.title ?? ""]);
    const name = typeof store["name"] === "string" && store["name"] !== "" ? store["name"] : storeHash;
    return { grant: { secrets }, accounts: [{ externalId: store["id"], name }], settings: { storeHash } };
  },

  detect,
};
