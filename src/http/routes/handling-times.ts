import { z } from "zod";
import { MOST_HANDLING_DAYS } from "../../commerce/handling-time.ts";
import {
  cutOff,
  handling,
  handlingTimes,
  locationHandlingSchema,
  setChannelHandling,
  setLocationHandling,
} from "../../hub/handling-times/handling-times.ts";
import { explainPromise, orderPromiseSchema } from "../../hub/orders/promise-dates.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "edit_catalogue" });
const days = z.int().min(0).max(MOST_HANDLING_DAYS).describe("working days; 0: the same day");
const times = z
  .object({
    locations: z.array(locationHandlingSchema),
    channels: z.array(
      z.object({
        storeId: id,
        storeName: z.string(),
        days: z.int().nullable().describe("null: as the location"),
        cutOff: z.string().nullable().describe("null: as the location"),
      }),
    ),
  })
  .meta({ id: "HandlingTimes" });

const EXAMPLE = {
  zone: "Africa/Cairo",
  cutOff: "15:00",
  days: 1,
  workingDays: [7, 1, 2, 3, 4],
  holidays: ["2026-04-13"],
};

/** How long orders take to be shipped, and by when each is promised. */
export const handlingTimeRoutes: readonly Route[] = [
  route.get("/handling-times", {
    summary: "Handling time, cut-off, working days and holidays of locations, and what channels promise instead",
    response: times,
    handler: ({ tenant }) => tenant(handlingTimes),
  }),
  route.put("/locations/:id/handling-time", {
    summary: "Set a location's handling time; orders that wait to be shipped are calculated again within minutes",
    example: { body: EXAMPLE },
    body: handling,
    response: times,
    handler: ({ tenant, params, body }) =>
      tenant(async (tx) => {
        await setLocationHandling(tx, params.id, body);
        return handlingTimes(tx);
      }),
  }),
  route.delete("/locations/:id/handling-time", {
    summary: "Remove a location's handling time: that of the default location counts",
    response: times,
    handler: ({ tenant, params }) =>
      tenant(async (tx) => {
        await setLocationHandling(tx, params.id, null);
        return handlingTimes(tx);
      }),
  }),
  route.put("/stores/:id/handling-time", {
    summary: "Set what a channel promises instead of the location; null: as the location",
    example: { body: { days: 0, cutOff: "12:00" } },
    body: z.strictObject({ days: days.nullable(), cutOff: cutOff.nullable() }),
    response: times,
    handler: ({ tenant, params, body }) =>
      tenant(async (tx) => {
        await setChannelHandling(tx, params.id, body);
        return handlingTimes(tx);
      }),
  }),
  route.get("/orders/:id/promise", {
    summary: "By when the order is to be shipped, and how that follows from order time, cut-off and working days",
    response: orderPromiseSchema,
    handler: ({ tenant, params }) => tenant((tx) => explainPromise(tx, params.id)),
  }),
];
