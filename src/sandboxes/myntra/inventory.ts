/** Inventory: update in batches of ten entries, search. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asDoc, asList, asText, failure, success } from "./replies.ts";
import type { State } from "./state.ts";

const PPMP_ENTRIES = 10;
const OMNI_ENTRIES = 100;

/** Null: another path. */
export function handleInventory(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.path === "/partner/v4/inventory/update" && request.method === "PUT") return update(request, state);
  if (request.path === "/partner/v4/inventory/search" && request.method === "POST")
    return search(request.json(), state);
  return null;
}

function update(request: SandboxRequest, state: State): SandboxReply {
  const body = request.json();
  const most = /omni/i.test(request.headers["x-partner-store"] ?? "") ? OMNI_ENTRIES : PPMP_ENTRIES;
  if (!Array.isArray(body) || body.length === 0 || body.length > most)
    return failure(2006, `Between 1 and ${most} entries are allowed`);
  const failedEntries = asList(body).flatMap((entry) => problemOf(entry, state));
  return success(1001, "Inventory updated", { failedEntries });
}

/** Applies an entry; answers it when it fails. */
function problemOf(entry: Json, state: State): Json[] {
  const fields = asDoc(entry);
  const sku = asText(fields.sku);
  const [quantity, warehouse] = [fields[state.quantityField], asText(fields[state.warehouseField])];
  const stores = state.styles.get(sku)?.stores;
  const failing = state.failing.get(sku);
  if (failing !== undefined) return [failing];
  if (!stores) return [{ sku, statusCode: 2007, statusMessage: "Invalid SKU" }];
  if (typeof quantity !== "number" || quantity < 0 || !state.warehouses.includes(warehouse))
    return [{ sku, statusCode: 2006, statusMessage: "Validation failed" }];
  stores.set(warehouse, quantity);
  return [];
}

function search(body: Json, state: State): SandboxReply {
  const skus = asList(body).map(asText);
  if (skus.length === 0) return failure(2006, "Validation failed");
  return success(1002, "Inventory retrieved", {
    inventoryDetails: skus.flatMap((sku) => {
      const stores = state.styles.get(sku)?.stores;
      if (!stores) return [];
      return [{ sku, stores: [...stores].map(([code, count]) => ({ stores_code: code, inventoryCount: count })) }];
    }),
    failedEntries: skus.filter((sku) => !state.styles.has(sku)),
  });
}
