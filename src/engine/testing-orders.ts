/** For tests: orders the engine's store reports. */
import type { OrderPart } from "../commerce/order.ts";
import { applyOrderParts } from "../hub/orders/apply.ts";
import { actor } from "../hub/orders/testing.ts";
import type { TestEngine } from "./testing.ts";

type Reporting = Pick<Parameters<typeof applyOrderParts>[1], "source"> & {
  /** When it is received; absent: now. */
  readonly now?: Date;
  /** Another store than the engine's. */
  readonly store?: string;
};

/** The store reports these order parts; resolves to their orders. */
export const reportOrders = (
  engine: TestEngine,
  parts: readonly OrderPart[],
  { source, now, store = engine.store }: Reporting,
) =>
  engine.inside((tx) =>
    applyOrderParts(tx, {
      connection: { id: store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null },
      parts,
      compareAndSet: "none",
      now: now ?? new Date(engine.clock.now()),
      source,
      actor,
    }),
  );
