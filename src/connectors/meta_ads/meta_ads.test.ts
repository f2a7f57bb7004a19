import { expect, test } from "vitest";
import { dayAfter } from "../../commerce/days.ts";
import { startSandbox } from "../../sandboxes/meta_ads/index.ts";
import { describeAdAccount, readAll, yesterdayOf } from "../kit/conformance/ad-accounts.ts";
import { openConnectedShop, openTestShop, portOf } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeAdAccount({ proves: ["B30", "H1"], connector, startSandbox, spec });

const console = () => openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
const campaign = { id: "1", name: "Brand" };

test("a report that failed is asked for again in halves, and 100 % is not the end", async () => {
  await using it = await console();
  const to = yesterdayOf(it);
  const from = dayAfter(to, -1);
  for (const date of [from, to]) it.shop.spent({ date, campaign, adSet: null, spend: "1.10" });
  it.shop.limitAnswers(0);
  const { read } = portOf(it.connection, "adSpend");
  const ask = async (saved: Parameters<typeof read>[0]["saved"]) => {
    const answer = await read({ span: { from, to }, saved }, it.connection.ctx);
    if (answer.state !== "pending") throw new Error("it should be under way");
    return answer.saved;
  };
  const started = await ask(null);
  it.shop.failReports();
  const halves = await ask(started);
  expect([...it.sandbox.state.runs.values()].map(({ asked }) => asked.get("time_range"))).toEqual([
    JSON.stringify({ since: from, until: to }),
    JSON.stringify({ since: from, until: from }),
    JSON.stringify({ since: to, until: to }),
  ]);
  for (const run of it.sandbox.state.runs.values())
    if (run.state !== "Job Failed") Object.assign(run, { state: "Job Running", percent: 100 });
  const running = await ask(halves);
  it.shop.workOff();
  const answer = await read({ span: { from, to }, saved: running }, it.connection.ctx);
  expect(answer).toMatchObject({
    state: "read",
    days: [
      { date: from, spend: "1.10" },
      { date: to, spend: "1.10" },
    ],
  });
});

test("a sum that is not that of its campaigns is reported, the purchases are counted under one name", async () => {
  await using it = await console();
  const date = yesterdayOf(it);
  it.shop.spent({ date, campaign, adSet: null, spend: "12.00", conversions: "3", conversionValue: "90.5" });
  it.sandbox.faults.add({ fault: { kind: "rename_value", from: "12.00", to: "11.00" }, path: "insights", times: 1 });
  const read = await readAll(it, { from: date, to: date });
  expect(read).toMatchObject([{ conversions: "3", conversionValue: "90.5" }]);
  it.sandbox.faults.clear();
  await readAll(it, { from: date, to: date });
  expect(it.connection.drifts).toEqual([]);
});

test("an app that demands proof of every call gets it, and without the secret the answer is a refusal", async () => {
  await using shop = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  shop.sandbox.state.needsProof = true;
  await expect(shop.connect()).rejects.toMatchObject({ info: { kind: "rejected" } });
  const connection = await shop.connect({ values: { appSecret: "0123456789abcdef0123456789abcdef" } });
  expect(connection.detected.account.name).toBe("Northwind");
});

test("a sign-in offers every account it opens and is exchanged for another 60 days before it ends", async () => {
  await using shop = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const values = { connectBy: "oauth", accessToken: "", adAccountId: "" };
  const connection = await shop.connect({ values, account: "act_2234567890", settings: { connectBy: "oauth" } });
  expect(connection.detected).toMatchObject({
    account: { externalId: "act_2234567890", name: "Northwind Gulf" },
    facts: { currency: "AED", timeZone: "Asia/Dubai" },
  });
  const days = (Date.parse(connection.grant.expiresAt ?? "") - shop.clock.now()) / 86_400_000;
  expect(Math.round(days)).toBe(45);
});

test("a sign-in without the operator's app says what to do instead", async () => {
  await using shop = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const values = { connectBy: "oauth", accessToken: "" };
  await expect(shop.connect({ values, appSecrets: { appId: "" } })).rejects.toMatchObject({
    info: { kind: "rejected", field: "connectBy" },
  });
});

test("calls wait for Meta's clock when most of the limit is used", async () => {
  await using it = await console();
  const date = yesterdayOf(it);
  it.sandbox.state.usedPercent = 80;
  await readAll(it, { from: date, to: date });
  const before = it.clock.now();
  await readAll(it, { from: date, to: date });
  expect(it.clock.now() - before).toBeGreaterThan(5_000);
});
