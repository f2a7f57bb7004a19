import fc from "fast-check";
import { expect, it } from "vitest";
import { composeCreditNote, uncredited } from "./compose-credit.ts";
import { composeInvoice, type InvoiceFacts } from "./compose-invoice.ts";
import { type DocumentDraft, documentFromJson, documentToJson, type InvoiceDocument } from "./document.ts";
import { isGstin, stateCodeOf } from "./gst.ts";
import { fillPattern, financialYear, patternFault } from "./number.ts";
import { ratesOf } from "./rates.ts";
import { sampleInvoicedLine as line, sampleInvoiced as order } from "./samples.ts";
import { soldOf } from "./sold-lines.ts";
import { type InvoicedOrder, taxedLines } from "./taxed-lines.ts";

const GSTIN = "27AAPFU0939F1ZV";

const facts = (change: Partial<InvoiceFacts> = {}, of: Partial<InvoiceFacts["order"]> = {}): InvoiceFacts => ({
  regime: "gst",
  language: "en",
  seller: {
    name: "Ana Textiles",
    address: { line1: "1 Mill Road", city: "Mumbai", country: "IN" },
    taxId: null,
    gstin: GSTIN,
    registration: null,
    email: null,
    phone: null,
    logoId: null,
  },
  footer: "",
  usesProductRates: true,
  buyerTaxId: null,
  placeOfSupply: null,
  order: {
    ...order({ currency: "INR" }),
    number: "SH-1",
    orderedOn: "2026-11-20",
    buyerName: "Ravi",
    billingAddress: null,
    shippingAddress: { name: "Ravi", line1: "2 Road", city: "Pune", region: "MH", country: "IN" },
    ...of,
  },
  ...change,
});

const numbered = (draft: DocumentDraft): InvoiceDocument => ({ ...draft, number: "INV/1", issuedOn: "2026-11-20" });

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n);

