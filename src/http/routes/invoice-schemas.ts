/** What invoices, credit notes and their settings look like. */
import { z } from "zod";
import { paperKinds, paperLanguages, paperNotes, taxRegimes } from "../../hub/invoices/paper.ts";
import { id } from "../schemas.ts";

const money = z.int().nullable();
const kind = z.enum(paperKinds);
const regime = z.enum(taxRegimes);
const language = z.enum(paperLanguages);
const nullable = z.string().nullable();

const fields = {
  id,
  kind,
  number: z.string(),
  issuedOn: z.string().describe("a day of the organization's time zone"),
  orderId: id,
  orderNumber: z.string(),
  storeId: id.nullable(),
  storeName: nullable,
  seriesId: id,
  seriesName: nullable,
  corrects: nullable.describe("of a credit note: its invoice's number"),
  isCancelled: z.boolean().describe("of an invoice: a credit note cancelled it"),
  buyer: z.string(),
  buyerTaxId: nullable,
  placeOfSupply: nullable,
  currency: z.string(),
  netMinor: money.describe("null where the channel withholds the tax"),
  taxMinor: money,
  cgstMinor: money,
  sgstMinor: money,
  igstMinor: money,
  totalMinor: z.int().describe("of a credit note: what is given back, above zero"),
  issuedAt: z.string(),
  issuedBy: z.string(),
};
export const invoiceRow = z.object(fields).meta({ id: "InvoiceSummary" });

const split = z.object({ cgstMinor: z.int(), sgstMinor: z.int(), igstMinor: z.int() }).nullable();
const address = z.record(z.string(), z.unknown());

const paper = z.object({
  kind,
  number: z.string(),
  issuedOn: z.string(),
  currency: z.string(),
  orderNumber: z.string(),
  netMinor: money,
  taxMinor: money,
  totalMinor: z.int(),
  split,
  regime,
  language,
  taxIncluded: z.boolean(),
  seller: z.object({
    name: z.string(),
    address,
    taxId: nullable,
    gstin: nullable,
    registration: nullable,
    email: nullable,
    phone: nullable,
    logoId: nullable,
  }),
  buyer: z.object({ name: z.string(), company: nullable, address: address.nullable(), taxId: nullable }),
  shipTo: address.nullable(),
  orderedOn: z.string(),
  corrects: z.object({ number: z.string(), issuedOn: z.string() }).nullable(),
  reason: nullable,
  placeOfSupply: z.object({ code: nullable, name: z.string() }).nullable(),
  lines: z.array(
    z.object({
      kind: z.enum(["goods", "discount", "shipping", "fees", "rounding", "other"]),
      key: nullable.describe("the order's line, by the platform's id of it"),
      title: z.string(),
      sku: nullable,
      hsn: nullable,
      quantity: z.int().nullable(),
      unitPrice: nullable,
      discountMinor: z.int(),
      amountMinor: z.int(),
      netMinor: money,
      taxMinor: money.describe("null where the tax of the line is not known"),
      rate: nullable.describe("percent; null where the amounts fit none"),
      split,
      of: z.int().nullable().describe("of a credit note: the invoice's line it corrects, from 0"),
    }),
  ),
  taxes: z.array(z.object({ rate: nullable, netMinor: z.int(), taxMinor: z.int(), split })),
  notes: z.array(z.enum(paperNotes)),
  footer: z.string(),
});
export const invoice = z.object({ ...fields, paper }).meta({ id: "Invoice" });

export const orderInvoices = z
  .object({
    papers: z.array(invoiceRow).describe("the oldest first"),
    standingId: id.nullable().describe("the invoice that is issued and not cancelled"),
    uncreditedMinor: money.describe("what of it no credit note has given back"),
    refundsToCredit: z.array(z.object({ key: z.string(), amountMinor: z.int(), refundedAt: z.string() })),
  })
  .meta({ id: "OrderInvoices" });

const addressIn = z.strictObject({
  line1: z.string().trim().max(200).optional(),
  line2: z.string().trim().max(200).optional(),
  city: z.string().trim().max(120).optional(),
  region: z.string().trim().max(120).optional(),
  postcode: z.string().trim().max(20).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});
