/** For tests: orders the engine's store reports. */
import type { OrderPart } from "../commerce/order.ts";
import { applyOrderParts } from "../hub/orders/apply.ts";
import { actor } from "../hub/orders/testing.ts";
import type { TestEngine } from "./testing.ts";

type Telling = Pick<Parameters<typeof applyOrderParts>[1], "source"> & {
  /** When it is received; absent: now. */
  readonly now?: Date;
};

/** The store reports these order parts; resolves to their orders. */
export const reportOrders = (engine: TestEngine, parts: readonly OrderPart[], { source, now }: Telling) =>
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
