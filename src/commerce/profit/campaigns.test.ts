import fc from "fast-check";
import { expect, test } from "vitest";
import { type CampaignSpend, campaignSums, type OriginDay } from "./campaigns.ts";
import { sumOf } from "./spread.ts";

const sold = (origin: string, cm2Minor: bigint, more: Partial<OriginDay> = {}): OriginDay => ({
  ...{ day: "2026-11-01", channelId: "shop", origin, orders: 1, revenueMinor: cm2Minor * 2n, cm2Minor },
  ...more,
});
const spent = (id: string, spendMinor: bigint, more: Partial<CampaignSpend> = {}): CampaignSpend => ({
  ...{ day: "2026-11-01", channelId: null, id, key: `key-${id}`, name: `Name ${id}`, spendMinor, ...more },
});
const cm2Of = (sums: ReturnType<typeof campaignSums>) =>
  Object.fromEntries(sums.map(({ id, word, cm2Minor, orders }) => [id ?? word, [cm2Minor, orders]]));

test("orders belong to the campaign they name, by its name or its id; a word nobody spent on stands for itself", () => {
  const origins = [sold("c:name a", 500n), sold("c:key-b", 300n), sold("c:letter", 200n), sold("none", 900n)];
  const sums = campaignSums(origins, [spent("a", 100n), spent("b", 100n)]);
  expect(cm2Of(sums)).toEqual({ a: [500n, 1], b: [300n, 1], letter: [200n, 1] });
  expect(sums.find(({ id }) => id === "a")).toMatchObject({ namedRevenueMinor: 1_000n, spendMinor: 100n });
});

test("a campaign's name means the one with the most spend among several", () => {
  const same = { name: "Sale" };
  const sums = campaignSums([sold("c:sale", 500n)], [spent("a", 100n, same), spent("b", 101n, same)]);
  expect(cm2Of(sums)).toEqual({ a: [0n, 0], b: [500n, 1] });
});

test("a channel's sales without a campaign are shared by spend: its own, and its part of the common spend", () => {
  // The shop sold 600 of 800: of the 80 spent for all channels 60 are its. 600 by 40 and 60.
  const origins = [sold("unknown", 300n), sold("unknown", 100n, { channelId: "market" })];
  const spends = [spent("own", 40n, { channelId: "shop" }), spent("all", 80n)];
  const sums = campaignSums(origins, spends);
  expect(cm2Of(sums)).toEqual({ own: [120n, 0], all: [180n + 100n, 0] });
  expect(sums.every(({ namedRevenueMinor }) => namedRevenueMinor === 0n)).toBe(true);
});

test("days without spend, and channels nobody spends for, leave what they sold to no campaign", () => {
  const origins = [sold("unknown", 300n, { day: "2026-11-02" }), sold("unknown", 50n, { channelId: "market" })];
  expect(cm2Of(campaignSums(origins, [spent("own", 40n, { channelId: "shop" })]))).toEqual({ own: [0n, 0] });
});

const day = fc.constantFrom("2026-11-01", "2026-11-02");
const channel = fc.constantFrom("shop", "market");
const minor = (min: number) => fc.bigInt({ min: BigInt(min), max: 99_999n });
const origin = fc.constantFrom("unknown", "none", "c:name a", "c:key-b", "c:letter");
const anySold = fc.record({
  ...{ day, channelId: channel, origin, orders: fc.nat(9) },
  ...{ revenueMinor: minor(-9_999), cm2Minor: minor(-9_999) },
});
const anySpent = fc
  .record({ day, channelId: fc.option(channel), name: fc.constantFrom("a", "b", "c"), spendMinor: minor(-99) })
  .map(({ name, ...rest }) => spent(name, rest.spendMinor, rest));

test("campaigns bear exactly what was spent, and never more than was sold for them or without a word", () => {
  fc.assert(
    fc.property(fc.array(anySold, { maxLength: 12 }), fc.array(anySpent, { maxLength: 9 }), (origins, spends) => {
      const sums = campaignSums(origins, spends);
      expect(sumOf(sums.map((each) => each.spendMinor))).toBe(sumOf(spends.map((each) => each.spendMinor)));
      const borne = (row: OriginDay) => {
        if (row.origin === "none") return false;
        if (row.origin !== "unknown") return true;
        const others = origins.filter((each) => each.day === row.day && each.revenueMinor > 0n);
        const here = others.some((each) => each.channelId === row.channelId);
        return spends.some(
          (each) =>
            each.day === row.day &&
            each.spendMinor > 0n &&
            (each.channelId === null ? here : each.channelId === row.channelId && others.length > 0),
        );
      };
      expect(sumOf(sums.map((each) => each.cm2Minor))).toBe(sumOf(origins.filter(borne).map((each) => each.cm2Minor)));
      const named = sumOf(sums.map((each) => BigInt(each.orders)));
      expect(named).toBe(
        sumOf(origins.filter((each) => each.origin.startsWith("c:")).map((each) => BigInt(each.orders))),
      );
    }),
  );
});
