import { expect, test } from "vitest";
import type { AdSpendDay } from "../../commerce/ad-spend.ts";
import { type DayRange, dayAfter } from "../../commerce/days.ts";
import type { Json } from "../../commerce/product.ts";
import type { AdSpend } from "../../connectors/kit/contract/ad-spend.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const HALF_DAY = 12 * 3_600_000;

interface FakeAccount {
  readonly port: AdSpend;
  readonly days: Map<string, AdSpendDay>;
  readonly requests: DayRange[];
  /** Answers of a report that are still "under way". */
  waits: number;
}

function fakeAccount(): FakeAccount {
  const made: FakeAccount = {
    days: new Map(),
    requests: [],
    waits: 0,
    port: {
      restatedDays: 28,
      historyDays: 60,
      mostDays: 31,
      async read({ span, saved }) {
        if (made.waits > 0) {
          made.waits -= 1;
          return { state: "pending", saved: { run: String(made.waits) } satisfies Json, pollAfterMs: 30_000 };
        }
        made.requests.push(saved === null ? span : { ...span, ...{ saved } });
        return {
          state: "read",
          days: [...made.days.values()].filter(({ date }) => date >= span.from && date <= span.to),
        };
      },
    },
  };
  return made;
}

const day = (date: string, spend: string, campaign = "1"): AdSpendDay => ({
  date,
  campaign: { id: campaign, name: `Campaign ${campaign}` },
  adSet: null,
  spend,
  impressions: 100,
  clicks: 7,
  conversions: "1.5",
  conversionValue: "90",
});

async function adWorld(account: FakeAccount): Promise<TestEngine> {
  const world = await testEngine({ adSpend: account.port });
  await world.db.owner.run(
    `update argosy.connection set kind = 'marketing', facts = '{"currency":"INR","timeZone":"Asia/Kolkata"}'
     where id = $1`,
    [world.store],
  );
  return world;
}

const savedSpend = ({ db }: TestEngine) =>
  db.owner.rows<{ date: string; spend: string; campaign: string }>(
    `select to_char(date, 'YYYY-MM-DD') as date, spend::text, campaign_key as campaign
     from argosy.ad_spend order by date, campaign_key`,
  );

test("ad spend is read back as far as it is reported, and each night anew, replaced and never added [H1]", async () => {
  const account = fakeAccount();
  await using world = await adWorld(account);
  const today = new Date(world.clock.now()).toISOString().slice(0, 10);
  for (const [back, spend] of [
    [0, "3"],
    [1, "5339.507812"],
    [40, "12.5"],
  ] as const)
    account.days.set(`${back}`, day(dayAfter(today, -back), spend));
  await world.engine.runUntilIdle();
  expect(account.requests).toEqual([
    { from: dayAfter(today, -30), to: today },
    { from: dayAfter(today, -60), to: dayAfter(today, -31) },
  ]);
  expect(await savedSpend(world)).toEqual([
    { date: dayAfter(today, -40), spend: "12.500000", campaign: "1" },
    { date: dayAfter(today, -1), spend: "5339.507812", campaign: "1" },
    { date: today, spend: "3.000000", campaign: "1" },
  ]);
  const mails = () =>
    world.db.owner.rows<{ text: string }>(
      "select text from argosy.sync_log where action = 'sync_ad_spend' order by at",
    );
  expect(await mails()).toEqual([
    { text: `Ad spend read, ${dayAfter(today, -30)} to ${today}. Rows: 2.` },
    { text: `Ad spend read, ${dayAfter(today, -60)} to ${dayAfter(today, -31)}. Rows: 1.` },
  ]);
  // Nothing before the night.
  account.requests.length = 0;
  await world.engine.runUntilIdle();
  expect(account.requests).toEqual([]);
  // What was told is told otherwise; what lies behind the days a platform changes stays.
  account.days.clear();
  account.days.set("a", day(dayAfter(today, -1), "5301.1"));
  account.days.set("b", day(dayAfter(today, -1), "7", "2"));
  world.clock.pass(2 * HALF_DAY);
  await world.engine.runUntilIdle();
  expect(account.requests).toHaveLength(1);
  expect(await savedSpend(world)).toEqual([
    { date: dayAfter(today, -40), spend: "12.500000", campaign: "1" },
    { date: dayAfter(today, -1), spend: "5301.100000", campaign: "1" },
    { date: dayAfter(today, -1), spend: "7.000000", campaign: "2" },
  ]);
});

test("a report under way is asked on with what was saved, also by another process", async () => {
  const account = fakeAccount();
  await using world = await adWorld(account);
  const today = new Date(world.clock.now()).toISOString().slice(0, 10);
  account.days.set("a", day(today, "1"));
  account.waits = 2;
  await world.engine.runUntilIdle();
  expect(await savedSpend(world)).toEqual([]);
  world.clock.pass(30_000);
  const other = await world.secondWorker();
  await other.runUntilIdle();
  world.clock.pass(30_000);
  await other.runUntilIdle();
  expect(account.requests[0]).toEqual({ from: dayAfter(today, -30), to: today, saved: { run: "0" } });
  expect(await savedSpend(world)).toHaveLength(1);
});
