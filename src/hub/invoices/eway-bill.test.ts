import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HubError } from "../errors.ts";
import type { DocumentLine, InvoiceDocument } from "./document.ts";
import { ewayBills } from "./eway-bill.ts";
import { splitTaxes, sumSplits } from "./gst.ts";
import { sampleLine } from "./samples.ts";

const line = (change: Partial<DocumentLine> = {}): DocumentLine =>
  sampleLine({ split: { cgstMinor: 18_000n, sgstMinor: 18_000n, igstMinor: 0n }, ...change });

const paper = (change: Partial<InvoiceDocument> = {}): InvoiceDocument => ({
  kind: "invoice",
  number: "INV/26-27/0042",
  issuedOn: "2026-11-20",
  language: "en",
  regime: "gst",
  currency: "INR",
  taxIncluded: true,
  seller: {
    name: "Ana Textiles",
    address: { line1: "1 Mill Road", city: "Mumbai", region: "Maharashtra", postcode: "400 001", country: "IN" },
    taxId: null,
    gstin: "27AAPFU0939F1ZV",
    registration: null,
    email: null,
    phone: null,
    logoId: null,
  },
  buyer: {
    name: "Ravi",
    company: null,
    address: { line1: "2 Lake Road", line2: "Flat 3", city: "Pune", region: "MH", postcode: "411001", country: "IN" },
    taxId: null,
  },
  shipTo: null,
  orderNumber: "SH-1",
  orderedOn: "2026-11-18",
  corrects: null,
  reason: null,
  placeOfSupply: { code: "27", name: "Maharashtra" },
  lines: [
    line(),
    line({
      kind: "shipping",
      title: "",
      hsn: null,
      quantity: null,
      netMinor: 10_000n,
      taxMinor: 1_800n,
      amountMinor: 11_800n,
      split: { cgstMinor: 900n, sgstMinor: 900n, igstMinor: 0n },
    }),
  ],
  taxes: [],
  netMinor: 210_000n,
  taxMinor: 37_800n,
  split: { cgstMinor: 18_900n, sgstMinor: 18_900n, igstMinor: 0n },
  totalMinor: 247_800n,
  notes: [],
  footer: "",
  ...change,
});

const billOf = (change: Partial<InvoiceDocument> = {}, transport = {}) =>
  ewayBills([paper(change)], transport).billLists[0];

const refusal = (change: Partial<InvoiceDocument>) => {
  try {
    return billOf(change);
  } catch (error) {
    return error instanceof HubError ? [error.code, error.message] : error;
  }
};

