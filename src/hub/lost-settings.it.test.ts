/** Edits of settings that meet in two transactions, as workers, imports and routes make them: both stand. */
import { expect, test } from "vitest";
import { testDatabase } from "../db/testing.ts";
import { fixture, fixturePerTest } from "../db/testing-fixtures.ts";
import { addSeries, changeInvoiceSettings, changeSeries, setLogo } from "./invoices/settings.ts";
import { addSpend, changeSpend } from "./marketing/manual-spend.ts";
import { minutes, noon, testShop } from "./orders/testing.ts";
import { changeStaff, createStaff } from "./pos/staff.ts";
import { createPriceRule, type PriceRuleInput, replacePriceRule } from "./prices/price-rules.ts";
import { listGiftCardExpiries, setGiftCardExpiries } from "./promotions/gift-card-expiry.ts";
import { addPreset, changePreset, listPresets } from "./shipping/presets.ts";
import { changeTrackingPage } from "./shipping/public-tracking.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

test("two fields of the invoice settings, which nobody had set before", async () => {
  const changed = await shop.meet(
    (tx) => changeInvoiceSettings(tx, { footer: "Thank you" }, noon),
    (tx) => changeInvoiceSettings(tx, { legalName: "Nile Traders" }, noon),
  );
  expect(changed).toMatchObject({ footer: "Thank you", legalName: "Nile Traders" });
});

test("the logo of invoices and a field beside it", async () => {
  const changed = await shop.meet(
    (tx) => changeInvoiceSettings(tx, { footer: "Thank you" }, noon),
    (tx) => setLogo(tx, Buffer.from([0x89, 0x50]), noon),
  );
  expect(changed).toMatchObject({ footer: "Thank you", logoId: expect.any(String) });
});

test("the name and the pattern of a series of invoices", async () => {
  const added = await shop.run((tx) =>
    addSeries(
      tx,
      { name: "Web", invoicePattern: "W{yy}/{number}", creditPattern: "WC{yy}/{number}", storeIds: [] },
      noon,
    ),
  );
  const id = added.find(({ name }) => name === "Web")?.id ?? "";
  const all = await shop.meet(
    (tx) => changeSeries(tx, id, { name: "Shops" }),
    (tx) => changeSeries(tx, id, { invoicePattern: "S{yy}/{number}" }),
  );
  expect(all.find((each) => each.id === id)).toMatchObject({ name: "Shops", invoicePattern: "S{yy}/{number}" });
});

test("a pattern that two series take is refused to the second", async () => {
  const series = (name: string) =>
    ({ name, invoicePattern: "W{yy}/{number}", creditPattern: `${name}{yy}/{number}`, storeIds: [] }) as const;
  const second = shop.meet(
    (tx) => addSeries(tx, series("A"), noon),
    (tx) => addSeries(tx, series("B"), noon),
  );
  await expect(second).rejects.toMatchObject({ code: "INVOICE_PATTERN" });
});

test("the color and the mails of the tracking page", async () => {
  const page = await shop.meet(
    (tx) => changeTrackingPage(tx, { color: "#112233" }, noon),
    (tx) => changeTrackingPage(tx, { mails: ["delivered"] }, noon),
  );
  expect(page).toMatchObject({ color: "#112233", mails: ["delivered"] });
});

test("the name and the weight of a package", async () => {
  const box = { name: "Box", lengthMm: 100, widthMm: 100, heightMm: 100, weightGrams: 10, isDefault: false };
  const [{ id = "" } = {}] = await shop.run((tx) => addPreset(tx, box, noon));
  const [changed] = await shop.meet(
    (tx) => changePreset(tx, id, { name: "Small box" }, noon),
    (tx) => changePreset(tx, id, { weightGrams: 20 }, noon),
  );
  expect(changed).toMatchObject({ name: "Small box", weightGrams: 20 });
});

test("the first of two packages created at once is the default", async () => {
  const box = { name: "Box", lengthMm: 100, widthMm: 100, heightMm: 100, weightGrams: 10, isDefault: false };
  await shop.meet(
    (tx) => addPreset(tx, box, noon),
    (tx) => addPreset(tx, { ...box, name: "Bag" }, noon),
  );
  const presets = await shop.run((tx) => listPresets(tx));
  expect(presets.map(({ isDefault }) => isDefault)).toEqual([true, false]);
});

test("two lists of how long gift cards count: the second stands, not both", async () => {
  await shop.meet(
    (tx) => setGiftCardExpiries(tx, [{ country: "DE", months: 36 }]),
    (tx) => setGiftCardExpiries(tx, [{ country: "FR", months: 24 }]),
  );
  expect(await shop.run((tx) => listGiftCardExpiries(tx))).toEqual([{ country: "FR", months: 24 }]);
});

test("a price rule replaced while an old copy of it was open stays as it is", async () => {
  const store = await shop.newStore();
  const rule: PriceRuleInput = {
    ...{ name: "Markup", priority: 0, categoryId: null, brand: null, base: "price", markupPercent: "10" },
    ...{ fixedMinor: 0n, stepMinor: null, endingMinor: 0n, direction: "nearest", floorPercent: null },
    compareAt: "rule",
  };
  const { id, updatedAt } = await shop.run((tx) => createPriceRule(tx, { connectionId: store.id, rule, now: noon }));
  const replace = (markupPercent: string, seen: Date) =>
    shop.run((tx) =>
      replacePriceRule(tx, { id, rule: { ...rule, markupPercent }, ifUpdatedAt: seen, now: minutes(1) }),
    );
  expect(await replace("12", updatedAt)).toMatchObject({ markupPercent: "12" });
  await expect(replace("15", updatedAt)).rejects.toMatchObject({ code: "EDITED_MEANWHILE" });
  expect(await replace("15", minutes(1))).toMatchObject({ markupPercent: "15" });
});

test("the label and the amount of a spend", async () => {
  const spend = { label: "Flyers", date: "2026-11-01", amount: "10", currency: "EUR", channelId: null };
  const { id } = await shop.run((tx) => addSpend(tx, spend, noon));
  const changed = await shop.meet(
    (tx) => changeSpend(tx, id, { label: "Posters" }, noon),
    (tx) => changeSpend(tx, id, { amount: "20" }, noon),
  );
  expect(changed).toMatchObject({ label: "Posters", amount: "20" });
});

test("a new PIN of a manager who is just made one is as long as a manager's", async () => {
  const { id } = await shop.run((tx) => createStaff(tx, { name: "Omar", pinHash: "x", now: noon }));
  const second = shop.meet(
    (tx) => changeStaff(tx, { id, isManager: true, pin: "123456", pinHash: "y", now: noon }),
    (tx) => changeStaff(tx, { id, pin: "4321", pinHash: "z", now: noon }),
  );
  await expect(second).rejects.toMatchObject({ code: "POS_PIN_SHORT" });
});
