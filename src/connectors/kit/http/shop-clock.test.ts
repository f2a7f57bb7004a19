import { describe, expect, it } from "vitest";
import { createShopClock } from "./shop-clock.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const answer = (
  shopMs: number,
  { askedAt = NOON, cameAt = askedAt, ...headers }: { askedAt?: number; cameAt?: number; age?: string } = {},
) => ({
  headers: { date: new Date(shopMs).toUTCString(), ...headers },
  askedAt,
  cameAt,
});

describe("the shop's clock", () => {
  it("the shop's clock equals ours until a header differs, whatever rounding and the call take [F11]", () => {
    const clock = createShopClock();
    clock.see({ headers: {}, askedAt: NOON, cameAt: NOON });
    clock.see({ headers: { date: "yesterday" }, askedAt: NOON, cameAt: NOON });
    clock.see(answer(NOON + 999));
    clock.see(answer(NOON + 4_200, { cameAt: NOON + 5_000 }));
    expect(clock.aheadMs()).toBe(0);
  });

  it.each([-2 * HOUR, 2 * HOUR])("the shop's clock is never estimated later than it is: %s ms apart [F11]", (apart) => {
    const clock = createShopClock();
    for (const way of [0, 300, 5_000]) {
      clock.see(answer(NOON + apart + 100, { cameAt: NOON + way }));
      expect(clock.aheadMs()).toBeLessThanOrEqual(apart + 100);
      expect(clock.aheadMs()).toBeGreaterThanOrEqual(apart - 1_000);
    }
  });

  it("the shop's clock is corrected by the next answer", () => {
    const clock = createShopClock(-2 * HOUR);
    clock.see(answer(NOON));
    expect(clock.aheadMs()).toBe(0);
  });

  it("the shop's clock ignores answers cached on the way, and a header of another year", () => {
    const clock = createShopClock();
    clock.see(answer(NOON - HOUR, { age: "3600" }));
    clock.see(answer(Date.UTC(1970, 0, 1)));
    expect(clock.aheadMs()).toBe(0);
  });
});
