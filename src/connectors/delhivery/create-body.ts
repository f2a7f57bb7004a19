/** A shipment in the form Delhivery takes it: everything as text, grams and centimetres (sheet sections 5.5 and 8). */

import type { Message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Consignment, Packed, ShipmentDraft, ShippingOrigin } from "../../commerce/shipment.ts";
import type { AddressLack } from "../kit/contract/couriers.ts";
import { type AddressFault, faultsOf, indianPhone } from "../kit/parse/india.ts";
import { MODES, type Mode } from "./settings.ts";
import { message } from "./words.ts";

/** What is missing or cannot be sent, before anything is. */
export interface Problem {
  readonly code: string;
  readonly field: string;
  readonly text: Message;
}

/** Above it the law wants an e-way bill with the parcel. */
const EWAY_BILL_ABOVE_MINOR = 5_000_000n;

const FAULTS: Readonly<Record<AddressFault, Message>> = {
  country: message("said.deliversWithinIndiaAlone"),
  postcode: message("said.postcodeSixDigits"),
  phone: message("said.phoneIndianNumberTenDigits"),
  line1: message("said.streetMissing"),
};

/** Of the receiver alone: pickup places are registered with Delhivery. */
export const lacksOf = ({ to }: Pick<Consignment, "to">): AddressLack[] =>
  faultsOf(to).map((fault) => ({ field: `to.${fault}`, text: FAULTS[fault] }));

export function problemOf({ currency, to, valueMinor, service }: ShipmentDraft): Problem | null {
  if (currency !== "INR")
    return { code: "currency", field: "currency", text: message("said.booksParcelsIndianRupeesAlone") };
  const [lack] = lacksOf({ to });
  if (lack) return { code: "address", ...lack };
  if (valueMinor > EWAY_BILL_ABOVE_MINOR)
    return {
      code: "eway_bill",
      field: "valueMinor",
      text: message("said.goodsMoreThan50"),
    };
  if (service !== undefined && !isMode(service))
    return { code: "service", field: "service", text: message("said.servicesSurfaceExpress") };
  return null;
}

export const isMode = (service: string): service is Mode => MODES.some((mode) => mode === service);

/** Millimetres as centimetres: no digit is rounded away. */
export function centimetres(mm: number): string {
  const digits = String(Math.round(mm)).padStart(2, "0");
  return `${digits.slice(0, -1)}.${digits.slice(-1)}`.replace(/\.0$/, "");
}

const rupees = (minor: bigint): string => formatDecimal({ minor, currency: "INR" });

/** Of the lines there are. */
export const streetOf = ({ company, line1, line2 }: Pick<ShippingOrigin, "company" | "line1" | "line2">): string =>
  [company, line1, line2]
    .map((part) => part?.trim())
    .filter(Boolean)
    .join(", ");

const LONGEST_DESCRIPTION = 200;

export interface Consigned {
  readonly mode: Mode;
  readonly place: string;
  readonly sellerGst: string;
  /** One for each box of several; none where Delhivery numbers the only one. */
  readonly waybills: readonly string[];
}

/** The JSON of the `data` field. Boxes of one shipment repeat its order and name the first one's number. */
export function createBody(draft: ShipmentDraft, consigned: Consigned): Json {
  const shipments = draft.parcels.map((parcel, at) => boxOf(draft, parcel, { ...consigned, at }));
  return { shipments, pickup_location: { name: consigned.place } };
}

function boxOf(draft: ShipmentDraft, parcel: Packed, of: Consigned & { readonly at: number }): Json {
  const { to, from, parcels } = draft;
  const isCod = draft.payment === "cod";
  const collects = isCod ? draft.collectMinor : 0n;
  const isSeveral = parcels.length > 1;
  const items = parcel.items;
  return {
    name: (to.name ?? to.company ?? "").trim(),
    add: streetOf(to),
    pin: to.postcode?.trim() ?? "",
    city: to.city ?? "",
    state: to.region ?? "",
    country: "India",
    phone: indianPhone(to.phone) ?? "",
    order: draft.reference,
    payment_mode: isCod ? "COD" : "Prepaid",
    // Left empty it goes back to the pickup place.
    return_pin: "",
    return_city: "",
    return_phone: "",
    return_add: "",
    return_state: "",
    return_country: "",
    products_desc: items
      .map(({ title, quantity }) => `${title} x${quantity}`)
      .join(", ")
      .slice(0, LONGEST_DESCRIPTION),
    hsn_code: [...new Set(items.flatMap(({ hsn }) => hsn ?? []))].join(","),
    cod_amount: rupees(collects),
    order_date: null,
    total_amount: rupees(draft.valueMinor),
    seller_add: streetOf(from.address),
    seller_name: from.address.company ?? from.address.name ?? "",
    seller_inv: draft.invoiceNumber ?? "",
    ...(of.sellerGst === "" ? {} : { seller_gst_tin: of.sellerGst }),
    quantity: String(items.reduce((sum, { quantity }) => sum + quantity, 0)),
    waybill: of.waybills[of.at] ?? "",
    shipment_width: centimetres(parcel.widthMm),
    shipment_height: centimetres(parcel.heightMm),
    shipment_length: centimetres(parcel.lengthMm),
    weight: String(Math.round(parcel.weightGrams)),
    shipping_mode: of.mode,
    address_type: "home",
    ...(isSeveral
      ? {
          shipment_type: "MPS",
          master_id: of.waybills[0] ?? "",
          mps_children: String(parcels.length),
          mps_amount: isCod ? rupees(collects) : "0",
        }
      : {}),
  };
}
