/** Spend by hand and from files. */
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { cellsHere } from "../imports/reader.ts";
import { addSpend, changeSpend, listManualSpend, removeSpend } from "./manual-spend.ts";
import { readSpendFile, type SpendFile, spendMapping } from "./spend-file.ts";
import { spendReport } from "./spend-report.ts";

const NOW = new Date("2026-11-22T06:00:00Z");
const SHOP = newId(NOW);

let organization: OrganizationId;

const db = fixture(testDatabase);
beforeEach(async () => {
  organization = await db.newOrganization();
  await inside((tx) =>
    tx.run(
      `insert into argosy.connection (organization_id, id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), $1, 'commerce', 'fakeshop', 'shop', 'Shop', 'active', $2)`,
      [SHOP, newId(NOW)],
    ),
  );
});

const inside = <T>(work: Parameters<typeof db.database.tenant<T>>[1]) => db.database.tenant(organization, work);

const read = (csv: string, other: Partial<SpendFile> = {}) =>
  inside(async (tx) =>
    readSpendFile(tx, {
      cells: await cellsHere(csv, 1),
      mapping: { date: "Day", amount: "Cost", days: "ymd", decimal: "point" },
      ...{ label: "Leaflets", currency: "EUR", channelId: null, isTrial: false, now: NOW },
      ...other,
    }),
  );

const kept = async () =>
  (await inside((tx) => listManualSpend(tx, {}))).items.map(({ label, date, amount, currency, channelName }) =>
    [label, date, amount, currency, channelName].join(" "),
  );

test("a file read twice counts once, and a corrected one takes its place", async () => {
  const csv = "Day,Cost\n2026-11-19,10.50\n2026-11-20,4\n2026-11-20,1.25\n";
  expect(await read(csv)).toMatchObject({ rows: 3, added: 2, changed: 0, same: 0 });
  expect(await read(csv)).toMatchObject({ added: 0, changed: 0, same: 2 });
  expect(await read("Day,Cost\n2026-11-20,6\n2026-11-21,1\n")).toMatchObject({ added: 1, changed: 1, same: 0 });
  expect(await kept()).toEqual([
    "Leaflets 2026-11-21 1 EUR ",
    "Leaflets 2026-11-20 6 EUR ",
    "Leaflets 2026-11-19 10.5 EUR ",
  ]);
});

test("a trial says what it would do, and does nothing", async () => {
  expect(await read("Day,Cost\n2026-11-20,6\n", { isTrial: true })).toMatchObject({
    added: 1,
    totals: [{ currency: "EUR", amount: "6" }],
  });
  expect([await kept(), await inside(spendMapping)]).toEqual([[], null]);
});

test("days, amounts, labels and channels are read as files write them", async () => {
  const csv =
    '\ufeffTag;Kosten;Plattform;Kanal;W\n20.11.2026;"1.234,50 €";TikTok;SHOP;\n3/1/26;0,000001;;;usd\n\n20.11.2026;;TikTok;;\n';
  const mapping = { date: "tag", amount: "Kosten", label: "Plattform", channel: "Kanal", currency: "W" };
  const result = await read(csv, { mapping: { ...mapping, days: "dmy", decimal: "comma" } });
  expect(result).toMatchObject({ added: 2, problems: [] });
  expect(await kept()).toEqual(["TikTok 2026-11-20 1234.5 EUR Shop", "Leaflets 2026-01-03 0.000001 USD "]);
  expect(await inside(spendMapping)).toMatchObject({ date: "tag", days: "dmy", decimal: "comma" });
});

test("rows that cannot be read are told with their place, and keep no other from being read", async () => {
  const csv =
    "Day,Cost,Channel\n2026-02-30,1,\n2026-11-20,-1,\n2026-11-20,x,\n2026-11-20,1,Nowhere\n20/11/2026,1,\n2026-11-20,1.0000001,\n2026-11-20,2,Shop\n";
  const mapping = { date: "Day", amount: "Cost", channel: "Channel", days: "ymd", decimal: "point" } as const;
  const result = await read(csv, { mapping });
  expect(result.problems.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 7]);
  expect(await kept()).toEqual(["Leaflets 2026-11-20 2 EUR Shop"]);
});

test("a column the file does not have is named", async () => {
  await expect(read("Date,Cost\n2026-11-20,1\n")).rejects.toMatchObject({
    code: "SPEND_MAPPING",
    field: "mapping.date",
  });
});

test("spend that is entered by hand is changed and removed, and reported beside the accounts", async () => {
  const spend = { label: "Fair", date: "2026-11-20", amount: "99.99", currency: "EUR", channelId: SHOP };
  const { id } = await inside((tx) => addSpend(tx, spend, NOW));
  await inside((tx) => changeSpend(tx, id, { amount: "100", channelId: null }, NOW));
  const report = await inside((tx) => spendReport(tx, { from: "2026-11-20", to: "2026-11-20", by: "account" }));
  expect(report).toMatchObject({ items: [{ accountName: "Fair", spend: "100" }], rows: 1, totals: [{ spend: "100" }] });
  await inside((tx) => removeSpend(tx, id));
  expect(await kept()).toEqual([]);
  await expect(inside((tx) => removeSpend(tx, id))).rejects.toMatchObject({ code: "SPEND_NOT_FOUND" });
  for (const amount of ["-1", "1e3", "0.0000001", ""])
    await expect(inside((tx) => addSpend(tx, { ...spend, amount }, NOW))).rejects.toMatchObject({
      code: "SPEND_AMOUNT",
      field: "amount",
    });
});

test("stored spend is what the file adds up to, to the millionth, whatever the rows", async () => {
  const row = fc.record({
    day: fc.integer({ min: 1, max: 4 }).map((n) => `2026-11-0${n}`),
    micros: fc.bigInt({ min: 0n, max: 10n ** 13n }),
    label: fc.constantFrom("A", "a", "B"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      organization = await db.newOrganization();
      const text = (micros: bigint) => `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, "0")}`;
      const csv = ["Day,Cost,L", ...rows.map(({ day, micros, label }) => `${day},${text(micros)},${label}`)].join("\n");
      const mapping = { date: "Day", amount: "Cost", label: "L", days: "ymd", decimal: "point" } as const;
      await read(csv, { mapping });
      const { same, added, changed } = await read(csv, { mapping });
      const { items } = await inside((tx) => listManualSpend(tx, { limit: 200 }));
      expect([added, changed, same]).toEqual([0, 0, items.length]);
      const sum = await inside((tx) =>
        tx.one<{ micros: string }>("select trunc(sum(amount) * 1000000)::text as micros from argosy.manual_spend"),
      );
      expect(BigInt(sum.micros)).toBe(rows.reduce((so, { micros }) => so + micros, 0n));
    }),
    { numRuns: runsOf({ few: 8, many: 25 }) },
  );
});