/** An order as a shop computes it: tax a line, rounded, a discount in the lines or beside them, tax on shipping. */
const shopOrder = fc
  .record({
    taxIncluded: fc.boolean(),
    lines: fc.array(
      fc.record({
        unit: fc.integer({ min: 0, max: 500_000 }),
        quantity: fc.integer({ min: 1, max: 12 }),
        rate: fc.constantFrom(0, 5, 12, 18, 20, 28),
        off: fc.integer({ min: 0, max: 100 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    shipping: fc.integer({ min: 0, max: 20_000 }),
    shippingTaxed: fc.boolean(),
    fees: fc.integer({ min: 0, max: 5_000 }),
    apart: fc.integer({ min: 0, max: 3_000 }),
    rounding: fc.integer({ min: -60, max: 60 }),
    tells: fc.constantFrom("lines", "order", "nothing"),
  })
  .map((made): InvoicedOrder => {
    const at = (amount: bigint, rate: number) => {
      const divisor = made.taxIncluded ? 100 + rate : 100;
      return BigInt(Math.round((Number(amount) * rate) / divisor));
    };
    const lines = made.lines.map((each, index) => {
      const gross = BigInt(each.unit * each.quantity);
      const off = (gross * BigInt(each.off)) / 200n;
      return line({
        title: `Item ${index}`,
        quantity: each.quantity,
        unitPrice: (each.unit / 100).toFixed(2),
        discountMinor: off,
        totalMinor: gross - off,
        taxMinor: made.tells === "lines" ? at(gross - off, each.rate) : 0n,
        rate: String(each.rate),
      });
    });
    const itemsTotal = sum(lines.map((each) => each.totalMinor));
    const apart = itemsTotal > BigInt(made.apart) ? BigInt(made.apart) : 0n;
    const shipping = BigInt(made.shipping);
    const most = Math.max(...made.lines.map((each) => each.rate));
    const tax =
      made.tells === "order"
        ? at(itemsTotal, 10)
        : sum(lines.map((each) => each.taxMinor)) + (made.shippingTaxed ? at(shipping, most) : 0n);
    const taxMinor = made.tells === "nothing" ? null : tax;
    return order({
      currency: "INR",
      taxIncluded: made.taxIncluded,
      lines,
      taxMinor,
      shippingMinor: shipping,
      feesMinor: BigInt(made.fees),
      discountMinor: sum(lines.map((each) => each.discountMinor)) + apart,
      totalMinor:
        itemsTotal -
        apart +
        shipping +
        BigInt(made.fees) +
        BigInt(made.rounding) +
        (made.taxIncluded ? 0n : (taxMinor ?? 0n)),
    });
  });

it("an invoice adds up to the order's total to the minor unit, whatever was discounted, shipped or taxed [E1.11]", () => {
  fc.assert(
    fc.property(shopOrder, (made) => {
      const taxed = taxedLines(made, false);
      expect(taxed.totalMinor).toBe(made.totalMinor);
      const onTop = made.taxIncluded ? 0n : (taxed.taxMinor ?? 0n);
      expect(sum(taxed.lines.map((each) => each.amountMinor)) + onTop).toBe(made.totalMinor);
      if (taxed.taxMinor !== null) {
        expect(taxed.taxMinor).toBe(made.taxMinor);
        expect((taxed.netMinor ?? 0n) + taxed.taxMinor).toBe(made.totalMinor);
      }
      const existing = taxed.lines.filter((each) => each.taxMinor !== null);
      if (existing.length === taxed.lines.length) {
        expect(sum(existing.map((each) => each.taxMinor ?? 0n))).toBe(taxed.taxMinor);
        expect(sum(existing.map((each) => (each.netMinor ?? 0n) + (each.taxMinor ?? 0n)))).toBe(made.totalMinor);
        expect(sum(taxed.taxes.map((row) => row.taxMinor))).toBe(taxed.taxMinor);
      } else expect(existing).toEqual([]);
    }),
  );
});

it("a line's tax is split to the paisa, the document's halves one apart at most", () => {
  fc.assert(
    fc.property(shopOrder, fc.boolean(), (made, within) => {
      const to = { line1: "2 Road", city: "Pune", region: within ? "Maharashtra" : "Karnataka", country: "IN" };
      const document = composeInvoice(facts({}, { ...made, shippingAddress: to }));
      if (!document.split) {
        expect(document.lines.some((each) => each.taxMinor === null)).toBe(true);
        return;
      }
      for (const { split, taxMinor } of document.lines)
        expect(split && split.cgstMinor + split.sgstMinor + split.igstMinor).toBe(taxMinor);
      const { cgstMinor, sgstMinor, igstMinor } = document.split;
      expect(cgstMinor + sgstMinor + igstMinor).toBe(document.taxMinor);
      expect(within ? igstMinor : cgstMinor + sgstMinor).toBe(0n);
      const apart = sgstMinor - cgstMinor;
      expect(apart === 0n || apart === 1n).toBe(true);
    }),
  );
});

it("credits in parts are what the invoice had, in sum exactly, and never more", () => {
  const parts = fc.array(
    fc.record({ share: fc.integer({ min: 1, max: 100 }), line: fc.nat(12), quantity: fc.integer({ min: 0, max: 4 }) }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(shopOrder, parts, (made, inputs) => {
      fc.pre((made.totalMinor ?? 0n) > 0n);
      const invoice = numbered(composeInvoice(facts({}, made)));
      const notes: InvoiceDocument[] = [];
      for (const input of inputs) {
        const left = uncredited(invoice, notes);
        const amountMinor = (left * BigInt(input.share)) / 100n;
        if (amountMinor <= 0n) continue;
        const units = input.quantity > 0 ? [{ line: input.line, quantity: input.quantity }] : [];
        notes.push(numbered(composeCreditNote(invoice, notes, { amountMinor, units, reason: null })));
      }
      if (uncredited(invoice, notes) > 0n)
        notes.push(numbered(composeCreditNote(invoice, notes, { units: [], reason: "cancelled" })));
      expect(sum(notes.map((note) => note.totalMinor))).toBe(invoice.totalMinor);
      expect(() => composeCreditNote(invoice, notes, { amountMinor: 1n, units: [], reason: null })).toThrow(
        "already cover the whole invoice",
      );
      if (invoice.lines.some((each) => each.taxMinor === null)) return;
      expect(sum(notes.map((note) => note.taxMinor ?? 0n))).toBe(invoice.taxMinor);
      for (const [index, each] of invoice.lines.entries()) {
        const of = notes.flatMap((note) => note.lines).filter((credited) => credited.of === index);
        expect(sum(of.map((credited) => credited.taxMinor ?? 0n))).toBe(each.taxMinor);
        expect(sum(of.map((credited) => credited.netMinor ?? 0n))).toBe(each.netMinor);
        expect(sum(of.map((credited) => credited.split?.cgstMinor ?? 0n))).toBe(each.split?.cgstMinor);
        for (const { split, taxMinor } of of)
          expect((split?.cgstMinor ?? 0n) + (split?.sgstMinor ?? 0n) + (split?.igstMinor ?? 0n)).toBe(taxMinor);
      }
    }),
  );
});

it("a credit note gives back the units of a refund, then shipping", () => {
  const invoice = numbered(
    composeInvoice(
      facts(
        {},
        {
          lines: [
            line({ quantity: 2, unitPrice: "118", totalMinor: 23_600n, taxMinor: 3_600n }),
            line({ title: "Towel", totalMinor: 11_800n, taxMinor: 1_800n }),
          ],
          shippingMinor: 1_180n,
          taxMinor: 5_580n,
          totalMinor: 36_580n,
        },
      ),
    ),
  );
  expect(invoice.lines.map(({ kind, rate }) => [kind, rate])).toEqual([
    ["goods", "18"],
    ["goods", "18"],
    ["shipping", "18"],
  ]);
  const note = composeCreditNote(invoice, [], {
    amountMinor: 12_980n,
    units: [{ line: 0, quantity: 1 }],
    reason: "Too small",
  });
  expect(note.lines.map(({ kind, quantity, netMinor, taxMinor }) => [kind, quantity, netMinor, taxMinor])).toEqual([
    ["goods", 1, 10_000n, 1_800n],
    ["shipping", null, 1_000n, 180n],
  ]);
  expect(note.corrects).toEqual({ number: "INV/1", issuedOn: "2026-11-20" });
  expect(note.split).toEqual({ cgstMinor: 990n, sgstMinor: 990n, igstMinor: 0n });
});

it("a missing tax is noted instead of made up", () => {
  const reported = taxedLines(order({ taxMinor: 1_597n }), false);
  expect([reported.notes, reported.lines[0]?.taxMinor, reported.taxMinor]).toEqual([
    ["tax_per_line_unknown"],
    null,
    1_597n,
  ]);
  const hidden = taxedLines(order({ taxMinor: null }), false);
  expect([hidden.notes, hidden.taxMinor, hidden.netMinor]).toEqual([["tax_unknown"], null, null]);
  expect(() => taxedLines(order({ totalMinor: null }), false)).toThrow("doesn't send this order's total");
});

it("a line takes the product's own GST rate where the marketplace reports no tax", () => {
  const hidden = { lines: [line({ rate: "12", totalMinor: 11_200n })], taxMinor: null, totalMinor: 11_200n };
  const document = composeInvoice(facts({}, hidden));
  expect([document.taxMinor, document.notes]).toEqual([1_200n, ["tax_by_product_rate"]]);
  expect(composeInvoice(facts({ usesProductRates: false }, hidden)).notes).toEqual(["tax_unknown"]);
});

it("an invoice notes reverse charge and export where no VAT was charged across a border", () => {
  const seller = {
    ...facts().seller,
    gstin: null,
    taxId: "DE123456789",
    address: { line1: "1", city: "Bonn", country: "DE" },
  };
  const to = (country: string, buyerTaxId: string | null) =>
    composeInvoice(facts({ regime: "eu_vat", seller, buyerTaxId }, { shippingAddress: { line1: "2", country } })).notes;
  expect(to("FR", "FR40303265045")).toEqual(["reverse_charge"]);
  expect(to("FR", null)).toEqual([]);
  expect(to("DE", "DE811569869")).toEqual([]);
  expect(to("CH", null)).toEqual(["export"]);
});

it("an invoice requires the place of supply where the address names no state", () => {
  const nowhere = { shippingAddress: { line1: "2 Road", city: "Pune", region: "Somewhere", country: "IN" } };
  expect(() => composeInvoice(facts({}, nowhere))).toThrow("names no state of India");
  expect(composeInvoice(facts({ placeOfSupply: "29" }, nowhere)).placeOfSupply).toEqual({
    code: "29",
    name: "Karnataka",
  });
  expect(composeInvoice(facts({}, { shippingAddress: { country: "AE" } })).placeOfSupply).toEqual({
    code: null,
    name: "Outside India",
  });
  expect(["MH", "IN-MH", "maharashtra ", "27"].map(stateCodeOf)).toEqual(["27", "27", "27", "27"]);
  expect([isGstin(GSTIN), isGstin("27AAPFU0939F1ZW"), isGstin("27AAPFU0939F1Z")]).toEqual([true, false, false]);
});

it("a rate is read from the amounts, and none where several fit", () => {
  const of = (netMinor: bigint, taxMinor: bigint, rate: string | null = null) =>
    ratesOf([{ netMinor, taxMinor, units: 1, rate }])[0];
  expect(of(10_000n, 888n)).toBe("8.875");
  expect(of(10_000n, 1_900n)).toBe("19");
  expect(of(10_000n, 25n)).toBe("0.25");
  expect(of(10n, 2n)).toBeNull();
  expect(of(10n, 2n, "18")).toBe("18");
  expect(of(10_000n, 1_900n, "7")).toBe("19");
  expect(of(-5_000n, -950n)).toBe("19");
});

it("a year is the calendar's or starts in April, and patterns that would repeat a number are refused", () => {
  expect(financialYear("2027-03-31", 4)).toMatchObject({ startsOn: "2026-04-01", label: "2026-27" });
  expect(financialYear("2027-04-01", 4)).toMatchObject({ startsOn: "2027-04-01", shortLabel: "27-28" });
  expect(financialYear("2026-01-01", 1)).toEqual({ startsOn: "2026-01-01", label: "2026", shortLabel: "26" });
  expect(fillPattern("INV/{yy}/{number:4}", financialYear("2026-05-01", 4), 7n)).toBe("INV/26-27/0007");
  const faults = ["INV-{number}", "INV-{year}", "{yy}{day}{number}", "INVOICE/{year}/{number:6}", "INV#{yy}/{number}"];
  expect(faults.map((pattern) => patternFault(pattern, true))).toEqual([
    "no_year",
    "no_number",
    "unknown_piece",
    "too_long",
    "signs",
  ]);
  expect(patternFault("INV/{yy}/{number:4}", true)).toBeUndefined();
});

it("a document comes back from JSON as it was", () => {
  const document = numbered(composeInvoice(facts()));
  expect(documentFromJson(documentToJson(document))).toEqual(document);
});

it("an order whose units were taken out before it was paid is invoiced for what is left", () => {
  const two = { ...line({ quantity: 2, totalMinor: 2_000n, discountMinor: 500n, taxMinor: 0n }), left: 1 };
  const edited = {
    ...order({ totalMinor: 2_000n, discountMinor: 500n }),
    currentTotalMinor: 1_000n,
    refundedMinor: 0n,
  };
  expect(soldOf(edited, [two])).toMatchObject({
    totalMinor: 1_000n,
    discountMinor: 250n,
    lines: [{ quantity: 1, totalMinor: 1_000n, discountMinor: 250n }],
  });
  // Money that was paid and given back is credited, not left out.
  expect(soldOf({ ...edited, refundedMinor: 1_000n }, [two])).toMatchObject({ totalMinor: 2_000n });
});
