/**
 * The contract tests of every ad account's connector, run against its sandbox: what was spent is told whole, exactly and
 * once. An ad platform's `<id>.test.ts` calls `describeAdAccount`.
 */
import { expect } from "vitest";
import type { AdSpendDay } from "../../../commerce/ad-spend.ts";
import { type DayRange, dayAfter } from "../../../commerce/days.ts";
import { decimalText, parseDecimal, plusDecimal } from "../../../commerce/decimal.ts";
import type { Json } from "../../../commerce/product.ts";
import type { AdSandbox, SandboxSpend } from "../sandbox/ad-account.ts";
import { type ConnectedShop, portOf } from "../testing/shop.ts";
import { describeService, type ServiceOptions, type ServiceSuite } from "./services.ts";

export type AdAccountOptions = ServiceOptions<AdSandbox>;

type SandboxService = ConnectedShop<AdSandbox>;

/** Registers the suite; call it at the top level of an ad platform's test file. */
export function describeAdAccount(options: AdAccountOptions): void {
  describeService<AdSandbox, AdAccountOptions>(options, { whose: "an ad account", prefix: "ads", cases: CASES });
}

/** The day before today of the account's own calendar, where the suite's clock stands. */
export function yesterdayOf({ clock, shop }: Pick<SandboxService, "clock" | "shop">): string {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: shop.timeZone }).format(clock.now());
  return dayAfter(today, -1);
}

/** Reads a span to the end, whatever reports the platform takes its time for. */
export async function readAll(service: SandboxService, span: DayRange): Promise<readonly AdSpendDay[]> {
  const { read } = portOf(service.connection, "adSpend");
  let saved: Json = null;
  for (let n = 0; n < 10; n += 1) {
    const answer = await read({ span, saved }, service.connection.ctx);
    if (answer.state === "read") return answer.days;
    saved = answer.saved;
    await service.clock.sleep(answer.pollAfterMs);
    service.shop.workOff();
  }
  throw new Error("the report never came");
}

const day = (date: string, more: Partial<SandboxSpend> = {}): SandboxSpend => ({
  date,
  campaign: { id: "120210000000000001", name: "Prospecting, autumn" },
  adSet: null,
  spend: "5339.50",
  impressions: 361_324,
  clicks: 4_210,
  conversions: "61",
  conversionValue: "91203.4",
  ...more,
});

const sumOf = (days: readonly AdSpendDay[]): string =>
  decimalText(days.reduce((sum, { spend }) => plusDecimal(sum, parseDecimal(spend)), parseDecimal("0")));

const CASES: ServiceSuite<AdSandbox, AdAccountOptions>["cases"] = {
  "is what its catalog entry says, and no channel": {
    async run({ connection, shop }, { connector }) {
      expect(connector.meta.kind).toBe("marketing");
      const open = Object.entries(connection.ports).flatMap(([name, port]) => (port === undefined ? [] : [name]));
      expect(open).toEqual(["adSpend"]);
      expect(connector.maximum).toEqual(["adSpend"]);
      expect(connection.detected.account.externalId).toBe(shop.accounts[0]);
      expect(connection.detected.facts).toMatchObject({ currency: shop.currency, timeZone: shop.timeZone });
    },
  },
  "a day is told to the last digit, with what was claimed of it": {
    async run(service) {
      const date = yesterdayOf(service);
      const reported = day(date);
      service.shop.spent(reported);
      service.shop.spent(
        day(date, { campaign: { id: "2", name: "" }, spend: "0.01", conversions: "0", conversionValue: "0" }),
      );
      service.shop.spent(day(dayAfter(date, -1), { spend: "7" }));
      const read = await readAll(service, { from: date, to: date });
      expect(read).toHaveLength(2);
      expect(read.find(({ campaign }) => campaign.id === reported.campaign.id)).toMatchObject({
        date,
        campaign: reported.campaign,
        adSet: null,
        impressions: 361_324,
        clicks: 4_210,
      });
      expect(sumOf(read)).toBe("5339.51");
      const claimed = read.map(({ conversions, conversionValue }) => [Number(conversions), Number(conversionValue)]);
      expect(claimed).toContainEqual([61, 91_203.4]);
      expect(claimed).toContainEqual([0, 0]);
      expect(service.connection.drifts).toEqual([]);
    },
  },
  "months of many campaigns are told whole and once": {
    async run(service) {
      const to = yesterdayOf(service);
      const from = dayAfter(to, -30);
      for (let n = 0; n < 31; n += 1)
        for (let campaign = 0; campaign < 40; campaign += 1)
          service.shop.spent(
            day(dayAfter(from, n), { campaign: { id: String(campaign), name: `C ${campaign}` }, spend: "1.25" }),
          );
      const read = await readAll(service, { from, to });
      expect(new Set(read.map(({ date, campaign }) => `${date} ${campaign.id}`)).size).toBe(31 * 40);
      expect(read).toHaveLength(31 * 40);
      expect(sumOf(read)).toBe("1550");
    },
  },
  "what was told before is told as it is now, and what was taken back not at all": {
    async run(service) {
      const date = yesterdayOf(service);
      service.shop.spent(day(date));
      service.shop.spent(day(date, { campaign: { id: "2", name: "Brand" } }));
      await readAll(service, { from: date, to: date });
      service.shop.spent(day(date, { spend: "5301.10" }));
      service.shop.takeBack(date, "2");
      const read = await readAll(service, { from: date, to: date });
      expect(read.map(({ spend }) => Number(spend))).toEqual([5301.1]);
    },
  },
  "a day without delivery, and the account's own today, are no failure": {
    async run(service) {
      const yesterday = yesterdayOf(service);
      expect(await readAll(service, { from: yesterday, to: dayAfter(yesterday, 1) })).toEqual([]);
    },
  },
  "ad sets stand beside their campaign's day where they are asked for": {
    settings: { detail: "ad_set" },
    async run(service) {
      const date = yesterdayOf(service);
      service.shop.spent(day(date, { spend: "10" }));
      service.shop.spent(day(date, { adSet: { id: "31", name: "Lookalike" }, spend: "6.5" }));
      const read = await readAll(service, { from: date, to: date });
      expect(read.map(({ adSet, spend }) => [adSet?.name ?? null, Number(spend)])).toEqual([
        [null, 10],
        ["Lookalike", 6.5],
      ]);
    },
  },
  "more than one answer holds is told all the same": {
    async run(service) {
      const to = yesterdayOf(service);
      const from = dayAfter(to, -13);
      for (let n = 0; n < 14; n += 1) service.shop.spent(day(dayAfter(from, n), { spend: "2.5" }));
      service.shop.limitAnswers(3);
      const read = await readAll(service, { from, to });
      expect(read.map(({ date }) => date).sort()).toEqual(Array.from({ length: 14 }, (_, n) => dayAfter(from, n)));
      expect(sumOf(read)).toBe("35");
    },
  },
  "a limit is waited out, and access that was taken away says so": {
    async run(service) {
      const date = yesterdayOf(service);
      service.shop.spent(day(date));
      service.sandbox.faults.add({ fault: { kind: "throttle", retryAfterSeconds: 120 }, times: 1 });
      await expect(readAll(service, { from: date, to: date })).rejects.toMatchObject({ info: { kind: "throttled" } });
      await service.clock.sleep(5 * 60_000);
      expect(await readAll(service, { from: date, to: date })).toHaveLength(1);
      service.sandbox.faults.revoke();
      await expect(readAll(service, { from: date, to: date })).rejects.toMatchObject({
        info: { kind: "auth_revoked" },
      });
    },
  },
};
