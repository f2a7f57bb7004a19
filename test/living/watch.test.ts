import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startWatch } from "./watch.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;

function watched() {
  const found: string[] = [];
  return { found, watch: startWatch({ stallMs: 5 * MINUTE, hung: (what) => found.push(what) }) };
}

it("the watch reports what hung and in which call, once", () => {
  const { found, watch } = watched();
  const shop = watch.followed("shop", { buy: () => new Promise<string>(() => undefined) });
  watch.begin("buyers buy");
  void shop.buy();
  vi.advanceTimersByTime(30 * MINUTE);
  expect(found).toEqual(["buyers buy: nothing has happened for 5 minutes (open: shop.buy)."]);
});

it("the watch waits for whatever still happens, however long it takes", async () => {
  const { found, watch } = watched();
  let clock = 0;
  watch.follow(() => clock);
  const shop = watch.followed("shop", { buy: async () => "order" });
  for (let minute = 0; minute < 120; minute += 4) {
    if (minute % 8 === 0) clock += 1;
    else await shop.buy();
    vi.advanceTimersByTime(4 * MINUTE);
  }
  expect(found).toEqual([]);
  watch.stop();
  vi.advanceTimersByTime(30 * MINUTE);
  expect(found).toEqual([]);
});
