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
  it("is ours as long as nothing says otherwise, whatever the header rounds and the call takes [F11]", () => {
    const clock = createShopClock();
    clock.see({ headers: {}, askedAt: NOON, cameAt: NOON });
    clock.see({ headers: { date: "yesterday" }, askedAt: NOON, cameAt: NOON });
    clock.see(answer(NOON + 999));
    clock.see(answer(NOON + 4_200, { cameAt: NOON + 5_000 }));
    expect(clock.aheadMs()).toBe(0);
  });

  it.each([-2 * HOUR, 2 * HOUR])("is learnt as never later than it stands: %s ms apart [F11]", (apart) => {
    const clock = createShopClock();
    for (const way of [0, 300, 5_000]) {
      clock.see(answer(NOON + apart + 100, { cameAt: NOON + way }));
      expect(clock.aheadMs()).toBeLessThanOrEqual(apart + 100);
      expect(clock.aheadMs()).toBeGreaterThanOrEqual(apart - 1_000);
    }
  });

  it("is put right with the next answer", () => {
    const clock = createShopClock(-2 * HOUR);
    clock.see(answer(NOON));
    expect(clock.aheadMs()).toBe(0);
  });

  it("is not told by answers that were kept on the way, nor by a header of another year", () => {
    const clock = createShopClock();
    clock.see(answer(NOON - HOUR, { age: "3600" }));
    clock.see(answer(Date.UTC(1970, 0, 1)));
    expect(clock.aheadMs()).toBe(0);
  });
});
