/** Mutations on stock levels. */
import { changeLevel, levelsOf, openLevel } from "./catalog.ts";
import type { Problem } from "./mutations-catalog.ts";
import { numberIn } from "./queries.ts";
import type { Level, ShopState } from "./state.ts";
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

interface QuantitiesInput {
  readonly name: string;
  readonly reason: string;
  readonly referenceDocumentUri?: string;
  readonly quantities?: readonly QuantityRow[];
  readonly changes?: readonly QuantityRow[];
}

interface Change {
  readonly row: QuantityRow;
  readonly level: Level;
  readonly after: number;
}

/** Sets or adjusts levels: all rows or none, each compared with `changeFromQuantity` when it is a number. */
export function inventoryQuantities(scope: Scope, rowsName: "quantities" | "changes") {
  return ({ input }: { input: QuantitiesInput }) => {
    const userErrors: Problem[] = [];
    if (input.name !== "available")
      userErrors.push(problem(["input", "name"], "The quantity name is not valid", "INVALID_NAME"));
    if (input.reason !== "correction" && input.reason !== "other")
      userErrors.push(problem(["input", "reason"], "The specified reason is invalid", "INVALID_REASON"));
    const changes: Change[] = [];
    const seen = new Set<string>();
    for (const [number, row] of (input[rowsName] ?? []).entries()) {
      const checked = checkRow(scope.state, row, seen);
      if ("row" in checked) changes.push(checked);
      else userErrors.push(problem(["input", rowsName, String(number), checked.name], checked.message, checked.code));
    }
    if (userErrors.length > 0) return { inventoryAdjustmentGroup: null, userErrors };
    return { inventoryAdjustmentGroup: writeQuantities(scope, input, changes), userErrors: [] };
  };
}

function problem(field: readonly string[], message: string, code: string): Problem {
  return { field, message, code };
}

const MOST = 1_000_000_000;

function checkRow(
  state: ShopState,
  row: QuantityRow,
  seen: Set<string>,
): Change | { name: string; message: string; code: string } {
  const itemId = numberIn(row.inventoryItemId);
  const locationId = numberIn(row.locationId);
  const key = levelKey(itemId, locationId);
  const isDouble = seen.has(key);
  seen.add(key);
  const level = state.levels.get(key);
  const bad = (name: string, message: string, code: string) => ({ name, message, code });
  if (!variantOfItem(state, itemId))
    return bad("inventoryItemId", "The specified inventory item could not be found.", "INVALID_INVENTORY_ITEM");
  if (!state.locations.some((location) => location.id === locationId))
    return bad("locationId", "The specified location could not be found.", "INVALID_LOCATION");
  if (isDouble)
    return bad(
      "locationId",
      "The combination of inventoryItemId and locationId must be unique",
      "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR",
    );
  if (!level)
    return bad("locationId", "The specified inventory item is not stocked at the location.", "INVALID_LOCATION");
  const after = row.quantity ?? level.available + (row.delta ?? 0);
  if (row.quantity !== undefined && row.quantity < 0)
    return bad("quantity", "The quantity can't be negative.", "INVALID_QUANTITY_NEGATIVE");
  if (after > MOST)
    return bad("quantity", "The quantity can't be higher than 1,000,000,000.", "INVALID_QUANTITY_TOO_HIGH");
  if (row.changeFromQuantity != null && row.changeFromQuantity !== level.available)
    return bad(
      "changeFromQuantity",
      "The changeFromQuantity argument no longer matches the persisted quantity.",
      "CHANGE_FROM_QUANTITY_STALE",
    );
  return { row, level, after };
}

function writeQuantities(scope: Scope, input: QuantitiesInput, changes: readonly Change[]) {
  const { state } = scope;
  const reported = changes.map(({ row, level, after }) => {
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
    changes: reported.filter((change) => change.delta !== 0),
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
