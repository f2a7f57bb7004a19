/** Packing: Flipkart makes label and invoice from the tax rate, the parcel's size and the invoice's number. */

import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { readListings } from "./listing-reads.ts";
import { act } from "./order-steps.ts";
import type { Shipment, ShipmentItem } from "./schemas.ts";
import type { Packing } from "./settings.ts";
import { aliveItems, refusedBy } from "./shipment-state.ts";
import { indianDay } from "./time.ts";
import { message } from "./words.ts";

/** Where a description names no part of a parcel, a shipment has this one (samples of the documentation). */
const ONLY_PART = "SS-1";

interface Entry {
  readonly shipmentId: string;
  readonly entry: Json;
}

/** Null when Flipkart has begun to pack all of them. */
export async function packShipments(
  { shipments, packing }: { readonly shipments: readonly Shipment[]; readonly packing: Packing },
  ctx: Context,
): Promise<CommandResult | null> {
  const rates = await taxRates(shipments.flatMap(aliveItems), packing, ctx);
  const entries: Entry[] = [];
  for (const shipment of shipments) {
    const made = entryOf(shipment, { rates, packing, day: indianDay(ctx.shopNow()) });
    if ("code" in made) return rejected("not_packable", made);
    entries.push({ shipmentId: shipment.shipmentId, entry: made.entry });
  }
  const body = (some: readonly Entry[]): Json => ({ shipments: some.map(({ entry }) => entry) });
  return refusedBy(await act(entries, { path: "labels", operation: "shipments.pack", body }, ctx));
}

/** GST_18 says 18; GST_APPAREL and the like depend on the price, and a missing one says nothing. */
export function rateOf(taxCode: string | undefined): number | undefined {
  const match = /^GST_(\d+(?:\.\d+)?)$/.exec(taxCode ?? "");
  return match ? Number(match[1]) : undefined;
}

async function taxRates(
  items: readonly ShipmentItem[],
  packing: Packing,
  ctx: Context,
): Promise<ReadonlyMap<string, number>> {
  const { items: listings } = await readListings(
    items.flatMap(({ sku }) => sku ?? []),
    ctx,
  );
  const codes = new Map(listings.map(({ sku, listing }) => [sku, listing.tax?.tax_code]));
  const rates = items.flatMap(({ orderItemId, sku }) => {
    const rate = rateOf(codes.get(sku ?? "")) ?? packing.taxRate;
    return rate === undefined ? [] : [[orderItemId, rate] as const];
  });
  return new Map(rates);
}

/** The shipment's entry, or why it cannot be packed from here. */
function entryOf(
  shipment: Shipment,
  how: { readonly rates: ReadonlyMap<string, number>; readonly packing: Packing; readonly day: string },
): { readonly entry: Json } | Message {
  const items = aliveItems(shipment);
  const untaxed = items.find((item) => !how.rates.has(item.orderItemId));
  if (untaxed !== undefined) return message("refused.taxRateUnknown", { item: untaxed.sku ?? untaxed.orderItemId });
  const parts = partsOf(shipment).map(({ subShipmentId, packages }) => {
    const dimensions = dimensionsOf(packages) ?? how.packing.dimensions;
    return dimensions && { subShipmentId, dimensions };
  });
  const sized = parts.filter((part) => part !== undefined);
  if (sized.length < parts.length) return message("refused.parcelSizeUnknown");
  const { invoicePrefix } = how.packing;
  const invoices = [...new Set(items.map((item) => item.orderId))].map((orderId) => ({
    orderId,
    invoiceDate: how.day,
    ...(invoicePrefix === "" ? {} : { invoiceNumber: `${invoicePrefix}${items[0]?.orderItemId}` }),
  }));
  return {
    entry: {
      shipmentId: shipment.shipmentId,
      ...(shipment.locationId === undefined ? {} : { locationId: shipment.locationId }),
      taxItems: items.map(({ orderItemId, quantity }) => ({
        orderItemId,
        taxRate: how.rates.get(orderItemId) ?? 0,
        quantity,
      })),
      invoices,
      subShipments: sized,
      ignoreWarning: false,
    },
  };
}

type Part = Shipment["subShipments"][number];

const partsOf = ({ subShipments }: Shipment): readonly Part[] =>
  subShipments.length > 0 ? subShipments : [{ subShipmentId: ONLY_PART, packages: [] }];

/** The listing's own package tells the parcel only when it is the only one in it. */
function dimensionsOf([only, ...more]: Part["packages"]): Packing["dimensions"] {
  if (!only?.dimensions || only.weight === undefined || more.length > 0) return undefined;
  const { length, breadth, height } = only.dimensions;
  return { length: Number(length), breadth: Number(breadth), height: Number(height), weight: Number(only.weight) };
}
