/** For tests: orders the engine's store tells. */
import type { OrderPart } from "../commerce/order.ts";
import { applyOrderParts } from "../hub/orders/apply.ts";
import { actor } from "../hub/orders/testing.ts";
import type { TestEngine } from "./testing.ts";

type Telling = Pick<Parameters<typeof applyOrderParts>[1], "source"> & {
  /** When it is heard; absent: now. */
  readonly now?: Date;
};

/** The store tells these parts of orders; answers the orders they are of. */
export const tellOrders = (engine: TestEngine, parts: readonly OrderPart[], { source, now }: Telling) =>
  engine.inside((tx) =>
    applyOrderParts(tx, {
      connection: { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null },
      parts,
      compareAndSet: "none",
      now: now ?? new Date(engine.clock.now()),
      source,
      actor,
    }),
  );
