/** Stores that can be given something made here. */
import { type ConnectionState, stateAllows } from "../../../src/commerce/connection-states.ts";

type Given = "createOrders" | "putProducts";

interface Store {
  readonly state: ConnectionState;
  readonly abilities?: Readonly<Record<Given, boolean>> | null | undefined;
}

/** Those connected whose channel takes it; what one does not take is not offered there. */
export function takersOf<S extends Store>(stores: readonly S[], what: Given): readonly S[] {
  return stores.filter(({ state, abilities }) => stateAllows(state, "sells") && abilities?.[what] === true);
}
