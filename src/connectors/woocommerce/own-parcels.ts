/** Parcels of shops without a place for them: kept in the order's meta, one entry an intent. */

import type { OrderFulfilment } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { FulfilmentStatus } from "../../commerce/statuses.ts";
import { asRecord } from "./client.ts";
import { instant, metaOf } from "./order-source.ts";
import type { ShopOrder } from "./schemas.ts";

/** Meta key under which the note fall-back keeps what it published. */
const TRACKING_META = "_argosy_tracking";

export interface OwnParcel {
  /** The intent that shipped it; "" for the one entry of orders that had room for one. */
  readonly id: string;
  readonly numbers: readonly string[];
  readonly carrier: string | null;
  readonly url: string | null;
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
}

const text = (value: Json | undefined) => (typeof value === "string" && value !== "" ? value : null);

function readParcel(value: Json): OwnParcel {
  const { id, numbers, carrier, url, lines } = asRecord(value);
  return {
    id: text(id) ?? "",
    numbers: Array.isArray(numbers) ? numbers.map(String) : [],
    carrier: text(carrier),
    url: text(url),
    lines: (Array.isArray(lines) ? lines : []).flatMap((line) => {
      const { lineKey, quantity } = asRecord(line);
      return typeof lineKey === "string" && Number.isInteger(quantity) ? [{ lineKey, quantity: Number(quantity) }] : [];
    }),
  };
}

export function ownParcels(order: ShopOrder): readonly OwnParcel[] {
  const stored = metaOf(order.meta_data, TRACKING_META);
  if (Array.isArray(stored)) return stored.map(readParcel);
  return stored !== null && typeof stored === "object" ? [readParcel(stored)] : [];
}

/** The meta with this parcel in place of the one of its id, or beside the others. */
export function parcelMeta(order: ShopOrder, parcel: OwnParcel): Json {
  const others = ownParcels(order);
  const isThere = others.some((one) => one.id === parcel.id);
  const list = isThere ? others.map((one) => (one.id === parcel.id ? parcel : one)) : [...others, parcel];
  const value = list.map(({ id, numbers, carrier, url, lines }) => ({
    id,
    numbers: [...numbers],
    carrier,
    url,
    lines: lines.map(({ lineKey, quantity }) => ({ lineKey, quantity })),
  }));
  return { key: TRACKING_META, value };
}

export function ownFulfilments(order: ShopOrder, status: FulfilmentStatus): OrderFulfilment[] {
  return ownParcels(order).map(({ id, numbers, carrier, url, lines }) => ({
    key: id === "" ? "note" : `note:${id}`,
    status,
    carrier: carrier ?? undefined,
    trackingNumbers: numbers,
    trackingUrl: url ?? undefined,
    // Noted on an order that is completed with its last parcel; the note itself has no time.
    shippedAt: order.date_completed_gmt ? instant(order.date_completed_gmt) : undefined,
    lines,
  }));
}
