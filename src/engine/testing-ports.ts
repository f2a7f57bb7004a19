/** For tests: ports of channels of which one thing matters. */
import type { OrderPart } from "../commerce/order.ts";
import { platformText } from "../connectors/kit/contract/answer-text.ts";
import type { Orders, Stock, Sweep } from "../connectors/kit/contract/ports.ts";
import type { WebhookHandler } from "../connectors/kit/contract/webhooks.ts";

/** Orders that are read by these sweeps, and of which nothing can be asked. */
export const readOnlyOrders = (...sweeps: readonly Sweep<OrderPart>[]): Orders => ({
  essential: {},
  sweeps,
  get: async () => null,
  options: () => [],
  execute: async () => ({ state: "unsupported", text: platformText("") }),
});

/** A sweep that reads everything whenever it is its turn. */
export const fullSweep = <T>(run: Sweep<T>["run"]): Sweep<T> => ({ id: "all", mode: "full", everyMs: 1, run });

/** Numbers that are read from `shown`, and how they are pushed. */
export const stockShown = (shown: ReadonlyMap<string, number>, push: Stock["push"]): Stock => ({
  basis: "available",
  compareAndSet: "none",
  takesAt: "",
  multiLocation: false,
  read: async (items) => items.map(({ key }) => ({ key, levels: [{ location: "", available: shown.get(key) ?? 0 }] })),
  push,
});

/** Deliveries nobody has to prove and that announce nothing; what is understood of a stored one is `interpret`. */
export const trustedWebhooks = (interpret: WebhookHandler["interpret"]): WebhookHandler => ({
  secrets: () => [],
  verify: () => ({ outcome: "signed" }),
  read: () => [],
  reply: () => ({ status: 200 }),
  interpret,
});
