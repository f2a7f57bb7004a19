import type { HoldControls } from "../../connectors/kit/sandbox/hold-controls.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import { holdOrder } from "./orders.ts";
import type { State, StoredOrder } from "./state.ts";

export const holdControls = (state: State, orderOf: (key: string) => StoredOrder): Required<HoldControls> => ({
  isHeld: (key) => orderOf(key).state === "holded",
  holdOrder: (key) => void holdOrder(state, orderOf(key)),
});

export function orderIn(state: State, key: string): StoredOrder {
  return state.orders.get(Number(key)) ?? missing("order", key);
}