describe("an e-way bill", () => {
  test("an e-way bill has the items with their HSN and halves of tax; other lines are apart", () => {
    const transport = { transporterId: "29AAACT2727Q1ZW", vehicleNumber: "mh 12-ab 1234", distanceKm: 150 };
    expect(ewayBills([paper()], transport)).toEqual({
      version: "1.0.0621",
      billLists: [
        {
          userGstin: "27AAPFU0939F1ZV",
          supplyType: "O",
          subSupplyType: 1,
          subSupplyDesc: "",
          docType: "INV",
          docNo: "INV/26-27/0042",
          docDate: "20/11/2026",
          transType: 1,
          fromGstin: "27AAPFU0939F1ZV",
          fromTrdName: "Ana Textiles",
          fromAddr1: "1 Mill Road",
          fromAddr2: "",
          fromPlace: "Mumbai",
          fromPincode: 400_001,
          fromStateCode: 27,
          actualFromStateCode: 27,
          toGstin: "URP",
          toTrdName: "Ravi",
          toAddr1: "2 Lake Road",
          toAddr2: "Flat 3",
          toPlace: "Pune",
          toPincode: 411_001,
          toStateCode: 27,
          actualToStateCode: 27,
          totalValue: 2000,
          cgstValue: 180,
          sgstValue: 180,
          igstValue: 0,
          cessValue: 0,
          TotNonAdvolVal: 0,
          OthValue: 118,
          totInvValue: 2478,
          transMode: 1,
          transDistance: 150,
          transporterName: "",
          transporterId: "29AAACT2727Q1ZW",
          transDocNo: "",
          transDocDate: "",
          vehicleNo: "MH12AB1234",
          vehicleType: "R",
          mainHsnCode: "6205",
          itemList: [
            {
              itemNo: 1,
              productName: "Linen shirt",
              productDesc: "Linen shirt",
              hsnCode: "6205",
              quantity: 2,
              qtyUnit: "NOS",
              taxableAmount: 2000,
              sgstRate: 9,
              cgstRate: 9,
              igstRate: 0,
              cessRate: 0,
              cessNonAdvol: 0,
            },
          ],
        },
      ],
    });
  });

  test("an e-way bill to another state has the integrated tax, and names the destination apart from the payer", () => {
    const split = { cgstMinor: 0n, sgstMinor: 0n, igstMinor: 36_000n };
    const shipTo = { line1: "9 Fort", city: "Kochi", region: "Kerala", postcode: "682001", country: "IN" };
    const placeOfSupply = { code: "29", name: "Karnataka" };
    const buyer = { ...paper().buyer, company: "Ravi Traders", taxId: "29AAACT2727Q1ZW" };
    expect(billOf({ lines: [line({ split })], shipTo, placeOfSupply, buyer })).toMatchObject({
      transType: 2,
      toGstin: "29AAACT2727Q1ZW",
      toTrdName: "Ravi Traders",
      toPlace: "Kochi",
      toPincode: 682_001,
      toStateCode: 29,
      actualToStateCode: 32,
      igstValue: 360,
      itemList: [{ igstRate: 18, cgstRate: 0, sgstRate: 0 }],
    });
  });

  test("an e-way bill out of India is an export", () => {
    const address = { line1: "1 Creek", city: "Dubai", country: "AE" };
    const split = { cgstMinor: 0n, sgstMinor: 0n, igstMinor: 36_000n };
    const abroad = { placeOfSupply: { code: null, name: "Outside India" }, lines: [line({ split })] };
    const bill = billOf({ ...abroad, buyer: { ...paper().buyer, address } });
    expect(bill).toMatchObject({ subSupplyType: 3, toPincode: 999_999, toStateCode: 99, actualToStateCode: 99 });
  });

  test("an e-way bill is refused where the invoice is of another kind, and names what is missing", () => {
    for (const change of [{ kind: "credit_note" }, { regime: "plain" }, { currency: "EUR" }] as const)
      expect(refusal(change)).toMatchObject(["EWAY_BILL", expect.stringContaining("INV/26-27/0042")]);
    const nowhere = { ...paper().buyer, address: { line1: "2", city: "Pune", postcode: "4110", country: "IN" } };
    const lacking = [
      refusal({ lines: [line({ hsn: null })] }),
      refusal({ lines: [line({ rate: null })] }),
      refusal({ buyer: nowhere }),
    ];
    for (const each of lacking) expect(each).toMatchObject(["EWAY_BILL_FACTS", expect.any(String)]);
    expect(new Set(lacking.map(String)).size).toBe(3);
  });

  test("an e-way bill adds up to the invoice, whatever it sold", () => {
    const itemsTotal = fc.array(fc.record({ net: fc.bigInt(0n, 9_999_999_999n), tax: fc.bigInt(0n, 999_999_999n) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(itemsTotal, fc.bigInt(-500n, 50_000n), (sold, other) => {
        const splits = splitTaxes(
          sold.map(({ tax }) => tax),
          true,
        );
        const lines = sold.map(({ net, tax }, n) => line({ netMinor: net, taxMinor: tax, split: splits[n] ?? null }));
        const all = sold.reduce((sum, { net, tax }) => sum + net + tax, 0n);
        const bill = billOf({ lines, totalMinor: all + other, split: sumSplits(splits) });
        const parts = [bill?.totalValue, bill?.cgstValue, bill?.sgstValue, bill?.igstValue, bill?.OthValue];
        const cents = parts.reduce<number>((sum, each) => sum + Math.round((each ?? 0) * 100), 0);
        expect(cents).toBe(Math.round((bill?.totInvValue ?? 0) * 100));
        expect(bill?.totInvValue).toBe(Number(all + other) / 100);
      }),
    );
  });
});

test("HSN codes keep their zeros, one PIN code has a distance, exempt goods go with a bill of supply", () => {
  const bill = (change: Partial<InvoiceDocument>) => ewayBills([paper(change)], {}).billLists[0];
  const pin = paper().seller.address.postcode;
  const buyer = { ...paper().buyer, address: { ...paper().buyer.address, country: "IN", postcode: pin } };
  expect(bill({ buyer, lines: [line({ hsn: "0901" })] })).toMatchObject({
    transDistance: 1,
    docType: "INV",
    mainHsnCode: "0901",
    itemList: [{ hsnCode: "0901" }],
  });
  expect(bill({ lines: [line({ rate: "0" })] })).toMatchObject({ transDistance: 0, docType: "BIL" });
  for (const hsn of ["12345", "1234567"]) expect(() => bill({ lines: [line({ hsn })] })).toThrow(HubError);
});

test("HSN codes are read as people type them, services and distances the portal refuses are no part of a bill", () => {
  const bill = (change: Partial<InvoiceDocument>, transport = {}) => ewayBills([paper(change)], transport).billLists[0];
  for (const hsn of ["0901 21", "0901.21", " 0901-21 "])
    expect(bill({ lines: [line({ hsn })] })).toMatchObject({
      mainHsnCode: "090121",
      itemList: [{ hsnCode: "090121" }],
    });
  const service = line({ hsn: "998719", title: "Fitting" });
  const mixed = [line({ rate: "0", hsn: "0713" }), line({ rate: "5" }), service];
  expect(bill({ lines: mixed })).toMatchObject({ docType: "INV", itemList: [{ itemNo: 1 }, { itemNo: 2 }] });
  expect(bill({ lines: [line({ rate: "0.00", hsn: "0713" }), service] })).toMatchObject({ docType: "BIL" });
  for (const lines of [[], [service], [line({ kind: "shipping" })]])
    expect(() => bill({ lines })).toThrow("has no goods");
  const pin = paper().seller.address.postcode;
  const buyer = { ...paper().buyer, address: { ...paper().buyer.address, postcode: pin } };
  expect(bill({ buyer }, { distanceKm: 40 })).toMatchObject({ transDistance: 40 });
  expect(() => bill({ buyer }, { distanceKm: 150 })).toThrow("within one PIN code");
});
