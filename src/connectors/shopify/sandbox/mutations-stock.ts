/** Mutations on stock levels. */
import { changeLevel, levelsOf, openLevel } from "./catalog.ts";
import type { Problem } from "./mutations-catalog.ts";
import { numberIn } from "./queries.ts";
import type { Level } from "./state.ts";
import { levelKey, newId, stamp, variantOfItem } from "./state.ts";
import type { Scope } from "./views.ts";
import * as view from "./views.ts";

interface QuantityRow {
  readonly inventoryItemId: string;
  readonly locationId: string;
  readonly quantity?: number;
  readonly delta?: number;
  readonly changeFromQuantity?: number | null;
}

/** Sets or adjusts levels: all rows or none, each compared with `changeFromQuantity` when it is a number. */
export function inventoryQuantities(scope: Scope, rowsName: "quantities" | "changes") {
  return ({
    input,
  }: {
    input: {
      name: string;
      reason: string;
      referenceDocumentUri?: string;
      quantities?: readonly QuantityRow[];
      changes?: readonly QuantityRow[];
    };
  }) => {
    const { state } = scope;
    const rows = input[rowsName] ?? [];
    const at = (row: number, name: string) => ["input", rowsName, String(row), name];
    const userErrors: Problem[] = [];
    if (input.name !== "available")
      userErrors.push({ field: ["input", "name"], message: "The quantity name is not valid", code: "INVALID_NAME" });
    if (input.reason !== "correction" && input.reason !== "other")
      userErrors.push({
        field: ["input", "reason"],
        message: "The specified reason is invalid",
        code: "INVALID_REASON",
      });
    const changes: { row: QuantityRow; level: Level; after: number }[] = [];
    const seen = new Set<string>();
    for (const [number, row] of rows.entries()) {
      const itemId = numberIn(row.inventoryItemId);
      const locationId = numberIn(row.locationId);
      const key = levelKey(itemId, locationId);
      const level = state.levels.get(key);
      const after = row.quantity ?? (level?.available ?? 0) + (row.delta ?? 0);
      if (!variantOfItem(state, itemId))
        userErrors.push({
          field: at(number, "inventoryItemId"),
          message: "The specified inventory item could not be found.",
          code: "INVALID_INVENTORY_ITEM",
        });
      else if (!state.locations.some((location) => location.id === locationId))
        userErrors.push({
          field: at(number, "locationId"),
          message: "The specified location could not be found.",
          code: "INVALID_LOCATION",
        });
      else if (seen.has(key))
        userErrors.push({
          field: at(number, "locationId"),
          message: "The combination of inventoryItemId and locationId must be unique",
          code: "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR",
        });
      else if (!level)
        userErrors.push({
          field: at(number, "locationId"),
          message: "The specified inventory item is not stocked at the location.",
          code: "INVALID_LOCATION",
        });
      else if (row.quantity !== undefined && row.quantity < 0)
        userErrors.push({
          field: at(number, "quantity"),
          message: "The quantity can't be negative.",
          code: "INVALID_QUANTITY_NEGATIVE",
        });
      else if (after > 1_000_000_000)
        userErrors.push({
          field: at(number, "quantity"),
          message: "The quantity can't be higher than 1,000,000,000.",
          code: "INVALID_QUANTITY_TOO_HIGH",
        });
      else if (row.changeFromQuantity != null && row.changeFromQuantity !== level.available)
        userErrors.push({
          field: at(number, "changeFromQuantity"),
          message: "The changeFromQuantity argument no longer matches the persisted quantity.",
          code: "CHANGE_FROM_QUANTITY_STALE",
        });
      else changes.push({ row, level, after });
      seen.add(key);
    }
    if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
    return { inventoryAdjustmentGroup: writeQuantities(scope, input, changes), userErrors: [] };
  };
}

function writeQuantities(
  scope: Scope,
  input: { reason: string; referenceDocumentUri?: string },
  changes: readonly { row: QuantityRow; level: Level; after: number }[],
) {
  const { state } = scope;
  const told = changes.map(({ row, level, after }) => {
    const place = { itemId: numberIn(row.inventoryItemId), locationId: numberIn(row.locationId) };
    const delta = after - level.available;
    changeLevel(state, place, { available: delta });
    const variant = variantOfItem(state, place.itemId);
    const location = state.locations.find((candidate) => candidate.id === place.locationId);
    return {
      delta,
      name: "available",
      quantityAfterChange: after,
      item: variant ? view.itemView(scope, variant) : null,
      location: location ? view.locationView(location) : null,
    };
  });
  return {
    id: `gid://shopify/InventoryAdjustmentGroup/${newId(state)}`,
    reason: input.reason,
    referenceDocumentUri: input.referenceDocumentUri ?? null,
    createdAt: stamp(state),
    changes: told.filter((change) => change.delta !== 0),
  };
}

export function inventoryActivate(scope: Scope) {
  return (args: { inventoryItemId: string; locationId: string; available?: number | null }) => {
    const { state } = scope;
    const variant = variantOfItem(state, numberIn(args.inventoryItemId));
    const location = state.locations.find((candidate) => candidate.id === numberIn(args.locationId));
    const refuse = (field: string, message: string) => ({
      inventoryLevel: null,
      userErrors: [{ field: [field], message }],
    });
    if (!variant) return refuse("inventoryItemId", "The product couldn't be stocked because it wasn't found.");
    if (!location?.active)
      return refuse("locationId", "The product couldn't be stocked because the location wasn't found.");
    const place = { itemId: variant.itemId, locationId: location.id };
    if (levelsOf(state, variant.itemId).some((entry) => entry.locationId === location.id)) {
      if (args.available != null)
        return refuse(
          "available",
          "Not allowed to set available quantity when the item is already active at the location.",
        );
    } else openLevel(state, place, args.available ?? 0);
    const level = state.levels.get(levelKey(place.itemId, place.locationId));
    return { inventoryLevel: level ? view.levelView(scope, variant, location.id, level) : null, userErrors: [] };
  };
}
