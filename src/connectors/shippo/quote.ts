/** What Shippo is told of a consignment, and what it would cost. */
import { allocate, formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Consignment, ShippingOffer, ShippingOrigin } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { AddressLack, Rates } from "../kit/contract/couriers.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { quotedShipment, type Rate } from "./schemas.ts";
import { message } from "./words.ts";

const STREET = 35;

export const rates: Rates = {
  async quote(consignment, ctx) {
    const { rates: found, text } = await askRates(consignment, "", ctx);
    const isInsured = (consignment.insuredMinor ?? 0n) > 0n;
    return {
      offers: found.map((rate) => ({ ...offerOf(rate), ...(isInsured && { insurance: insuranceIn(rate) }) })),
      text,
    };
  },
};

/** Rates of a consignment with their ids, cheapest first. Asking books nothing and may be repeated. */
export async function askRates(
  consignment: Consignment,
  reference: string,
  ctx: Context,
): Promise<{ readonly rates: readonly Rate[]; readonly parcels: readonly string[]; readonly text: string }> {
  const covers = insuranceOf(consignment);
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/shipments",
    json: {
      address_from: addressOf(consignment.from.address),
      address_to: addressOf(consignment.to),
      parcels: consignment.parcels.map((parcel, n) => ({
        length: (parcel.lengthMm / 10).toFixed(1),
        width: (parcel.widthMm / 10).toFixed(1),
        height: (parcel.heightMm / 10).toFixed(1),
        distance_unit: "cm",
        weight: String(parcel.weightGrams),
        mass_unit: "g",
        ...(covers.length > 1 && { extra: { insurance: covers[n] ?? null } }),
      })),
      ...(covers.length === 1 && { extra: { insurance: covers[0] ?? null } }),
      ...(reference === "" ? {} : { metadata: reference }),
      async: false,
    },
    operation: "shipments.quote",
    safe: true,
    // Shippo asks every carrier of the account before it answers.
    timeoutMs: 60_000,
  });
  const shipment = parseResponse(quotedShipment, body, { ctx, what: "rates" });
  const cheapest = [...shipment.rates].sort((a, b) => Number(a.amount) - Number(b.amount));
  const parcels = shipment.parcels.map(({ object_id: id }) => id);
  return { rates: cheapest, parcels, text: quotedMessages(shipment.messages) };
}

const CONTENT = 100;

/** Of each parcel, by what is in it; nothing where it is not insured. Without `provider` Shippo's own insurer covers it. */
function insuranceOf({
  parcels,
  insuredMinor = 0n,
  currency,
}: Consignment): readonly { readonly [key: string]: Json }[] {
  if (insuredMinor <= 0n) return [];
  const worths = parcels.map(({ items }) =>
    items.reduce((sum, { unitMinor, quantity }) => sum + unitMinor * BigInt(quantity), 0n),
  );
  return allocate(insuredMinor, worths).map((minor, n) => ({
    amount: formatDecimal({ minor, currency }),
    currency,
    content: (parcels[n]?.items.map(({ title }) => title).join(", ") ?? "").slice(0, CONTENT),
  }));
}

/** What of a rate's price is for the insurance. */
export const insuranceIn = ({
  included_insurance_price: price,
  currency,
}: Pick<Rate, "included_insurance_price" | "currency">) =>
  price === null || price === undefined ? null : parseMoney(String(price), currency);

/** Countries whose addresses need a state (sheet section 8). */
const WITH_STATES = new Set(["US", "CA", "AU"]);

/** Carriers that miss a state, or a phone number abroad, answer without any rate (sheet sections 8 and 9). */
export function lacksOf({ to, from }: Pick<Consignment, "to" | "from">): AddressLack[] {
  const needsState = ({ country = "", region }: ShippingOrigin) => WITH_STATES.has(country) && !region?.trim();
  const isAbroad = to.country !== from.address.country;
  return [
    ...(needsState(to) ? [{ field: "to.region" as const, text: message("said.stateMissing") }] : []),
    ...(isAbroad && !to.phone?.trim() ? [{ field: "to.phone" as const, text: message("said.phoneMissing") }] : []),
    ...(needsState(from.address) ? [{ field: "from.region" as const, text: message("said.stateMissingFrom") }] : []),
  ];
}

/** What carriers said, each thing once. */
export function quotedMessages(
  messages: readonly { source?: string | null | undefined; text?: string | null | undefined }[],
): string {
  const lines = messages.flatMap(({ source, text }) => (text ? [source ? `${source}: ${text}` : text] : []));
  return [...new Set(lines)].join(" ");
}

/** A service is a carrier's service of one account: two accounts of one carrier have prices of their own. */
export const serviceOf = ({ servicelevel, carrier_account: account }: Rate): string =>
  `${servicelevel.token ?? ""}@${account}`;

function offerOf(rate: Rate): ShippingOffer {
  return {
    service: serviceOf(rate),
    serviceName: rate.servicelevel.name ?? rate.servicelevel.token ?? rate.provider,
    carrier: rate.provider,
    price: parseMoney(rate.amount, rate.currency),
    days: rate.estimated_days ?? null,
    ...(rate.duration_terms && { note: rate.duration_terms }),
  };
}

function addressOf(place: ShippingOrigin): { readonly [key: string]: Json } {
  const line = (text: string | undefined) => (text ?? "").slice(0, STREET);
  return {
    name: place.name ?? place.company ?? "",
    ...(place.company && { company: place.company }),
    street1: line(place.line1),
    ...(place.line2 && { street2: line(place.line2) }),
    city: place.city ?? "",
    ...(place.region && { state: place.region }),
    zip: place.postcode ?? "",
    country: place.country ?? "",
    ...(place.phone && { phone: place.phone }),
    ...(place.email && { email: place.email }),
  };
}
