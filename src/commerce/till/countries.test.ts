/** Receipts of fourteen countries worked out by hand; rates are those in force in 2026, given as inputs. */
import { expect, test } from "vitest";
import { usualCashRounding } from "./cash.ts";
import { settlementOf } from "./payments.ts";
import { card, cash, off, rateOf, tillLine } from "./testing.ts";
import { type TaxRules, totalsOf } from "./totals.ts";
import type { TaxRate } from "./types.ts";

const rules = (rates: TaxRate[], some: Partial<TaxRules> = {}): TaxRules => ({
  rates,
  place: {},
  pricesIncludeTax: true,
  rounding: { per: "line", mode: "half_up" },
  ...some,
});
const within = (rates: TaxRate[], country: string) => rules(rates, { place: { country } });
const upon = (rates: TaxRate[], country: string, region?: string) =>
  rules(rates, { place: { country, region }, pricesIncludeTax: false });

test("Germany: 9.99 at 19 % has 1.60, a book of 21.40 at 7 % has 1.40", () => {
  const vat = [rateOf("USt", "19", { country: "DE" }), rateOf("USt", "7", { country: "DE", taxClass: "books" })];
  // 9.99 x 19 / 119 = 1.5950; 21.40 x 7 / 107 = 1.40.
  const totals = totalsOf([tillLine(999n), tillLine(2140n, { key: "2", taxClass: "books" })], within(vat, "DE"));
  expect(totals).toMatchObject({ subtotal: 3139n, tax: 300n, net: 2839n, total: 3139n });
  expect(totals.taxes).toEqual([
    { tax: "USt", rate: "19", base: 839n, amount: 160n },
    { tax: "USt", rate: "7", base: 2000n, amount: 140n },
  ]);
});

test("France: a baguette of 1.10 at 5.5 % has 0.06, three notebooks of 4.00 at 20 % less 10 % have 1.80", () => {
  const tva = [rateOf("TVA", "20"), rateOf("TVA", "5.5", { taxClass: "food" })];
  // 1.10 x 5.5 / 105.5 = 0.0573; 12.00 - 1.20 = 10.80, x 20 / 120 = 1.80.
  const books = tillLine(400n, { key: "2", quantity: 3, discounts: [off(120n)] });
  const totals = totalsOf([tillLine(110n, { taxClass: "food" }), books], within(tva, "FR"));
  expect(totals.lines.map(({ tax }) => tax)).toEqual([6n, 180n]);
  expect(totals).toMatchObject({ discount: 120n, total: 1190n });
});

test("United Arab Emirates: 105.00 at 5 % has 5.00", () => {
  expect(totalsOf([tillLine(10_500n)], within([rateOf("VAT", "5")], "AE")).tax).toBe(500n);
});

test("Saudi Arabia: 49.95 at 15 % has 6.52", () => {
  // 49.95 x 15 / 115 = 6.5152.
  expect(totalsOf([tillLine(4_995n)], within([rateOf("VAT", "15")], "SA")).tax).toBe(652n);
});

test("Egypt: 14 % upon 249.99 is 35.00, together 284.99", () => {
  // 34.9986.
  expect(totalsOf([tillLine(24_999n)], upon([rateOf("VAT", "14")], "EG"))).toMatchObject({
    tax: 3500n,
    total: 28_499n,
  });
});

test("India: CGST and SGST of 9 % upon 999.50 are 89.96 each, in another state IGST 179.91", () => {
  const gst = [
    rateOf("CGST", "9", { country: "IN", region: "KA" }),
    rateOf("SGST", "9", { country: "IN", region: "KA" }),
  ];
  // 89.955 each.
  expect(totalsOf([tillLine(99_950n)], upon(gst, "IN", "KA"))).toMatchObject({ tax: 17_992n, total: 117_942n });
  expect(totalsOf([tillLine(99_950n)], upon([rateOf("IGST", "18", { country: "IN" })], "IN", "KL")).tax).toBe(17_991n);
});

const quebec = [rateOf("GST", "5", { country: "CA" }), rateOf("QST", "9.975", { country: "CA", region: "QC" })];

