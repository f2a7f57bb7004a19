import { z } from "zod";
import { MOST_UNITS } from "../../commerce/inventory.ts";
import { MOST_BACKORDER_DAYS } from "../../commerce/presale.ts";
import { presaleOf, setPresale } from "../../hub/orders/presales.ts";
import { type Route, routes } from "../route.ts";

const route = routes({ tag: "catalog", reads: "view", changes: "edit_catalogue" });

const presale = z
  .strictObject({
    preorderUntil: z.iso.date().nullable().describe("orders until this day are preorders, promised for this day"),
    backorderDays: z
      .int()
      .min(1)
      .max(MOST_BACKORDER_DAYS)
      .nullable()
      .describe("other orders without stock are backorders, promised for so many days after they were placed"),
    mostAhead: z
      .int()
      .min(1)
      .max(MOST_UNITS)
      .nullable()
      .describe(
        "the most units that are sold ahead: channels are offered so many beyond what is in stock, less what is sold ahead already, and never more than purchase orders bring; null: they are offered what is in stock",
      ),
  })
  .meta({ id: "Presale" });

/** Items that are sold before they are there. */
export const presaleRoutes: readonly Route[] = [
  route.get("/variants/:id/presale", {
    summary: "Until when a variant is sold as a preorder, and in how many days a backorder comes",
    response: presale,
    handler: ({ tenant, params }) => tenant((tx) => presaleOf(tx, params.id)),
  }),
  route.put("/variants/:id/presale", {
    summary:
      "Set until when a variant is sold as a preorder, and in how many days a backorder comes; null: it is neither",
    example: { body: { preorderUntil: "2026-12-24", backorderDays: 14, mostAhead: 100 } },
    body: presale,
    response: presale,
    handler: ({ tenant, params, body, now }) => tenant((tx) => setPresale(tx, params.id, body, now)),
  }),
];
