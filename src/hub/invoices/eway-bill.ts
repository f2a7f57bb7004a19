/**
 * E-way bills: what the Indian portal takes as a file ("Generate bulk", format 1.0.0621), made of GST invoices. The
 * seller uploads it at ewaybillgst.gov.in, which numbers the bills.
 */

import { type Message, message } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Address } from "../../commerce/order.ts";
import { HubError } from "../errors.ts";
import type { DocumentLine, InvoiceDocument } from "./document.ts";
import { stateCodeOf } from "./gst.ts";

/** Who carries the goods. The portal asks for a transporter or a vehicle; what is left out is typed there. */
export type Transport = Optional<{
  /** GSTIN, or the number the portal gave a transporter without one. */
  transporterId: string;
  transporterName: string;
  vehicleNumber: string;
  /** Absent: the portal works it out of the two PIN codes, if they differ. */
  distanceKm: number;
}>;

const VERSION = "1.0.0621";
const SUPPLY = { within: 1, export: 3 } as const;
const BY_ROAD = 1;
/** The portal works out no distance within one PIN code; the least and the most it takes. */
const SAME_PIN_KM = { least: 1, most: 100 } as const;
const DOCUMENT = { taxInvoice: "INV", billOfSupply: "BIL" } as const;
/** Of a buyer who is not registered. */
const UNREGISTERED = "URP";
/** "Other countries" in the portal's list of states, and the PIN code it takes for them. */
const ABROAD = { state: 99, pin: 999_999 } as const;
/** "Numbers" in the portal's list of units. */
const UNIT = "NOS";

/** The file of some invoices. Throws HubError EWAY_BILL, EWAY_BILL_FACTS. */
export function ewayBills(documents: readonly InvoiceDocument[], transport: Transport) {
  return { version: VERSION, billLists: documents.map((document) => billOf(document, transport)) };
}

function billOf(document: InvoiceDocument, transport: Transport) {
  const { seller, buyer, placeOfSupply, number } = document;
  if (document.kind !== "invoice" || document.regime !== "gst" || document.currency !== "INR" || !placeOfSupply)
    throw new HubError("EWAY_BILL", "validation", message("refused.ewayBill", { number }), "ids");
  const to = document.shipTo ?? buyer.address;
  const isExport = placeOfSupply.code === null;
  const itemRows = document.lines.filter(({ kind, hsn }) => kind === "goods" && !isService(hsn));
  if (itemRows.length === 0) throw lacks(message("refused.ewayBillGoods", { number }));
  const items = itemRows.map((line, index) => itemOf(line, index, document));
  const sums = sumsOf(itemRows, document);
  const here = stateOf(seller.gstin?.slice(0, 2) ?? "");
  const there = isExport ? ABROAD.state : stateOf(placeOfSupply.code ?? "");
  const fromPin = pinOf(seller.address, message("refused.ewayBillFromPin", { number }));
  const toPin = isExport ? ABROAD.pin : pinOf(to, message("refused.ewayBillToPin", { number }));
  const arrives = isExport ? ABROAD.state : stateOf(stateCodeOf(to?.region) ?? placeOfSupply.code ?? "");
  return {
    userGstin: seller.gstin ?? "",
    supplyType: "O",
    subSupplyType: isExport ? SUPPLY.export : SUPPLY.within,
    subSupplyDesc: "",
    docType: !isExport && areExempt(itemRows) ? DOCUMENT.billOfSupply : DOCUMENT.taxInvoice,
    docNo: number,
    docDate: dayOf(document.issuedOn),
    transType: document.shipTo ? 2 : 1,
    fromGstin: seller.gstin ?? "",
    fromTrdName: cut(seller.name, 100),
    fromAddr1: cut(seller.address.line1 ?? "", 120),
    fromAddr2: cut(seller.address.line2 ?? "", 120),
    fromPlace: cut(seller.address.city ?? "", 50),
    fromPincode: fromPin,
    fromStateCode: here,
    actualFromStateCode: here,
    toGstin: buyer.taxId ?? UNREGISTERED,
    toTrdName: cut(buyer.company ?? buyer.name, 100),
    toAddr1: cut(to?.line1 ?? "", 120),
    toAddr2: cut(to?.line2 ?? "", 120),
    toPlace: cut(to?.city ?? "", 50),
    toPincode: toPin,
    toStateCode: there,
    actualToStateCode: arrives,
    ...sums,
    transMode: BY_ROAD,
    transDistance: distanceOf(transport, { number, isSamePin: fromPin === toPin }),
    transporterName: cut(transport.transporterName ?? "", 100),
    transporterId: transport.transporterId ?? "",
    transDocNo: "",
    transDocDate: "",
    vehicleNo: (transport.vehicleNumber ?? "").toUpperCase().replaceAll(/[^A-Z0-9]/g, ""),
    vehicleType: "R",
    mainHsnCode: mainHsn(itemRows),
    itemList: items,
  };
}

