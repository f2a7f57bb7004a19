/** Numbers of stock items, by location: absolute, whatever is reserved. */
import type { State, StoredItem } from "./state.ts";
import { assertAllowed, invalid, notFound } from "./state.ts";

export function levelsView(state: State, itemId: string): object[] {
  return (state.items.get(itemId)?.levels ?? []).map((level) => levelView(itemId, level));
}

function levelView(
  itemId: string,
  { id, location, stocked, reserved, updatedAt }: StoredItem["levels"][number],
): object {
  return {
    id,
    inventory_item_id: itemId,
    location_id: location,
    stocked_quantity: stocked,
    raw_stocked_quantity: { value: String(stocked), precision: 20 },
    reserved_quantity: reserved,
    incoming_quantity: 0,
    available_quantity: stocked - reserved,
    updated_at: updatedAt,
  };
}

interface LevelBody {
  readonly inventory_item_id: string;
  readonly location_id: string;
  readonly stocked_quantity?: number;
}

export interface LevelsBody {
  readonly create?: readonly LevelBody[];
  readonly update?: readonly LevelBody[];
  readonly delete?: readonly string[];
}

/** Whole or not at all; absolute numbers, whatever is reserved. */
export function batchLevels(state: State, { create = [], update = [] }: LevelsBody): object {
  const at = ({ inventory_item_id, location_id }: LevelBody) =>
    state.items.get(inventory_item_id)?.levels.find(({ location }) => location === location_id);
  for (const [name, rows] of Object.entries({ create, update }))
    for (const [index, row] of rows.entries()) {
      assertAllowed(row, ["inventory_item_id", "location_id", "stocked_quantity", "incoming_quantity"]);
      const { stocked_quantity: reported } = row;
      if (reported !== undefined && typeof reported !== "number")
        throw invalid(
          `Invalid request: Expected type: 'number' for field '${name}, ${index}, stocked_quantity', got: '${reported}'`,
        );
      if ((reported ?? 0) < 0)
        throw invalid(
          `Invalid request: Value for field '${name}, ${index}, stocked_quantity' too small, expected at least: '0'`,
        );
    }
  for (const row of update)
    if (!at(row)) throw notFound(`Item ${row.inventory_item_id} is not stocked at location ${row.location_id}`);
  for (const row of create) {
    if (!state.items.has(row.inventory_item_id))
      throw notFound(`InventoryItem with id: ${row.inventory_item_id} was not found`);
    if (at(row))
      throw invalid(
        `Inventory level with inventory_item_id: ${row.inventory_item_id}, location_id: ${row.location_id}, already exists.`,
      );
  }
  for (const row of create) addLevel(state, row.inventory_item_id, row.location_id, row.stocked_quantity ?? 0);
  for (const row of update) {
    const level = at(row);
    // The same number again moves nothing.
    if (level && row.stocked_quantity !== undefined && level.stocked !== row.stocked_quantity)
      Object.assign(level, { stocked: row.stocked_quantity, updatedAt: state.now() });
  }
  const told = (rows: readonly LevelBody[]) =>
    rows.flatMap((row) => {
      const level = at(row);
      return level ? [levelView(row.inventory_item_id, level)] : [];
    });
  return { created: told(create), updated: told(update), deleted: [] };
}

export function addLevel(state: State, itemId: string, location: string, stocked: number): void {
  state.items
    .get(itemId)
    ?.levels.push({ id: state.id("ilev"), location, stocked, reserved: 0, updatedAt: state.now() });
}
