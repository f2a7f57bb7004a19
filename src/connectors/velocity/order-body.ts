/** A shipment in the form Velocity takes it (sheet section 5.5): kilograms, centimetres, rupees, times of India. */

import type { Message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { ShipmentDraft, ShippingOrigin } from "../../commerce/shipment.ts";
import type { AddressLack } from "../kit/contract/couriers.ts";
import { type AddressFault, faultsOf, indianPhone, indianTime } from "../kit/parse/india.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import type { Warehouse } from "./settings.ts";
import { message } from "./words.ts";

/** What is missing or cannot be sent, before anything is. */
export interface Problem {
  readonly code: string;
  readonly field: string;
  readonly text: Message;
}

export function problemOf(draft: ShipmentDraft): Problem | null {
  if (draft.currency !== "INR")
    return { code: "currency", field: "currency", text: message("said.booksParcelsIndianRupeesAlone") };
  const [lack] = lacksOf(draft);
  return lack ? { code: "address", ...lack } : null;
}

const FAULTS: Readonly<Record<AddressFault, Message>> = {
  country: message("said.deliversWithinIndiaAlone"),
  postcode: message("said.postcodeSixDigits"),
  phone: message("said.phoneIndianNumberTenDigits"),
  line1: message("said.streetMissing"),
};

export const lacksOf = ({ to, from }: Pick<ShipmentDraft, "to" | "from">): AddressLack[] => [
  ...faultsOf(to).map((fault) => ({ field: `to.${fault}` as const, text: FAULTS[fault] })),
  ...faultsOf(from.address).map((fault) => ({ field: `from.${fault}` as const, text: FAULTS[fault] })),
];

/** Grams as kilograms, millimetres as centimetres: no digit is rounded away. */
const scaled = (value: number, decimals: number): Json => {
  const digits = String(Math.round(value)).padStart(decimals + 1, "0");
  const [whole, fraction] = [digits.slice(0, -decimals), digits.slice(-decimals).replace(/(?<!0)0+$/, "")];
  return jsonNumber(fraction === "" ? whole : `${whole}.${fraction}`);
};

const rupees = (minor: bigint): Json => jsonNumber(formatDecimal({ minor, currency: "INR" }));

const street = ({ company, line1, line2 }: ShippingOrigin): string =>
  [company, line1, line2]
    .map((part) => part?.trim())
    .filter(Boolean)
    .join(", ");

/** The receiver stands in the billing fields: with `shipping_is_billing` they are where the parcel goes. */
export function orderBody(draft: ShipmentDraft, warehouse: Warehouse, storeName: string): Json {
  const { to, from, parcels } = draft;
  const [parcel] = parcels;
  const [first = "", ...rest] = (to.name ?? to.company ?? "").trim().split(/\s+/);
  return {
    order_id: draft.reference,
    order_date: indianTime.toLocal(Date.parse(draft.orderedAt)).slice(0, 16),
    ...(storeName === "" ? {} : { store_name: storeName }),
    carrier_id: draft.service ?? "",
    billing_customer_name: first,
    billing_last_name: rest.join(" "),
    billing_address: street(to),
    billing_city: to.city ?? "",
    billing_pincode: to.postcode?.trim() ?? "",
    billing_state: to.region ?? "",
    billing_country: "India",
    billing_email: to.email ?? "",
    billing_phone: indianPhone(to.phone) ?? "",
    shipping_is_billing: true,
    print_label: true,
    order_items: (parcel?.items ?? []).map((item) => ({
      name: item.title,
      sku: item.sku ?? "",
      units: item.quantity,
      selling_price: rupees(item.unitMinor),
      discount: 0,
      tax: 0,
      ...(item.hsn === undefined ? {} : { hsn: item.hsn }),
    })),
    payment_method: draft.payment === "cod" ? "COD" : "PREPAID",
    sub_total: rupees(draft.valueMinor),
    cod_collectible: rupees(draft.payment === "cod" ? draft.collectMinor : 0n),
    length: scaled(parcel?.lengthMm ?? 0, 1),
    breadth: scaled(parcel?.widthMm ?? 0, 1),
    height: scaled(parcel?.heightMm ?? 0, 1),
    weight: scaled(parcel?.weightGrams ?? 0, 3),
    pickup_location: warehouse.name,
    warehouse_id: warehouse.id,
    vendor_details: {
      name: from.address.company ?? from.address.name ?? warehouse.name,
      phone: indianPhone(from.address.phone) ?? "",
      email: from.address.email ?? "",
      address: from.address.line1 ?? "",
      address_2: from.address.line2 ?? "",
      city: from.address.city ?? "",
      state: from.address.region ?? "",
      country: "India",
      pin_code: from.address.postcode?.trim() ?? "",
      pickup_location: warehouse.name,
    },
  };
}
