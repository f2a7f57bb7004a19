/** What carrying an order cost: couriers' bills, in their place until then what a booking was charged with. */
import { type DecimalText, divideRounded, parseDecimal } from "../../commerce/decimal.ts";
import { allocate } from "../../commerce/money.ts";
import type { CostFacts, SellingKind } from "../../commerce/profit/facts.ts";

interface Item {
  readonly lineId: string;
  readonly quantity: number;
}

export interface ShipmentRow {
  readonly orderId: string;
  readonly id: string;
  readonly status: string;
  readonly endedAt: Date | null;
  readonly isReturn: boolean;
  readonly chargeMinor: bigint | null;
  readonly currency: string | null;
  readonly rate: string | null;
  readonly bookedAt: Date;
  readonly items: readonly Item[];
}

export interface ChargeRow {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly isReturn: boolean;
  /** The courier's own. */
  readonly word: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly rate: string | null;
  readonly occurredAt: Date;
  readonly isActual: boolean;
  readonly items: readonly Item[];
  /** Of the shipments of a parcel of several orders, what their goods are worth; null: it is one order's. */
  readonly shares: readonly (readonly [shipmentId: string, valueMinor: string])[] | null;
}

export interface RemittanceRow {
  readonly orderId: string;
  /** As told; its form is the courier's. */
  readonly paidAt: string;
  readonly receivedAt: Date;
}

/** The kind a courier's word stands for: bills call the way back RTO, return or reverse, and cash COD. */
function courierKind(word: string, isReturn: boolean): SellingKind {
  if (/\bcod\b|cash|collect/i.test(word.replaceAll("_", " "))) return "cod_fee";
  return isReturn || /rto|return|reverse/i.test(word) ? "shipping_return" : "shipping_forward";
}

/** Costs of carrying; a bill of a shipment replaces what its booking was charged with. */
export function courierCosts(
  rows: { readonly shipments: readonly ShipmentRow[]; readonly charges: readonly ChargeRow[] },
  taxPercent: DecimalText,
): CostFacts[] {
  const taxIn = (gross: bigint) => {
    const { digits, scale } = parseDecimal(taxPercent);
    return divideRounded(gross * digits, 100n * 10n ** BigInt(scale) + digits);
  };
  const booked = rows.shipments.flatMap((shipment): CostFacts[] => {
    const { chargeMinor, currency, rate, items } = shipment;
    if (chargeMinor === null || currency === null || shipment.status === "cancelled") return [];
    const kind = courierKind("", shipment.isReturn);
    const what = { kind, amountMinor: chargeMinor, taxMinor: taxIn(chargeMinor), currency, rate, lines: items };
    const reported = { occurredAt: shipment.bookedAt.toISOString(), quality: "estimated", rank: 1 } as const;
    return [{ ...what, ...reported, source: "shipment", sourceId: shipment.id, slot: `shipment ${shipment.id}` }];
  });
  const billed = rows.charges.map((charge): CostFacts => {
    const { currency, rate, isActual, items } = charge;
    const amountMinor = ownPart(charge);
    const kind = courierKind(charge.word, charge.isReturn);
    const what = { kind, amountMinor, taxMinor: taxIn(amountMinor), currency, rate, lines: items };
    const reported = { occurredAt: charge.occurredAt.toISOString(), rank: isActual ? 8 : 5 };
    const quality = isActual ? "actual" : "imported";
    const from = { source: "parcel_charge", sourceId: charge.shipmentId, slot: `shipment ${charge.shipmentId}` };
    return { ...what, ...reported, quality, ...from };
  });
  return [...booked, ...billed];
}

/** What an order pays of a bill of its parcel. */
function ownPart({ amountMinor, shares, shipmentId }: ChargeRow): bigint {
  if (shares === null) return amountMinor;
  const parts = allocate(
    amountMinor,
    shares.map(([, value]) => BigInt(value)),
  );
  return parts[shares.findIndex(([id]) => id === shipmentId)] ?? 0n;
}

const DATE = /^\d{4}-\d{2}-\d{2}/;

/** The moment the last of the cash was passed on: the courier's own date where it is one, else when it was heard of. */
export function passedOnAt(remittances: readonly RemittanceRow[]): string | null {
  const moments = remittances.map(({ paidAt, receivedAt }) => {
    const reported = DATE.test(paidAt) ? new Date(`${paidAt.slice(0, 10)}T12:00:00Z`) : receivedAt;
    return (Number.isNaN(reported.getTime()) ? receivedAt : reported).toISOString();
  });
  return moments.reduce<string | null>((last, at) => (last === null || at > last ? at : last), null);
}