const words = (most: number) => z.string().trim().max(most);
const settingFields = {
  legalName: words(200),
  regime,
  taxId: words(40).nullable(),
  gstin: words(15).nullable(),
  registration: words(60).nullable(),
  email: words(200).nullable(),
  phone: words(40).nullable(),
  language: language.describe("of the papers"),
  yearStart: z.int().min(1).max(12).describe("the month the financial year begins in: 1 the calendar's, 4 India's"),
  footer: words(1_000),
  usesProductRates: z.boolean().describe("GST: rates of products decide where a channel tells no tax"),
  issuesWhenShipped: z.boolean().describe("an invoice by itself when an order ships"),
  creditsRefunds: z.boolean().describe("a credit note by itself when an invoiced order is refunded"),
};
export const invoiceSettings = z
  .object({ ...settingFields, address, logoId: id.nullable(), logo: nullable.describe("the image as a data URL") })
  .meta({ id: "InvoiceSettings" });
export const invoiceSettingsChange = z.strictObject({ ...settingFields, address: addressIn }).partial();

export const invoiceSeries = z
  .object({
    id,
    name: z.string(),
    invoicePattern: z.string(),
    creditPattern: z.string(),
    storeIds: z.array(id),
    isDefault: z.boolean(),
    used: z.int().describe("papers it has numbered"),
  })
  .meta({ id: "InvoiceSeries" });

const pattern = z.string().trim().min(1).max(60).describe("text with {year} or {yy}, and {number} or {number:4}");
export const newSeries = z.strictObject({
  name: z.string().trim().min(1).max(60),
  invoicePattern: pattern,
  creditPattern: pattern,
  storeIds: z.array(id).max(200).default([]),
});
export const seriesChange = z.strictObject({
  name: z.string().trim().min(1).max(60).optional(),
  invoicePattern: pattern.optional(),
  creditPattern: pattern.optional(),
  storeIds: z.array(id).max(200).optional(),
});

const rupees = z.number().describe("rupees, with two places at most");
/** The portal's own names, upper and lower case as it has them. */
export const ewayBillFile = z
  .object({
    version: z.string(),
    billLists: z.array(
      z.object({
        userGstin: z.string(),
        supplyType: z.string(),
        subSupplyType: z.int().describe("1 supply, 3 export"),
        subSupplyDesc: z.string(),
        docType: z.string(),
        docNo: z.string(),
        docDate: z.string().describe("DD/MM/YYYY"),
        transType: z.int().describe("1 regular, 2 where it is shipped elsewhere than billed"),
        fromGstin: z.string(),
        fromTrdName: z.string(),
        fromAddr1: z.string(),
        fromAddr2: z.string(),
        fromPlace: z.string(),
        fromPincode: z.int(),
        fromStateCode: z.int(),
        actualFromStateCode: z.int(),
        toGstin: z.string().describe("URP: the buyer is not registered"),
        toTrdName: z.string(),
        toAddr1: z.string(),
        toAddr2: z.string(),
        toPlace: z.string(),
        toPincode: z.int(),
        toStateCode: z.int(),
        actualToStateCode: z.int(),
        totalValue: rupees,
        cgstValue: rupees,
        sgstValue: rupees,
        igstValue: rupees,
        cessValue: rupees,
        TotNonAdvolVal: rupees,
        OthValue: rupees.describe("shipping, fees, discounts of the whole order and rounding, in rupees"),
        totInvValue: rupees,
        transMode: z.int().describe("1: by road"),
        transDistance: z.int().describe("0: by the PIN codes"),
        transporterName: z.string(),
        transporterId: z.string(),
        transDocNo: z.string(),
        transDocDate: z.string(),
        vehicleNo: z.string(),
        vehicleType: z.string(),
        mainHsnCode: z.string(),
        itemList: z.array(
          z.object({
            itemNo: z.int(),
            productName: z.string(),
            productDesc: z.string(),
            hsnCode: z.string(),
            quantity: z.number(),
            qtyUnit: z.string(),
            taxableAmount: rupees,
            sgstRate: z.number(),
            cgstRate: z.number(),
            igstRate: z.number(),
            cessRate: z.number(),
            cessNonAdvol: z.number(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "EwayBillFile" });
