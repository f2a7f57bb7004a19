import { z } from "zod";
import { listLotOrders, lotOrderSchema } from "../../hub/lots/lot-orders.ts";
import {
  listLots,
  lotSchema,
  lotSetting,
  lotSettingSchema,
  lotSorts,
  lotStates,
  setLotSetting,
} from "../../hub/lots/lots.ts";
import { changeLot, lotChangeSchema } from "../../hub/lots/move-lots.ts";
import { tellExpiring } from "../../hub/lots/tell-expiring.ts";
import { type Route, routes } from "../route.ts";
import { flag, id, page, pageOf, serialNumber } from "../schemas.ts";

const route = routes({ tag: "inventory", reads: "view", changes: "edit_catalogue" });

/** Lots: which items ask for them, what is left of each, and which orders got it. */
export const lotRoutes: readonly Route[] = [
  route.get("/lots", {
    summary: "Lots with their last day and what is left of them",
    query: z.object({
      ...page,
      q: z.string().max(200).optional().describe("in the lot's number, the SKU and the title"),
      variantId: id.optional(),
      lot: serialNumber.optional().describe("this number, in either case"),
      state: z.enum(lotStates).optional(),
      expiresBefore: z.iso.date().optional(),
      hasUnits: flag.optional().describe("true: only lots of which units are left; false: only the others"),
      sort: z.enum(lotSorts).optional().describe("soonest (default) or latest, by the last day"),
    }),
    asFile: "lots",
    response: pageOf(lotSchema),
    handler: ({ tenant, query: { q, ...filter }, now }) => tenant((tx) => listLots(tx, { ...filter, search: q, now })),
  }),
  route.get("/lots/orders", {
    summary: "Orders that got a lot, the last packed first: whom a recall has to reach",
    description: "Of cancelled orders whose units never left nothing is listed. Units that came back are counted.",
    query: z.object({ ...page, variantId: id, lot: serialNumber.describe("in either case") }),
    asFile: "lot-orders",
    response: pageOf(lotOrderSchema),
    handler: ({ tenant, query }) => tenant((tx) => listLotOrders(tx, query)),
  }),
  route.get("/variants/:id/lot-setting", {
    summary: "Whether each unit of a variant is packed with the number of its lot",
    response: lotSettingSchema,
    handler: ({ tenant, params }) => tenant((tx) => lotSetting(tx, params.id)),
  }),
  route.put("/variants/:id/lot-setting", {
    summary: "Set whether each unit of a variant is packed with the number of its lot",
    description: "Refused where the item asks for serial numbers (`LOT_OR_SERIAL`).",
    body: z.strictObject(lotSettingSchema.partial({ warnDays: true }).shape),
    example: { body: { asksLot: false } },
    response: lotSettingSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        const { asksLot, warnDays = (await lotSetting(tx, params.id)).warnDays } = body;
        await setLotSetting(tx, { asksLot, warnDays, variantId: params.id, actor: access.actor, now });
        await tellExpiring(tx, now);
        return lotSetting(tx, params.id);
      }),
  }),
  route.put("/variants/:id/lots", {
    summary: "Enter or correct a lot of a variant: its last day, what is left of it, and whether it is blocked",
    description:
      "Absent fields stay. The scan station refuses blocked and expired lots, and what is left of them is reserved, not for sale. What is on hand does not change.",
    body: lotChangeSchema,
    response: lotSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        const lot = await changeLot(tx, { ...body, variantId: params.id, actor: access.actor, now });
        await tellExpiring(tx, now);
        return lot;
      }),
  }),
];
