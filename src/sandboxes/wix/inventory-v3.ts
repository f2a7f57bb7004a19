/** Stock of Catalog V3: a record for each variant and location, written with the revision it was read at. */
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { count } from "./catalog.ts";
import { cursorPage } from "./query.ts";
import { asRows, asText, asTree, type BulkReply, bulk, invalid, type Tree } from "./replies.ts";
import { type InventoryItem, iso, levelKey, type State } from "./state.ts";

const MOST = 99_999;

function itemView(item: InventoryItem): Tree {
  return {
    id: item.id,
    revision: String(item.revision),
    createdDate: iso(item.updated),
    updatedDate: iso(item.updated),
    variantId: item.variantId,
    productId: item.productId,
    locationId: item.locationId,
    ...(item.quantity === null
      ? { inStock: true, trackQuantity: false, availabilityStatus: "IN_STOCK" }
      : {
          quantity: item.quantity,
          trackQuantity: true,
          availabilityStatus: item.quantity > 0 ? "IN_STOCK" : "OUT_OF_STOCK",
        }),
  };
}

export function queryItems(state: State, body: Tree): SandboxReply {
  return cursorPage(asTree(body["query"]), {
    rows: [...state.inventory.values()].map(itemView),
    name: "inventoryItems",
    paging: "pagingMetadata",
    platform: true,
    most: 1000,
    usual: 100,
    filterable: [
      "id",
      "locationId",
      "variantId",
      "updatedDate",
      "productId",
      "quantity",
      "availabilityStatus",
      "trackQuantity",
    ],
    sortable: ["updatedDate", "productId", "quantity", "availabilityStatus", "trackQuantity"],
  });
}

const failed = (id: string | null, code: string, description: string): BulkReply => ({
  id,
  error: { code, description },
});

function quantityIn(tree: Tree): number | null {
  const { quantity } = tree;
  return typeof quantity === "number" && Number.isInteger(quantity) && Math.abs(quantity) <= MOST ? quantity : null;
}

export function updateItems(state: State, body: Tree): SandboxReply {
  const given = asRows(body["inventoryItems"]).map((one) => asTree(asTree(one)["inventoryItem"]));
  if (given.length > 1000) return invalid("inventoryItems", "has size greater than 1000", "MAX_SIZE");
  const byId = new Map([...state.inventory.values()].map((item) => [item.id, item]));
  return bulk(
    given.map((one) => {
      const id = asText(one["id"]);
      const item = byId.get(id);
      const product = item && state.products.get(item.productId);
      const variant = product?.variants.find((candidate) => candidate.id === item?.variantId);
      if (!item || !product || !variant) return failed(id, "NOT_FOUND", "Inventory item not found");
      if (asText(one["revision"]) !== String(item.revision))
        return failed(id, "ABORTED", `Inventory item revision is ${item.revision}`);
      const quantity = quantityIn(one);
      if (quantity === null) return failed(id, "INVALID_QUANTITY", `quantity must be -${MOST} to ${MOST}`);
      count(state, product, variant, quantity, item.locationId);
      return { id };
    }),
  );
}

export function createItems(state: State, body: Tree): SandboxReply {
  const given = asRows(body["inventoryItems"]).map(asTree);
  if (given.length > 1000) return invalid("inventoryItems", "has size greater than 1000", "MAX_SIZE");
  return bulk(
    given.map((one) => {
      const [variantId, locationId] = [asText(one["variantId"]), asText(one["locationId"])];
      const product = state.products.get(asText(one["productId"]));
      const variant = product?.variants.find(({ id }) => id === variantId);
      if (!product || !variant) return failed(null, "NOT_FOUND", "Variant not found");
      if (state.inventory.has(levelKey(variantId, locationId)))
        return failed(null, "ITEM_ALREADY_EXISTS", "Inventory item already exists");
      const quantity = quantityIn(one);
      if (quantity === null) return failed(null, "INVALID_QUANTITY", `quantity must be -${MOST} to ${MOST}`);
      count(state, product, variant, quantity, locationId);
      return { id: state.inventory.get(levelKey(variantId, locationId))?.id ?? null };
    }),
  );
}

export function queryLocations(state: State, body: Tree): SandboxReply {
  return cursorPage(asTree(body["query"]), {
    rows: state.locations.map(({ id, name }, index) => ({
      id,
      revision: "1",
      name,
      locationType: "PHYSICAL",
      defaultLocation: index === 0,
    })),
    name: "storesLocations",
    paging: "pagingMetadata",
    most: 100,
    usual: 50,
    filterable: ["id"],
    sortable: [],
  });
}
