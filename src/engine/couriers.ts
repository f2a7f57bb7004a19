/** What people ask couriers while they wait: what a shipment would cost with each of them. */
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import { say } from "../commerce/sentence.ts";
import type { Consignment, ShippingOffer } from "../commerce/shipment.ts";
import type { Database } from "../db/database.ts";
import { activeCouriers, askedConsignment, type RatesWish } from "../hub/shipping/asked.ts";
import { newCallTrace, type OpenConnection, type Platform } from "./connection-registry.ts";
import { describeError } from "./sync-journal.ts";

export interface CourierOffers {
  readonly courierId: string;
  readonly courierName: string;
  readonly offers: readonly ShippingOffer[];
  /** Why there are none, or what the courier adds, in its own words. */
  readonly text: string;
}

export interface Couriers {
  /** Each courier of the organization with its offers; one that fails says so and keeps none of the others waiting. */
  rates(wish: Omit<RatesWish, "now"> & { readonly organization: OrganizationId }): Promise<readonly CourierOffers[]>;
}

/** Somebody stands at the packing table. */
const PATIENCE_MS = 45_000;

export function createCouriers({
  db,
  platform,
  clock,
}: {
  readonly db: Database;
  readonly platform: Platform;
  readonly clock: Clock;
}): Couriers {
  async function ask(
    open: OpenConnection,
    consignment: Consignment,
  ): Promise<Omit<CourierOffers, "courierId" | "courierName">> {
    const { rates, serviceability, shipments } = open.ports;
    const courier = open.row.name;
    if (!shipments) return { offers: [], text: say("shipment.cannotBook", { courier }).text };
    if (consignment.payment === "cod" && !shipments.collects)
      return { offers: [], text: say("shipment.cannotCollect", { courier }).text };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const ctx = open.context({ signal, trail: newCallTrace(), priority: "interactive" });
    try {
      if (rates) return await rates.quote(consignment, ctx);
      const { offers, text } = (await serviceability?.check(consignment, ctx)) ?? { offers: [], text: "" };
      return { offers, text };
    } catch (error) {
      return { offers: [], text: describeError(error).text };
    }
  }

  return {
    async rates({ organization, ...wish }) {
      const now = new Date(clock.now());
      const asked = await db.tenant(organization, async (tx) => {
        const couriers = await activeCouriers(tx);
        const consignments: { id: string; name: string; consignment: Consignment }[] = [];
        for (const courier of couriers)
          consignments.push({ ...courier, consignment: await askedConsignment(tx, { ...wish, now }, courier.id) });
        return consignments;
      });
      return Promise.all(
        asked.map(async ({ id, name, consignment }) => {
          const open = await platform.open(organization, id);
          const answer = open ? await ask(open, consignment) : { offers: [], text: "" };
          return { courierId: id, courierName: name, ...answer };
        }),
      );
    },
  };
}
