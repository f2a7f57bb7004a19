/** What a courier's description is given of a parcel to carry: amounts as decimal text, sizes in millimetres. */
import { formatDecimal } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Consignment, ShipmentDraft, ShippingOrigin } from "../../../commerce/shipment.ts";
import type { OpenShipment } from "../../kit/contract/couriers.ts";
import { jsonObject } from "../client.ts";

type Input = Readonly<Record<string, Json | undefined>>;

const placeJson = (place: ShippingOrigin): Json => jsonObject({ ...place });

/** From where to where, and how it is paid. */
export function locationsInput({
  from,
  to,
  payment,
  direction,
}: Pick<Consignment, "from" | "to" | "payment" | "direction">): Input {
  return {
    from: jsonObject({ locationId: from.locationId, key: from.key, ...jsonObject({ ...from.address }) }),
    to: placeJson(to),
    payment,
    direction,
  };
}

/** The whole of what is shipped. */
export function itemsInput(requested: Consignment): Input {
  const { currency, collectMinor, valueMinor, parcels } = requested;
  const decimal = (minor: bigint) => formatDecimal({ minor, currency });
  return {
    ...locationsInput(requested),
    parcels: parcels.map(({ items, ...parcel }) => ({
      ...parcel,
      items: items.map(({ unitMinor, ...item }) =>
        jsonObject({ ...item, unitPrice: decimal(unitMinor), unitMinor: unitMinor.toString() }),
      ),
    })),
    weightGrams: parcels.reduce((sum, { weightGrams }) => sum + weightGrams, 0),
    collect: decimal(collectMinor),
    collectMinor: collectMinor.toString(),
    value: decimal(valueMinor),
    valueMinor: valueMinor.toString(),
    currency,
  };
}

/** A booking; its reference is also what makes a repeat harmless where the courier takes such a key. */
export function bookingInput(draft: ShipmentDraft): Input {
  const { reference, orderNumber, orderedAt, service, labelFormat, invoiceNumber, parcels } = draft;
  return {
    ...itemsInput(draft),
    reference,
    references: parcels.map((parcel) => parcel.reference),
    orderNumber,
    orderedAt,
    service,
    labelFormat,
    invoiceNumber,
    idempotencyKey: reference,
  };
}

/** A booked shipment, or one parcel of it. */
export function bookedInput(
  { reference, shipment }: OpenShipment,
  only?: { readonly trackingNumber: string; readonly key: string },
): Input {
  const parcels = only ? [only] : shipment.parcels;
  return {
    reference,
    key: only?.key ?? shipment.key,
    trackingNumber: parcels[0]?.trackingNumber,
    trackingNumbers: parcels.map(({ trackingNumber }) => trackingNumber),
    keys: parcels.map(({ key }) => key),
  };
}

/** What a call about a booked shipment is given: once for the whole, or once for each of its parcels. */
export function inputsOf(
  open: OpenShipment,
  each: "shipment" | "parcel",
): readonly { readonly input: Input; readonly about: string }[] {
  if (each === "shipment") return [{ input: bookedInput(open), about: open.reference }];
  return open.shipment.parcels.map((parcel) => ({ input: bookedInput(open, parcel), about: parcel.reference }));
}
