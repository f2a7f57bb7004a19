/** A parcel in the contract's form (sheet section 5.2). Its misspelt names are part of it. */

import type { Message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Packed, ShipmentDraft, ShippingOrigin } from "../../commerce/shipment.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { AddressLack } from "../kit/contract/couriers.ts";
import { type AddressFault, faultsOf, indianPhone } from "../kit/parse/india.ts";
import { courierOf, readsMillimetres } from "./settings.ts";
import { contractTime } from "./time.ts";
import { message } from "./words.ts";

export interface Problem {
  readonly code: string;
  readonly field: string;
  readonly text: Message;
}

const FAULTS: Readonly<Record<AddressFault, Message>> = {
  country: message("said.courierDeliversWithinIndiaAlone"),
  postcode: message("said.postcodeSixDigits"),
  phone: message("said.phoneIndianNumberTenDigits"),
  line1: message("said.streetMissing"),
};

/** What is missing or cannot be sent, before anything is. */
export function problemOf({ currency, to, from }: ShipmentDraft): Problem | null {
  if (currency !== "INR")
    return { code: "currency", field: "currency", text: message("said.courierBooksParcelsIndianRupees") };
  const [lack] = lacksOf({ to, from });
  return lack ? { code: "address", ...lack } : null;
}

export const lacksOf = ({ to, from }: Pick<ShipmentDraft, "to" | "from">): AddressLack[] => [
  ...faultsOf(to).map((fault) => ({ field: `to.${fault}` as const, text: FAULTS[fault] })),
  ...faultsOf(from.address).map((fault) => ({ field: `from.${fault}` as const, text: FAULTS[fault] })),
];

/** Carriers behind it fail on these signs. */
const plain = (text: string | undefined): string =>
  (text ?? "")
    .replace(/&/g, " and ")
    .replace(/[#%;\\\r\n]/g, " ")
    .replace(/\s+/g, " ")
    .trim();

const rupees = (minor: bigint): string => formatDecimal({ minor, currency: "INR" });

const address = (place: ShippingOrigin): { readonly [key: string]: Json } => ({
  name: plain(place.name ?? place.company),
  email: place.email ?? "",
  phone: indianPhone(place.phone) ?? "",
  address1: plain([place.company, place.line1].filter((part) => part && part !== place.name).join(", ")),
  address2: plain(place.line2),
  pincode: place.postcode?.trim() ?? "",
  city: plain(place.city),
  state: plain(place.region),
  country: "India",
});

type Settings = ConnectionInfo["settings"];

export function waybillBody(
  draft: ShipmentDraft,
  parcel: Packed,
  { settings, more }: { readonly settings: Settings; readonly more: Readonly<Record<string, string>> },
): Json {
  const size = (mm: number): string => String(readsMillimetres(settings) ? mm : mm / 10);
  const from = address(draft.from.address);
  return {
    ...more,
    Shipment: {
      code: parcel.reference,
      SaleOrderCode: draft.reference,
      orderCode: draft.reference,
      channelCode: "ARGOSY",
      invoiceCode: draft.invoiceNumber ?? draft.reference,
      orderDate: contractTime(Date.parse(draft.orderedAt)),
      weight: `${Math.round(parcel.weightGrams)}.0000`,
      length: size(parcel.lengthMm),
      height: size(parcel.heightMm),
      breadth: size(parcel.widthMm),
      numberOfBoxes: "1",
      items: parcel.items.map((item) => ({
        name: plain(item.title),
        skuCode: item.sku ?? "",
        category: "",
        quantity: item.quantity,
        itemPrice: rupees(item.unitMinor),
        ...(item.hsn === undefined ? {} : { hsnCode: item.hsn }),
      })),
    },
    currencyCode: "INR",
    paymentMode: draft.payment === "cod" ? "COD" : "PREPAID",
    totalAmount: rupees(draft.valueMinor),
    collectableAmount: rupees(draft.payment === "cod" ? draft.collectMinor : 0n),
    courierID: draft.service?.toUpperCase() ?? courierOf(settings),
    courierName: "",
    isLablePdf: false,
    pickupAddressDetails: from,
    returnAddressDetails: from,
    deliveryAddressDetails: { ...address(draft.to), alternatePhone: "" },
  };
}
