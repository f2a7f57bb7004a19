/** Stores that can be given something made here. */

type Given = "createOrders" | "putProducts";

interface Store {
  readonly state: string;
  readonly abilities?: Readonly<Record<Given, boolean>> | null | undefined;
}

const CONNECTED: readonly string[] = ["active", "paused", "error", "needs_reauth"];

/** Those connected whose channel takes it; what one does not take is not offered there. */
export function takersOf<S extends Store>(stores: readonly S[], what: Given): readonly S[] {
  return stores.filter(({ state, abilities }) => CONNECTED.includes(state) && abilities?.[what] === true);
}
