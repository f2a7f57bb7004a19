/** What couriers' contract tests ask for. */
import type { Json } from "../../../commerce/product.ts";
import type { Consignment, ShipmentDraft } from "../../../commerce/shipment.ts";
import type { CourierSandbox } from "../sandbox/courier.ts";
import { indianDraft } from "../testing/courier.ts";
import type { ServiceOptions } from "./services.ts";

export interface CourierOptions extends ServiceOptions<CourierSandbox> {
  /** A consignment the courier serves. Absent: one within India. */
  readonly consignment?: Pick<Consignment, "from" | "to" | "currency"> | undefined;
  /** The call that books, as faults name it. */
  readonly booking: { readonly method: string; readonly path: string };
}

/** What the courier is told of one parcel of half a kilogram. */
export function courierDraft(
  { consignment }: Pick<CourierOptions, "consignment">,
  more: Partial<ShipmentDraft> = {},
): ShipmentDraft {
  const { from, to, currency } = consignment ?? indianDraft("ARG-1");
  const reference = more.reference ?? "X-1-ABCDEFGH";
  const itemsTotal = { title: "Mug", sku: "MUG", quantity: 2, unitMinor: 1_000n };
  return {
    from,
    to,
    currency,
    reference,
    orderNumber: "X-1",
    orderedAt: "2026-11-20T09:00:00Z",
    parcels: [{ reference, weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 101, items: [itemsTotal] }],
    payment: "prepaid",
    collectMinor: 0n,
    valueMinor: 2_000n,
    direction: "forward",
    ...more,
  };
}

/** A booking that keeps what is saved, as the hub does. */
export function bookingRun(draft: ShipmentDraft) {
  const run = { draft, saved: null as Json, save };
  async function save(progress: Json) {
    run.saved = progress;
  }
  return run;
}
