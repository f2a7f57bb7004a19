/** Stock and prices: absolute, of one item, each row answered for itself. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { Body } from "./replies.ts";
import { badParam, bodyOf, failure, number, ok, rows, text } from "./replies.ts";
import type { State, StoredItem, StoredModel } from "./state.ts";
import { seconds } from "./state.ts";

const MOST_ROWS = 50;

interface Outcome {
  readonly failed?: string;
  readonly told?: readonly object[];
}

function eachModel(
  request: SandboxRequest,
  state: State,
  how: {
    readonly list: string;
    readonly allFailed: string;
    readonly apply: (item: StoredItem, model: StoredModel, row: Body) => Outcome;
  },
): SandboxReply {
  const body = bodyOf(request);
  const item = state.items.get(number(body.item_id));
  if (!item || item.status.endsWith("_DELETE")) return failure("error_item_not_found", "Item_id is not found.");
  const given = rows(body[how.list]);
  if (given.length === 0 || given.length > MOST_ROWS) return badParam(`${how.list} length should be between 1 to 50`);
  const failures: object[] = [];
  const successes: object[] = [];
  for (const row of given) {
    const model = item.models.find((one) => one.id === number(row.model_id));
    const { failed, told = [] } = model
      ? how.apply(item, model, row)
      : { failed: "The model_id is wrong or not related to this item" };
    if (failed === undefined) successes.push(...told);
    else failures.push({ model_id: number(row.model_id), failed_reason: failed });
  }
  if (successes.length > 0) item.updatedAt = seconds(state);
  const response = { failure_list: failures, success_list: successes };
  return failures.length === given.length
    ? failure(how.allFailed, "Update failed, please check failure_list for detailed reason", { response })
    : ok(response);
}

export const updateStock = (request: SandboxRequest, state: State): SandboxReply =>
  eachModel(request, state, {
    list: "stock_list",
    allFailed: "error_busi_update_stock_failed",
    apply(item, model, row) {
      if (item.byShopee) return { failed: "Item/Model Fulfillment by Shopee can not be update." };
      const requested = rows(row.seller_stock);
      const total = requested.reduce((sum, one) => sum + number(one.stock), 0);
      if (total < model.reserved) return { failed: "Can not update item with stock less than reserved stock" };
      const locations = state.locations.size > 0;
      for (const one of requested) {
        const location = text(one.location_id);
        if (locations !== (location !== "") || (locations && !state.locations.has(location)))
          return { failed: "The merchant/shop has multi warehouse, please input location id" };
        if (!Number.isSafeInteger(number(one.stock)) || number(one.stock) < 0) return { failed: "Invalid stock." };
      }
      for (const one of requested) model.stock.set(text(one.location_id), number(one.stock));
      return {
        told: requested.map((one) => ({
          model_id: model.id,
          location_id: text(one.location_id),
          stock: number(one.stock),
        })),
      };
    },
  });

/** Regions whose prices have no decimals. */
const WHOLE = new Set(["TH", "ID", "VN", "PH", "TW", "CO", "CL"]);

export const updatePrice = (request: SandboxRequest, state: State): SandboxReply =>
  eachModel(request, state, {
    list: "price_list",
    allFailed: "error_update_price_fail",
    apply(item, model, row) {
      const price = number(row.original_price);
      if (item.inPromotion) return { failed: "Price cannot be changed when model is under promotion." };
      if (!(price > 0) || (WHOLE.has(state.region) && !Number.isInteger(price)))
        return { failed: "Invalid price, please use the correct format" };
      model.price = String(price);
      return { told: [{ model_id: model.id, original_price: price }] };
    },
  });

export function deleteItem(request: SandboxRequest, state: State): SandboxReply {
  const item = state.items.get(number(bodyOf(request).item_id));
  if (!item) return failure("error_item_not_found", "Item_id is not found.");
  if (item.inPromotion)
    return failure("error_cannt_delete_in_promotion", "Item cannot be deleted when item is under promotion.");
  item.status = "SELLER_DELETE";
  item.updatedAt = seconds(state);
  return ok();
}
