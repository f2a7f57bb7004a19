/** An invoice from an order and who sells: what the law of the seller's country asks for stands on it. */

import { message } from "../../commerce/message.ts";
import type { Address } from "../../commerce/order.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import type {
  Buyer,
  DocumentDraft,
  DocumentLanguage,
  DocumentLine,
  DocumentNote,
  GstSplit,
  Seller,
  SupplyState,
  TaxRegime,
} from "./document.ts";
import { ABROAD, isGstin, splitTaxes, stateCodeOf, sumSplits, supplyState } from "./gst.ts";
import { type InvoicedOrder, taxedLines, taxRows } from "./taxed-lines.ts";

export interface InvoiceFacts {
  readonly regime: TaxRegime;
  readonly language: DocumentLanguage;
  readonly seller: Seller;
  readonly footer: string;
  /** Rates of products decide where the channel tells no tax of lines. */
  readonly usesProductRates: boolean;
  readonly order: InvoicedOrder & {
    readonly number: string;
    readonly orderedOn: string;
    readonly buyerName: string;
    readonly billingAddress: Address | null;
    readonly shippingAddress: Address | null;
  };
  /** What the buyer gave: a VAT number or GSTIN. */
  readonly buyerTaxId: string | null;
  /** A state's code, where a person says it. */
  readonly placeOfSupply: string | null;
}

/** Throws HubError where the law asks for something nobody has told. */
export function composeInvoice(facts: InvoiceFacts): DocumentDraft {
  const { order, regime, seller } = facts;
  checkSeller(facts);
  const taxed = taxedLines(order, regime === "gst" && facts.usesProductRates);
  const place = regime === "gst" ? placeOfSupply(facts) : null;
  const lines = place ? withSplits(taxed.lines, place.code === stateOf(seller)) : taxed.lines;
  const address = order.billingAddress ?? order.shippingAddress;
  return {
    kind: "invoice",
    language: facts.language,
    regime,
    currency: order.currency,
    taxIncluded: order.taxIncluded,
    seller,
    buyer: buyerOf(facts, address),
    shipTo: shipTo(address, order.shippingAddress),
    orderNumber: order.number,
    orderedOn: order.orderedOn,
    corrects: null,
    reason: null,
    placeOfSupply: place,
    lines,
    taxes: taxRows(lines),
    netMinor: taxed.netMinor,
    taxMinor: taxed.taxMinor,
    split: splitSum(lines),
    totalMinor: taxed.totalMinor,
    notes: [...taxed.notes, ...crossBorderNotes(facts, taxed.taxMinor)],
    footer: facts.footer,
  };
}

function checkSeller({ regime, seller, buyerTaxId }: InvoiceFacts): void {
  const isIncomplete = seller.name === "" || !seller.address.line1 || !seller.address.city || !seller.address.country;
  if (isIncomplete) throw new HubError("INVOICE_SELLER", "conflict", message("refused.invoiceSeller"));
  if (regime === "gst" && !seller.gstin)
    throw new HubError("INVOICE_SELLER", "conflict", message("refused.invoiceSellerGstin"));
  if (regime === "gst" && buyerTaxId !== null && !isGstin(buyerTaxId)) throw refusal("INVOICE_GSTIN", "buyerTaxId");
}

function stateOf(seller: Seller): string {
  return (seller.gstin ?? "").slice(0, 2);
}

/** Where the goods go: a state of India, or abroad. */
function placeOfSupply({ order, placeOfSupply: text, buyerTaxId }: InvoiceFacts): SupplyState {
  const to = order.shippingAddress ?? order.billingAddress;
  if (text === null && to?.country && to.country !== "IN") return ABROAD;
  const code = text ?? stateCodeOf(to?.region) ?? buyerTaxId?.slice(0, 2);
  const place = code === undefined ? undefined : supplyState(code);
  if (place) return place;
  throw new HubError("INVOICE_PLACE_OF_SUPPLY", "validation", message("refused.invoicePlace"), "placeOfSupply");
}

function withSplits(lines: readonly DocumentLine[], isWithin: boolean): DocumentLine[] {
  const splits = splitTaxes(
    lines.map((line) => line.taxMinor ?? 0n),
    isWithin,
  );
  return lines.map((line, index) => ({ ...line, split: line.taxMinor === null ? null : (splits[index] ?? null) }));
}

/** Null where a line's part is not known. */
export function splitSum(lines: readonly DocumentLine[]): GstSplit | null {
  const splits = lines.flatMap((line) => line.split ?? []);
  return splits.length === lines.length && splits.length > 0 ? sumSplits(splits) : null;
}

function buyerOf({ order, buyerTaxId }: InvoiceFacts, address: Address | null): Buyer {
  const company = address?.company?.trim() || null;
  return { name: address?.name?.trim() || order.buyerName, company, address, taxId: buyerTaxId };
}

function shipTo(buyer: Address | null, shipping: Address | null): Address | null {
  if (!buyer || !shipping) return null;
  const isSame = (["name", "line1", "line2", "city", "region", "postcode", "country"] as const).every(
    (field) => (buyer[field] ?? "") === (shipping[field] ?? ""),
  );
  return isSame ? null : shipping;
}

/** Members of the European Union, ISO 3166-1. */
const EU: ReadonlySet<string> = new Set(
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" "),
);

/** VAT free across a border: to a business with a number in another member state, or out of the Union. */
function crossBorderNotes(facts: InvoiceFacts, taxMinor: bigint | null): DocumentNote[] {
  const from = facts.seller.address.country;
  const to = (facts.order.shippingAddress ?? facts.order.billingAddress)?.country;
  if (taxMinor !== 0n || !from || !to || from === to) return [];
  if (facts.regime === "gst") return ["export"];
  if (facts.regime !== "eu_vat" || !EU.has(from)) return [];
  if (!EU.has(to)) return ["export"];
  return facts.buyerTaxId !== null && facts.seller.taxId !== null ? ["reverse_charge"] : [];
}
