import { z } from "zod";
import { BOUNDS } from "../../commerce/automations/definition.ts";
import { isOfShipping } from "../../hub/automations/courier-rules.ts";
import { dryRunShipping, SHIPPING_DRY_RUN_DAYS, shippingDryRunSchema } from "../../hub/automations/shipping-dry-run.ts";
import { definitionOf, listAutomations } from "../../hub/automations/store.ts";
import { usedServices } from "../../hub/shipping/used-services.ts";
import { type Route, routes } from "../route.ts";
import { id, list } from "../schemas.ts";

const automations = routes({ tag: "automations", reads: "view", changes: "manage_members" });
const shipments = routes({ tag: "shipments", reads: "view", changes: "pack_orders" });

/** What rules that propose couriers would have done, and what they can name. */
export const shippingDryRunRoutes: readonly Route[] = [
  shipments.get("/shipments/services", {
    summary: "Services of couriers that the newest shipments went by",
    response: list(z.object({ courierId: id, service: z.string(), serviceName: z.string() })),
    handler: async ({ tenant }) => ({ items: await tenant(usedServices) }),
  }),
  automations.post("/automations/dry-run/shipments", {
    permission: "view_costs",
    audited: false,
    summary: `What rules of order.shipping_choice, saved or not, would have proposed for the shipments of the last ${SHIPPING_DRY_RUN_DAYS} days; nothing is booked`,
    description:
      "Costs are what couriers billed, else said at booking, for parcels like each: same country, weight and payment. Where there were none, the cost is said to be missing. The newest 2,000 shipments at most.",
    body: z.strictObject({
      automations: z
        .array(z.unknown())
        .max(BOUNDS.automations)
        .optional()
        .describe("in order, those of other triggers are left out; absent: all that are on"),
    }),
    example: {
      body: {
        automations: [
          {
            name: "Light",
            trigger: "order.shipping_choice",
            when: { field: "parcel.weight_grams", is: "at_most", value: 500 },
            actions: [{ do: "propose_courier", prefer: "cheapest" }],
          },
        ],
      },
    },
    response: shippingDryRunSchema,
    handler: ({ tenant, body, now }) => {
      const given = body.automations?.map((each, n) => ({ ...definitionOf(each, `automations.${n}`), id: `${n}` }));
      return tenant(async (tx) => {
        const rules = given ?? (await listAutomations(tx)).filter(({ isOn }) => isOn);
        return dryRunShipping(tx, rules.filter(isOfShipping), now);
      });
    },
  }),
];
