/** What the emulated marketplace keeps of one shop. Written from Mirakl's description, never from the connector. */
import type { Clock } from "../../commerce/clock.ts";
import type { Catalog } from "./catalog.ts";

export interface StoredOffer {
  readonly id: number;
  readonly sku: string;
  title: string;
  readonly ean: string | undefined;
  quantity: number;
  /** By warehouse, where the offer is counted so. */
  readonly warehouses: Map<string, number>;
  price: string;
  discountPrice: string | undefined;
  /** Prices of other channels, times and customers. */
  otherPrices: StoredPrice[];
  description: string;
  /** Its internal description. */
  readonly mark?: string | undefined;
  readonly reasons: Set<string>;
}

export interface StoredPrice {
  readonly channels: readonly string[];
  readonly price: string;
  readonly discountPrice?: string | undefined;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

export interface Tax {
  readonly code: string;
  readonly amount: bigint;
}

export interface StoredBack {
  readonly id: string;
  readonly group: string;
  readonly at: number;
  readonly amount: bigint;
  readonly shipping: bigint;
  readonly taxes: readonly Tax[];
  readonly shippingTaxes: readonly Tax[];
  readonly quantity: number;
  readonly reason: string;
  state: string;
}

export interface StoredLine {
  readonly id: string;
  readonly offer: StoredOffer;
  readonly quantity: number;
  readonly origin: bigint;
  readonly unit: bigint;
  readonly shipping: bigint;
  taxes: readonly Tax[];
  shippingTaxes: readonly Tax[];
  state: string;
  shippedAt: number | undefined;
  readonly refunds: StoredBack[];
  readonly cancelations: StoredBack[];
}

export interface StoredShipment {
  readonly id: string;
  readonly orderId: string;
  readonly at: number;
  updatedAt: number;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  tracking: Tracking;
  state: string;
}

export type Tracking = { readonly [name: string]: string };

export interface StoredOrder {
  readonly id: string;
  readonly commercialId: string;
  readonly createdAt: number;
  updatedAt: number;
  state: string;
  debitedAt: number | undefined;
  readonly workflow: string;
  readonly buyer:
    | { readonly name: string; readonly email?: string | undefined; readonly phone?: string | undefined }
    | undefined;
  readonly shipBy: number;
  tracking: Tracking;
  readonly lines: StoredLine[];
}

export interface StoredReturn {
  readonly id: string;
  readonly order: StoredOrder;
  readonly createdAt: number;
  updatedAt: number;
  state: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
}

export interface StoredImport {
  readonly id: string;
  readonly kind: "stock" | "prices";
  readonly bytes: string;
  readonly createdAt: number;
  readonly readyAt: number;
  readonly rows: readonly (readonly string[])[];
  status: "WAITING" | "COMPLETE" | "FAILED";
  /** Line number, reason and the line. */
  errors: readonly (readonly string[])[];
  good: number;
}

/** A product of the operator's catalogue. */
export interface StoredProduct {
  readonly title: string;
  readonly category: string;
  readonly ean?: string | undefined;
  readonly isLive: boolean;
  readonly at: number;
}

export interface StoredProductImport {
  readonly id: number;
  readonly rows: readonly (readonly string[])[];
  readonly createdAt: number;
  readonly sentAt: number;
  readonly readyAt: number;
  status: "WAITING" | "SENT" | "COMPLETE";
  /** Line number, errors, warnings and the line. */
  errors: readonly (readonly string[])[];
  good: number;
}

/** An offer as OF24 takes it. */
export interface WrittenOffer {
  readonly shop_sku: string;
  readonly product_id: string;
  readonly product_id_type: string;
  readonly price: number;
  readonly state_code: string;
  readonly quantity?: number;
  readonly description?: string;
  readonly internal_description?: string;
  readonly logistic_class?: string;
  readonly offer_additional_fields?: readonly { readonly code: string; readonly value: string | readonly string[] }[];
}

export interface StoredOfferImport {
  readonly id: number;
  readonly offers: readonly WrittenOffer[];
  readonly createdAt: number;
  readonly readyAt: number;
  status: "WAITING" | "COMPLETE";
  errors: readonly (readonly string[])[];
}

export interface StoredTransaction {
  readonly id: string;
  readonly type: string;
  readonly orderId: string;
  readonly minor: bigint;
  readonly at: number;
  readonly cycleId: string;
}

/** What the operator transfers at a time. */
export interface StoredCycle {
  readonly id: string;
  readonly at: number;
  readonly minor: bigint;
  state: "TO_PAY" | "PAID" | "FAILED";
}

export interface StoredThread {
  readonly id: string;
  readonly orderId: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly topic: string;
  readonly customer: string;
  readonly messages: {
    readonly id: string;
    readonly at: number;
    readonly body: string;
    readonly from: "CUSTOMER_USER" | "SHOP_USER";
  }[];
}

export interface StoredDocument {
  readonly id: number;
  readonly orderId: string;
  readonly fileName: string;
  readonly type: string;
  readonly content: Uint8Array;
  readonly at: number;
}

/** A type of documents, as DO01 lists it. */
export interface DocumentType {
  readonly code: string;
  readonly description: string;
  readonly entity: "ORDER" | "SHOP";
  readonly label: string;
}

export interface State {
  readonly documents: StoredDocument[];
  readonly documentTypes: DocumentType[];
  readonly threads: Map<string, StoredThread>;
  readonly clock: Clock;
  readonly currency: string;
  readonly shopId: number;
  readonly keys: Map<string, "good" | "revoked">;
  readonly offers: Map<string, StoredOffer>;
  readonly orders: Map<string, StoredOrder>;
  readonly shipments: Map<string, StoredShipment>;
  readonly returns: Map<string, StoredReturn>;
  readonly imports: Map<string, StoredImport>;
  catalog: Catalog;
  /** By the shop's own id. */
  readonly products: Map<string, StoredProduct>;
  /** By EAN, of products the operator has from others. */
  readonly references: Map<string, StoredProduct>;
  readonly productImports: Map<string, StoredProductImport>;
  readonly offerImports: Map<string, StoredOfferImport>;
  readonly transactions: StoredTransaction[];
  readonly cycles: StoredCycle[];
  readonly carriers: { readonly code: string; readonly label: string }[];
  /** When an operation was asked for, within the last hour. */
  readonly asked: Map<string, number[]>;
  /** The operator's own settings. */
  readonly platform: Platform;
  id(): number;
}

export interface Platform {
  multiShipment: boolean;
  returns: boolean;
  refusesOtherCarriers: boolean;
  canCancel: boolean;
  taxMode: "TAX_INCLUDED" | "TAX_EXCLUDED";
  acceptance: "NOT_AUTOMATIC" | "AUTOMATIC";
  /** How long a seller has to accept an order; it stands in no answer. */
  acceptMs: number;
  takes: "placed" | "accepted" | "never";
  /** How long a file takes. */
  importMs: number;
  /** How long after its file the catalogue takes a product in. */
  sheetMs: number;
  /** A file equal to an earlier one of so long ago is taken for it. */
  duplicateMs: number;
  /** The key has the role for the transaction log. */
  hasAccountancy: boolean;
  /** The key has the role for the types of documents. */
  hasDocumentTypes: boolean;
  /** The key's user has the roles to read and add documents of orders. */
  hasDocuments: boolean;
  /** Taxes on top are paid to the tax office by the operator, and come off what is transferred. */
  remitsTaxes: boolean;
  /** The state of a refund that was asked for. */
  refundState: string;
  model: string;
  discountPeriodRequired: boolean;
  /** Why the operator takes no product; null: it takes all. */
  rejects: string | null;
}

export const iso = (ms: number): string => new Date(ms).toISOString();

/** Bytes of files are carried out when they are due, whoever looks next. */
export function settleImports(state: State): void {
  const now = state.clock.now();
  for (const one of [...state.imports.values()].sort((a, b) => a.readyAt - b.readyAt))
    if (one.status === "WAITING" && one.readyAt <= now) execute(state, one);
}

const QUANTITY = /^\d{1,10}$/;
const PRICE = /^\d+(\.\d{1,4})?$/;

function execute(state: State, file: StoredImport): void {
  const [header = [], ...rows] = file.rows;
  const cellOf = (row: readonly string[], name: string) => row[header.indexOf(name)] ?? "";
  if (!header.includes("offer-sku")) {
    file.status = "FAILED";
    return;
  }
  const errors: (readonly string[])[] = [];
  const replaced = new Set<StoredOffer>();
  for (const [index, row] of rows.entries()) {
    const offer = state.offers.get(cellOf(row, "offer-sku"));
    const reason =
      offer === undefined
        ? "The offer does not exist"
        : file.kind === "stock"
          ? writeQuantity(offer, cellOf(row, "quantity"), cellOf(row, "warehouse-code"))
          : writePrice(offer, (name) => cellOf(row, name), replaced);
    if (reason === null) file.good += 1;
    else errors.push([String(index + 2), reason, ...row]);
  }
  file.errors = errors;
  file.status = "COMPLETE";
}

function writeQuantity(offer: StoredOffer, quantity: string, warehouse: string): string | null {
  if (!QUANTITY.test(quantity)) return "The quantity is invalid";
  if (warehouse !== "") offer.warehouses.set(warehouse, Number(quantity));
  else offer.warehouses.clear();
  offer.quantity =
    warehouse === "" ? Number(quantity) : [...offer.warehouses.values()].reduce((sum, units) => sum + units, 0);
  return null;
}

/** A file's prices of an offer take the place of all it had. */
function writePrice(offer: StoredOffer, cell: (name: string) => string, replaced: Set<StoredOffer>): string | null {
  const [price, discount] = [cell("price"), cell("discount-price")];
  if (!PRICE.test(price) || (discount !== "" && !PRICE.test(discount))) return "The price is invalid";
  if (discount !== "" && Number(discount) >= Number(price)) return "The discount price must be lower than the price";
  if (!replaced.has(offer)) offer.otherPrices = [];
  replaced.add(offer);
  const channels = cell("channels")
    .split("|")
    .filter((code) => code !== "");
  const [startDate, endDate] = [cell("start-date") || undefined, cell("end-date") || undefined];
  if (channels.length > 0 || startDate || endDate) {
    offer.otherPrices.push({ channels, price, discountPrice: discount || undefined, startDate, endDate });
    return null;
  }
  offer.price = price;
  offer.discountPrice = discount || undefined;
  return null;
}

/** Notes a change of the order, on the platform's own clock. */
export function touch(state: State, order: StoredOrder): void {
  order.updatedAt = state.clock.now();
}

/** Whether the marketplace lowers its quantity at this moment. */
export function takeAt(state: State, order: StoredOrder, moment: State["platform"]["takes"]): void {
  if (state.platform.takes !== moment) return;
  for (const { offer, quantity, state: word } of order.lines) if (word !== "REFUSED") offer.quantity -= quantity;
}
