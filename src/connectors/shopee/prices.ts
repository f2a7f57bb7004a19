/** Prices: the original price of each model, item by item. Crossed-out prices come from Shopee's promotions alone. */

import type { HubText } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Prices, PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call, idNumber } from "./client.ts";
import type { Addressed } from "./item-groups.ts";
import { addressed, byItem, MAX_ITEMS, rejected } from "./item-groups.ts";
import { refusalOf, refusalText } from "./refusals.ts";
import { priceText, regionOf, shopCurrency } from "./regions.ts";
import { rowsSchema } from "./schemas.ts";
import { message } from "./words.ts";

type Desired = Parameters<Prices["push"]["send"]>[0][number]["want"];
type Result = PushResult<Desired>;
type Row = Addressed<Desired>;

const refuse = (item: PushItem<Desired>, code: string, text: HubText): Result =>
  rejected(item, { code, field: "price", text });

/** Why a price is not sent at all; null when it is. */
function objection({ item }: Row, ctx: Context): Result | null {
  const currency = shopCurrency(ctx.connection);
  if (currency !== undefined && item.want.price.currency !== currency)
    return refuse(item, "currency", message("refused.shopSellsPrice", { currency, other: item.want.price.currency }));
  if (item.want.price.minor <= 0n) return refuse(item, "price", message("refused.takesNoPriceZeroLess"));
  const written = priceText(formatDecimal(item.want.price), regionOf(ctx.connection));
  return "problem" in written ? refuse(item, "decimals", written.problem) : null;
}

function priceRow({ item, ext }: Row, ctx: Context): Json {
  const decimal = formatDecimal(item.want.price);
  const written = priceText(decimal, regionOf(ctx.connection));
  return { model_id: idNumber(ext.modelId), original_price: jsonNumber("text" in written ? written.text : decimal) };
}

async function write(itemId: string, rows: readonly Row[], ctx: Context): Promise<readonly Result[]> {
  try {
    const body = await call(ctx, {
      path: "product/update_price",
      operation: "prices.set",
      json: { item_id: idNumber(itemId), price_list: rows.map((row) => priceRow(row, ctx)) },
      // The same absolute prices again change nothing.
      safe: true,
    });
    const { failure_list: failures } = parseResponse(rowsSchema, body, { ctx, what: "the change of prices" });
    return rows.map(({ item, ext }) => {
      const failed = failures.find(({ model_id: model }) => model === ext.modelId);
      if (failed) return refuse(item, "refused", refusalText("price", "", failed.failed_reason ?? ""));
      return { ...echo(item), outcome: "applied", observed: { price: item.want.price } };
    });
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    const { code, reason } = refusalOf(error);
    if (error.kind === "rejected" || error.kind === "unsupported")
      return rows.map(({ item }) => refuse(item, code, refusalText("price", code, reason)));
    if (error.kind === "not_found")
      return rows.map(({ item }) => refuse(item, "gone", message("refused.itemNoLongerExists")));
    if (error.kind !== "transient") throw error;
    return rows.map(({ item }) => ({ ...echo(item), outcome: "retry", error: error.info, text: error.userMessage }));
  }
}

export const prices: Prices = {
  push: {
    maxItems: MAX_ITEMS,
    async send(items, ctx) {
      const { known, lost } = addressed(items, "price");
      const decisions = known.map((row) => objection(row, ctx) ?? row);
      return writeRest([...lost, ...decisions], (due) => byItem(due, (itemId, rows) => write(itemId, rows, ctx)));
    },
  },
};
