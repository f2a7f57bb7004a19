/** Which channel spend is for: by hand, by rules, or all. */
import { expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { replaceSpend } from "./ad-spend.ts";
import { type CampaignRule, campaignRules, saveRules, tryRules } from "./campaign-rules.ts";
import { chooseChannel, listCampaigns } from "./campaigns.ts";
import { adsAndShops } from "./samples.ts";
import { spendReport } from "./spend-report.ts";

const NOW = new Date("2026-11-22T06:00:00Z");
const [ACCOUNT, SHOP, OUTLET] = [newId(NOW), newId(NOW), newId(NOW)];
const WEEK = { from: "2026-11-15", to: "2026-11-21" };

let organization: OrganizationId;

const db = fixture(testDatabase);

const inside = <T>(work: Parameters<typeof db.database.tenant<T>>[1]) => db.database.tenant(organization, work);

async function fresh(): Promise<void> {
  organization = await db.newOrganization();
  await adsAndShops(db, organization, { account: ACCOUNT, shop: SHOP, outlet: OUTLET });
}

const notify = (
  days: readonly (readonly [date: string, campaign: string, name: string, spend: string])[],
  span = WEEK,
) =>
  inside((tx) =>
    replaceSpend(tx, {
      connectionId: ACCOUNT,
      currency: "EUR",
      span,
      days: days.map(([date, id, name, spend]) => ({
        ...{ date, campaign: { id, name }, adSet: null, spend },
        ...{ impressions: 10, clicks: 1, conversions: "1", conversionValue: "5" },
      })),
      now: NOW,
    }),
  );

const rule = (match: CampaignRule["match"], pattern: string, channelId: string | null): CampaignRule => ({
  ...{ id: newId(NOW), accountId: null, match, pattern, channelId },
});

const where = async () =>
  Object.fromEntries(
    (await inside((tx) => listCampaigns(tx, {}))).items.map((one) => [
      one.campaignName,
      [one.channelName, one.chosenBy],
    ]),
  );

const byChannel = async () =>
  (await inside((tx) => spendReport(tx, { ...WEEK, by: "channel" }))).items.map(({ channelName, spend }) => [
    channelName,
    spend,
  ]);

test("the first rule that fits a name decides, also of campaigns told later and of a name that changes", async () => {
  await fresh();
  await notify([
    ["2026-11-20", "1", "Outlet winter", "10"],
    ["2026-11-20", "2", "Brand", "4.5"],
  ]);
  expect(await where()).toEqual({ Brand: [null, "nobody"], "Outlet winter": [null, "nobody"] });
  await inside((tx) => saveRules(tx, [rule("starts", "OUTLET", OUTLET), rule("contains", "winter", SHOP)]));
  expect(await where()).toEqual({ Brand: [null, "nobody"], "Outlet winter": ["Outlet", "rule"] });
  expect(await byChannel()).toEqual([
    ["Outlet", "10"],
    [null, "4.5"],
  ]);
  await notify([
    ["2026-11-20", "1", "Outlet winter", "10"],
    ["2026-11-21", "2", "Brand winter", "2"],
    ["2026-11-21", "3", "Outlet new", "1"],
  ]);
  expect(await where()).toEqual({
    "Outlet new": ["Outlet", "rule"],
    "Brand winter": ["Shop", "rule"],
    "Outlet winter": ["Outlet", "rule"],
  });
  expect((await inside(campaignRules)).map(({ campaigns }) => campaigns)).toEqual([2, 1]);
});

test("days read again later keep the name of the last day", async () => {
  await fresh();
  await notify([["2026-11-21", "1", "New name", "1"]]);
  await notify([["2026-11-10", "1", "Old name", "1"]], { from: "2026-11-10", to: "2026-11-10" });
  expect(Object.keys(await where())).toEqual(["New name"]);
});

test("a choice by hand stays whatever the rules say, until it is given back", async () => {
  await fresh();
  await notify([["2026-11-20", "1", "Outlet winter", "10"]]);
  const campaign = [{ accountId: ACCOUNT, campaignKey: "1" }];
  await inside((tx) => chooseChannel(tx, campaign, { by: "hand", channelId: SHOP }));
  await inside((tx) => saveRules(tx, [rule("starts", "outlet", OUTLET)]));
  expect(await where()).toEqual({ "Outlet winter": ["Shop", "hand"] });
  await inside((tx) => chooseChannel(tx, campaign, { by: "hand", channelId: null }));
  expect(await where()).toEqual({ "Outlet winter": [null, "hand"] });
  await inside((tx) => chooseChannel(tx, campaign, { by: "rules" }));
  expect(await where()).toEqual({ "Outlet winter": ["Outlet", "rule"] });
});

test("rules that are tried say what they would move, and move nothing", async () => {
  await fresh();
  await notify([
    ["2026-11-20", "1", "Outlet winter", "10"],
    ["2026-11-20", "2", "Outlet by hand", "70"],
    ["2026-11-20", "3", "Brand", "3"],
  ]);
  await inside((tx) => chooseChannel(tx, [{ accountId: ACCOUNT, campaignKey: "2" }], { by: "hand", channelId: SHOP }));
  const tried = await inside((tx) => tryRules(tx, [rule("ends", "WINTER", OUTLET)], "2026-11-22"));
  expect(tried).toEqual({
    campaigns: 1,
    moves: [
      expect.objectContaining({ campaignName: "Outlet winter", spend: "10", fromChannelId: null, toChannelId: OUTLET }),
    ],
  });
  expect(await where()).toMatchObject({ "Outlet winter": [null, "nobody"] });
});

test("wildcards of SQL in a pattern are plain characters", async () => {
  await fresh();
  await notify([["2026-11-20", "1", "100 things", "1"]]);
  await inside((tx) => saveRules(tx, [rule("contains", "100%", SHOP), rule("starts", "1__", SHOP)]));
  expect(await where()).toEqual({ "100 things": [null, "nobody"] });
});

test("a campaign cannot be given to what is no channel", async () => {
  await fresh();
  await notify([["2026-11-20", "1", "Brand", "1"]]);
  for (const channelId of [ACCOUNT, newId(NOW)])
    await expect(
      inside((tx) => chooseChannel(tx, [{ accountId: ACCOUNT, campaignKey: "1" }], { by: "hand", channelId })),
    ).rejects.toMatchObject({ code: "CAMPAIGN_CHANNEL_UNKNOWN" });
});

test("pages of campaigns follow each other without a gap", async () => {
  await fresh();
  await notify(Array.from({ length: 7 }, (_, n) => ["2026-11-20", String(n), n < 4 ? "Same" : `N ${n}`, "1"] as const));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await inside((tx) => listCampaigns(tx, { limit: 2, cursor }));
    seen.push(...page.items.map(({ campaignKey }) => campaignKey));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(["4", "5", "6", "0", "1", "2", "3"]);
});