/** Goods that are all exempt go with a bill of supply (rule 49), others with a tax invoice. */
const areExempt = (items: readonly DocumentLine[]): boolean => items.every(({ rate }) => Number(rate) === 0);

function distanceOf(
  { distanceKm }: Transport,
  { number, isSamePin }: { readonly number: string; readonly isSamePin: boolean },
): number {
  if (!isSamePin) return distanceKm ?? 0;
  if ((distanceKm ?? 0) > SAME_PIN_KM.most) throw lacks(message("refused.ewayBillDistance", { number }));
  return distanceKm ?? SAME_PIN_KM.least;
}

/** Shipping, discounts of the whole order and rounding are "other": they are no goods, and may be below zero. */
function sumsOf(items: readonly DocumentLine[], document: InvoiceDocument) {
  const sum = (of: (line: DocumentLine) => bigint) => items.reduce((total, line) => total + of(line), 0n);
  const net = sum(({ netMinor }) => netMinor ?? 0n);
  const cgst = sum(({ split }) => split?.cgstMinor ?? 0n);
  const sgst = sum(({ split }) => split?.sgstMinor ?? 0n);
  const igst = sum(({ split }) => split?.igstMinor ?? 0n);
  return {
    totalValue: rupees(net),
    cgstValue: rupees(cgst),
    sgstValue: rupees(sgst),
    igstValue: rupees(igst),
    cessValue: 0,
    TotNonAdvolVal: 0,
    OthValue: rupees(document.totalMinor - net - cgst - sgst - igst),
    totInvValue: rupees(document.totalMinor),
  };
}

/** As people type it: "0901 21", "6109.10.00". */
const hsnOf = (hsn: string | null): string => (hsn ?? "").replaceAll(/[\s.-]/g, "");
/** Codes of services begin with 99, and services are on no e-way bill. */
const isService = (hsn: string | null): boolean => hsnOf(hsn).startsWith("99");

function itemOf(line: DocumentLine, index: number, { number, placeOfSupply, seller }: InvoiceDocument) {
  const hsn = hsnOf(line.hsn);
  if (!/^(?:\d{4}|\d{6}|\d{8})$/.test(hsn)) throw lacks(message("refused.ewayBillHsn", { number, item: line.title }));
  if (line.netMinor === null || line.split === null || line.rate === null)
    throw lacks(message("refused.ewayBillTax", { number, item: line.title }));
  const rate = Number(line.rate);
  const isWithin = placeOfSupply?.code === seller.gstin?.slice(0, 2);
  return {
    itemNo: index + 1,
    productName: cut(line.title, 100),
    productDesc: cut(line.title, 100),
    hsnCode: hsn,
    quantity: line.quantity ?? 1,
    qtyUnit: UNIT,
    taxableAmount: rupees(line.netMinor),
    sgstRate: isWithin ? rate / 2 : 0,
    cgstRate: isWithin ? rate / 2 : 0,
    igstRate: isWithin ? 0 : rate,
    cessRate: 0,
    cessNonAdvol: 0,
  };
}

function mainHsn(items: readonly DocumentLine[]): string {
  const [most] = items.toSorted((a, b) => Number((b.netMinor ?? 0n) - (a.netMinor ?? 0n)));
  return hsnOf(most?.hsn ?? null);
}

function pinOf(address: Address | null, otherwise: Message): number {
  const pin = (address?.postcode ?? "").replaceAll(/\s/g, "");
  if (!/^[1-9]\d{5}$/.test(pin)) throw lacks(otherwise);
  return Number(pin);
}

const lacks = (text: Message) => new HubError("EWAY_BILL_FACTS", "validation", text, "ids");
const stateOf = (code: string) => Number(code);
const cut = (text: string, most: number) => text.slice(0, most);
const dayOf = (day: string) => day.split("-").reverse().join("/");

/** The portal's amounts are numbers with two places; below 10^13 such a number prints as it is. */
const rupees = (minor: bigint) => Number(minor) / 100;
