/** The one client of the hub's API, with the types of its description. */
import { body, type components, createHub, Problem, problemOf } from "../../../sdk/index.ts";

export { body, Problem, problemOf };

/** A named shape of the interface: `Shape<"OrderSummary">`. */
export type Shape<Name extends keyof components["schemas"]> = components["schemas"][Name];

export const hub = createHub({
  async fetch(request) {
    const answer = await globalThis.fetch(request);
    if (answer.status === 401) window.dispatchEvent(new Event("argosy:signed-out"));
    return answer;
  },
});
