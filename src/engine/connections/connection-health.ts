/** What this process has seen of each platform: its circuit breaker and the offset of its clock. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { type Breaker, createBreaker } from "../../connectors/kit/http/breaker.ts";
import { createShopClock, type ShopClock } from "../../connectors/kit/http/shop-clock.ts";
import type { ConnectionRow } from "./stored-connection.ts";

export interface ConnectionHealth {
  breakerOf(connection: string): Breaker;
  /** As stored until an answer tells otherwise. */
  shopClockOf(row: ConnectionRow): ShopClock;
  forget(connection: string): void;
}

export function createConnectionHealth({
  clock,
  log,
}: {
  readonly clock: Clock;
  readonly log: Logger;
}): ConnectionHealth {
  const breakers = new Map<string, Breaker>();
  const shopClocks = new Map<string, ShopClock>();
  return {
    breakerOf(connection) {
      let breaker = breakers.get(connection);
      if (!breaker) {
        breaker = createBreaker({
          clock,
          onChange: (state) => log.info({ connection, breaker: state.state }, "circuit breaker moved"),
        });
        breakers.set(connection, breaker);
      }
      return breaker;
    },
    shopClockOf({ id, clock_ahead_ms: offsetMs }) {
      const shopClock = shopClocks.get(id) ?? createShopClock(offsetMs);
      shopClocks.set(id, shopClock);
      return shopClock;
    },
    forget(connection) {
      breakers.delete(connection);
      shopClocks.delete(connection);
    },
  };
}