test("Canada: 19.99 in Quebec bears 1.00 GST and 1.99 QST, in Alberta GST alone; cash is rounded to 5 cents", () => {
  const totals = totalsOf([tillLine(1_999n)], upon(quebec, "CA", "QC"));
  expect(totals.taxes).toEqual([
    { tax: "GST", rate: "5", base: 1999n, amount: 100n },
    { tax: "QST", rate: "9.975", base: 1999n, amount: 199n },
  ]);
  expect(totals.total).toBe(2298n);
  expect(settlementOf(2298n, [cash(2300n)], usualCashRounding("CAD"))).toMatchObject({ rounding: 2n, left: 0n });
  expect(totalsOf([tillLine(1_999n)], upon(quebec, "CA", "AB")).total).toBe(2099n);
});

test("Quebec until 2012: QST of 9.5 % counted on the price with GST", () => {
  const old = [rateOf("GST", "5"), rateOf("QST", "9.5", { isCompound: true })];
  // 105.00 x 9.5 % = 9.975.
  expect(totalsOf([tillLine(10_000n)], upon(old, "CA", "QC"))).toMatchObject({ tax: 1498n, total: 11_498n });
  expect(totalsOf([tillLine(11_498n)], within(old, "CA"))).toMatchObject({ tax: 1498n, net: 10_000n });
});

test("United States: 8.875 % upon 24.99 in New York City is 2.22, a coat below 110.00 bears none", () => {
  const sales = [
    rateOf("Sales tax", "8.875", { country: "US", region: "NY" }),
    rateOf("Sales tax", "0", { country: "US", region: "NY", taxClass: "clothing" }),
  ];
  const totals = totalsOf(
    [tillLine(2_499n), tillLine(9_900n, { key: "2", taxClass: "clothing" })],
    upon(sales, "US", "NY"),
  );
  // 2.2179.
  expect(totals).toMatchObject({ tax: 222n, total: 12_621n });
});

test("Japan: one rounding a rate and receipt, cut off: 108 and 107 yen at 8 % bear 17, not 8 and 8", () => {
  const tax = [rateOf("Tax", "10"), rateOf("Tax", "8", { taxClass: "food" })];
  const lines = [
    tillLine(108n, { taxClass: "food" }),
    tillLine(107n, { key: "2", taxClass: "food" }),
    tillLine(1_234n, { key: "3" }),
  ];
  const receipt = rules(tax, { pricesIncludeTax: false, rounding: { per: "receipt", mode: "down" } });
  // 215 x 8 % = 17.2; 1,234 x 10 % = 123.4.
  expect(totalsOf(lines, receipt)).toMatchObject({ tax: 140n, total: 1589n });
  expect(totalsOf(lines, { ...receipt, rounding: { per: "line", mode: "down" } }).tax).toBe(139n);
});

test("Switzerland: 12.97 at 8.1 % has 0.97 and costs 12.95 in cash, 12.97 by card", () => {
  const totals = totalsOf([tillLine(1_297n)], within([rateOf("MWST", "8.1")], "CH"));
  expect(totals.tax).toBe(97n);
  const rule = usualCashRounding("CHF");
  expect(settlementOf(1297n, [cash(1295n)], rule)).toMatchObject({ rounding: -2n, left: 0n });
  expect(settlementOf(1297n, [card(1297n)], rule)).toMatchObject({ rounding: 0n, left: 0n });
});

test("Sweden: 99.90 at 25 % has 19.98 and costs 100 kronor in cash", () => {
  const totals = totalsOf([tillLine(9_990n)], within([rateOf("Moms", "25")], "SE"));
  expect(totals.tax).toBe(1998n);
  expect(settlementOf(9990n, [cash(10_000n)], usualCashRounding("SEK"))).toMatchObject({ rounding: 10n, left: 0n });
});

test("Australia: 19.97 at 10 % has 1.82; 10.00 by card leave 9.95 in cash", () => {
  const totals = totalsOf([tillLine(1_997n)], within([rateOf("GST", "10")], "AU"));
  // 19.97 / 11 = 1.8155.
  expect(totals.tax).toBe(182n);
  const paid = settlementOf(1997n, [card(1000n), cash(995n)], usualCashRounding("AUD"));
  expect(paid).toMatchObject({ rounding: -2n, left: 0n });
});

test("Bahrain: 1.999 dinars at 10 % have 0.182; Kuwait: no tax, 1.253 dinars cost 1.255 in cash", () => {
  expect(totalsOf([tillLine(1_999n)], within([rateOf("VAT", "10")], "BH")).tax).toBe(182n);
  expect(totalsOf([tillLine(1_253n)], within([], "KW"))).toMatchObject({ tax: 0n, total: 1253n });
  expect(settlementOf(1253n, [cash(1255n)], usualCashRounding("KWD"))).toMatchObject({ rounding: 2n, left: 0n });
});
