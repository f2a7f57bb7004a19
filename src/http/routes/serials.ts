import { z } from "zod";
import { findSerial, requiresSerial, serialNumberSchema, setRequiresSerial } from "../../hub/serials/serials.ts";
import { type Route, routes } from "../route.ts";
import { id, list, serialNumber } from "../schemas.ts";

const route = routes({ tag: "catalog", reads: "view", changes: "edit_catalogue" });

const setting = z.object({ asksSerial: z.boolean().describe("true: each unit is packed with its serial number") });

/** Serial numbers: which items ask for them, and where each is. */
export const serialRoutes: readonly Route[] = [
  route.get("/serial-numbers", {
    summary: "Where a serial number is: here, with an order, or written off",
    query: z.object({
      serial: serialNumber.describe("in either case"),
      variantId: id.optional().describe("of this item alone"),
    }),
    response: list(serialNumberSchema).extend({
      areReceived: z
        .boolean()
        .describe("numbers of variantId were recorded when it was received: others are refused at the scan station"),
    }),
    handler: ({ tenant, query }) => tenant((tx) => findSerial(tx, query)),
  }),
  route.get("/variants/:id/serial-numbers", {
    summary: "Whether each unit of a variant is packed with its serial number",
    response: setting,
    handler: ({ tenant, params }) => tenant(async (tx) => ({ asksSerial: await requiresSerial(tx, params.id) })),
  }),
  route.put("/variants/:id/serial-numbers", {
    summary: "Set whether each unit of a variant is packed with its serial number",
    body: z.strictObject(setting.shape),
    example: { body: { asksSerial: false } },
    response: setting,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        await setRequiresSerial(tx, { variantId: params.id, asks: body.asksSerial, actor: access.actor, now });
        return body;
      }),
  }),
];
