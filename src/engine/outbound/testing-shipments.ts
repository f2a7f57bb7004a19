/** For tests: a courier that records its requests, and orders to ship with it. */
import type { Insured } from "../../commerce/insured.ts";
import type { BookedShipment, ShipmentDraft } from "../../commerce/shipment.ts";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import type { BookingRun } from "../../connectors/kit/contract/couriers.ts";
import type { SendMail } from "../../hub/accounts/mail.ts";
import type { ParcelInput } from "../../hub/shipping/pack.ts";
import { requestShipment } from "../../hub/shipping/request.ts";
import { type TestEngine, testEngine } from "../testing.ts";

/** Where a call may be struck. */
export const STEPS = ["before", "saved", "committed", "found"] as const;
export type Step = (typeof STEPS)[number];

export interface FakeCourier {
  /** What the courier has in its books: one entry for every booking it took. */
  readonly booked: { readonly reference: string; readonly shipment: BookedShipment; readonly draft: ShipmentDraft }[];
  readonly cancelled: string[];
  finds: number;
  /** Happens at a step of a call; what it throws is what the hub gets. */
  strike: (step: Step, reference: string) => Promise<void>;
  /** The answer in place of a booking. */
  refusal: string | null;
  readonly ports: Ports;
}

/** A courier without idempotency keys, as all of them are: called twice it books twice. */
export function fakeCourier(
  how: { readonly canFind: boolean; readonly collects?: boolean; readonly insures?: true } = { canFind: true },
): FakeCourier {
  const made: FakeCourier = {
    booked: [],
    cancelled: [],
    finds: 0,
    strike: async () => undefined,
    refusal: null,
    ports: {
      shipments: {
        mostParcels: 5,
        directions: ["forward"],
        collects: how.collects ?? false,
        insures: how.insures,
        settlesWithinMs: 60_000,
        book: async (run) => {
          const { reference } = run.draft;
          await made.strike("before", reference);
          await run.save({ quote: reference });
          await made.strike("saved", reference);
          if (made.refusal !== null) return { state: "refused", code: "no", text: made.refusal };
          const shipment = newBookedShipment(run, made.booked.length + 1);
          made.booked.push({ reference, shipment, draft: run.draft });
          await made.strike("committed", reference);
          return { state: "booked", shipment };
        },
        ...(how.canFind && {
          find: async ({ draft }) => {
            made.finds += 1;
            const found = made.booked.find(({ reference }) => reference === draft.reference);
            await made.strike("found", draft.reference);
            return found ? { state: "found" as const, shipment: found.shipment } : { state: "absent" as const };
          },
        }),
        cancel: async ({ reference }) => {
          made.cancelled.push(reference);
          return { state: "cancelled", text: "Gone." };
        },
      },
      labels: {
        formats: [],
        get: async ({ reference: of, shipment }) => ({
          state: "ready",
          documents: shipment.parcels.map(({ reference, trackingNumber }) => ({
            kind: "label" as const,
            parcelReference: reference,
            contentType: "application/pdf" as const,
            bytes: Buffer.from(`%PDF label of ${trackingNumber}${collected(made, of)}`),
          })),
        }),
      },
    },
  };
  return made;
}

/** Couriers print the amount to collect on label and manifest, as booked. */
export function collected({ booked }: FakeCourier, reference: string): string {
  const draft = booked.find((each) => each.reference === reference)?.draft;
  return draft?.payment === "cod" ? `, collects ${draft.collectMinor} ${draft.currency}` : "";
}

/** What a courier makes of its nth booking. */
export function newBookedShipment({ draft }: Pick<BookingRun, "draft">, n: number): BookedShipment {
  return {
    key: `S-${n}`,
    carrier: "UPS",
    trackingUrl: `https://carrier.example/${n}`,
    charge: { minor: 550n, currency: "USD" },
    ...((draft.insuredMinor ?? 0n) > 0n && { insurance: { minor: 50n, currency: "USD" } }),
    parcels: draft.parcels.map(({ reference }, at) => ({
      reference,
      trackingNumber: `1Z${String(n).padStart(6, "0")}${at}`,
      key: `P-${n}-${at}`,
    })),
  };
}

export interface ShipmentRequest {
  readonly key?: string;
  readonly fulfilWhen?: "booked" | "picked_up";
  readonly parcels?: readonly ParcelInput[];
  readonly insured?: Insured;
}

export interface ShippingWorld extends TestEngine {
  /** Orders of one line of two units, without a channel; answers their ids. */
  orders(count: number): Promise<string[]>;
  /** Requests a shipment of an order. */
  ask(orderId: string, more?: ShipmentRequest): Promise<string>;
  states(): Promise<Readonly<Record<string, number>>>;
}

const BOX: ParcelInput = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };

/** An engine whose one connection is the courier. */
export const shippingWorld = (courier: FakeCourier, sendMail?: SendMail): Promise<ShippingWorld> =>
  shippingWorldOf(courier.ports, {}, sendMail);

/** As `shippingWorld`, for a courier with parts of a connector beside its ports. */
export async function shippingWorldOf(
  ports: Ports,
  more: Parameters<typeof testEngine>[1],
  sendMail?: SendMail,
): Promise<ShippingWorld> {
  const world = await testEngine(ports, more, {}, sendMail);
  const { db, organization, store, clock } = world;
  await db.owner.run("update argosy.connection set kind = 'logistics' where id = $1", [store]);
  await world.listed("MUG", 10_000);
  await db.owner.run(
    `update argosy.location set address = '{"line1":"1 Dock","city":"Cairo","country":"EG","postcode":"11511"}'
     where organization_id = $1`,
    [organization],
  );
  let made = 0;
  return Object.assign(world, {
    async orders(count: number) {
      const first = made + 1;
      made += count;
      const rows = await db.owner.rows<{ id: string }>(
        `with o as (
           insert into argosy.sales_order (organization_id, ext_number, number, status, financial, fulfilment,
             payment_kind, currency, total_minor,
             shipping_address, contact, placed_at)
           select $1, n::text, 'X-' || n, 'confirmed', 'paid', 'unfulfilled', 'prepaid', 'USD', 2000,
             '{"name":"Ada","line1":"1 Long Street","city":"Giza","country":"EG"}', '{}', $4
           from generate_series($2::int, $3::int) as n returning id)
         insert into argosy.order_line (organization_id, order_id, ext_key, title, ordered_quantity, quantity,
           unit_price, total_minor)
         select $1, id, 'l1', 'Mug', 2, 2, 10, 2000 from o returning order_id as id`,
        [organization, first, made, new Date(clock.now())],
      );
      return rows.map(({ id }) => id);
    },
    ask: (
      orderId: string,
      { key = "once", fulfilWhen = "picked_up", parcels = [BOX], insured }: ShipmentRequest = {},
    ) =>
      world.inside((tx) =>
        requestShipment(tx, {
          orderId,
          connectionId: store,
          parcels,
          fulfilWhen,
          insured,
          notifyCustomer: false,
          idempotencyKey: key,
          actor: { kind: "user", id: "u", name: "ana@example.test" },
          now: new Date(clock.now()),
        }),
      ),
    async states() {
      const rows = await db.owner.rows<{ state: string; n: number }>(
        "select state, count(*)::int as n from argosy.shipment group by 1",
      );
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    },
  });
}
