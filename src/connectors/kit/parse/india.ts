/** What couriers of India take and tell: one zone without summer time since 1945, phones of ten digits, postcodes of six. */
import type { ShippingOrigin } from "../../../commerce/shipment.ts";
import { localTime } from "./local-time.ts";
import { normalisePhone } from "./phone.ts";

/** Times without an offset, as India's clocks show them. */
export const indianTime = localTime(() => 330);

export const isPincode = (text: string | undefined): text is string => /^[1-9]\d{5}$/.test(text?.trim() ?? "");

/** Ten digits without +91 or 0; undefined when it is no Indian number. */
export function indianPhone(text: string | undefined): string | undefined {
  const number = normalisePhone(text, "IN");
  return number !== undefined && /^\+91\d{10}$/.test(number) ? number.slice(3) : undefined;
}

/** As addresses there name it; undefined for any other country. Nothing told: couriers of India alone are asked. */
export const indiaOnly = (country: string | undefined): "India" | undefined =>
  country === undefined || country.toUpperCase() === "IN" ? "India" : undefined;

/** What of an address keeps a parcel from being booked there. */
export type AddressFault = "country" | "postcode" | "phone" | "line1";

/** All that an address lacks, nothing when a parcel can go there. Abroad the rest is not looked at. */
export function faultsOf(place: ShippingOrigin): readonly AddressFault[] {
  if (indiaOnly(place.country) === undefined) return ["country"];
  const faults: readonly (readonly [AddressFault, boolean])[] = [
    ["postcode", !isPincode(place.postcode)],
    ["phone", indianPhone(place.phone) === undefined],
    ["line1", !place.line1?.trim()],
  ];
  return faults.filter(([, lacks]) => lacks).map(([fault]) => fault);
}
