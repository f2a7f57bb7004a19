import { randomUUID } from "node:crypto";
import { z } from "zod";
import {
  beginSession,
  closeSession,
  getSession,
  listSessions,
  moveCash,
  sessionDetailSchema,
  sessionViewSchema,
} from "../../hub/pos/sessions.ts";
import { exampleId } from "../document/examples.ts";
import { asRequested, type Route, routes } from "../route.ts";
import { id, minor, page, pageOf, text, time, whole } from "../schemas.ts";
import { when } from "./list-filters.ts";

const route = routes({ tag: "point of sale", reads: "view", changes: "act_on_orders" });

const at = time.optional().describe("when it was done on the device; absent: now");
const sessionParams = z.object({ sessionId: id });

/** Cash sessions of registers. */
export const posSessionRoutes: readonly Route[] = [
  route.get("/pos/sessions", {
    summary: "Sessions, the last opened first",
    query: z.object({ ...page, ...when("opened"), registerId: id.optional() }),
    asFile: "sessions",
    response: pageOf(sessionViewSchema),
    handler: asRequested(listSessions),
  }),
  route.get("/pos/sessions/:sessionId", {
    summary: "One session with its Z report, of an open one as it stands now",
    params: sessionParams,
    response: sessionDetailSchema,
    handler: ({ tenant, params }) => tenant((tx) => getSession(tx, params.sessionId)),
  }),
  route.post("/pos/sessions", {
    summary: "Open a session with the float in the drawer; the same id again answers the same",
    example: {
      body: {
        id: exampleId("sessionId"),
        registerId: exampleId("registerId"),
        staffId: exampleId("staffId"),
        floatMinor: 10_000,
      },
    },
    body: z.strictObject({
      id,
      registerId: id,
      staffId: id,
      floatMinor: minor.refine((value) => value >= 0n, "A float is not below 0."),
      openedAt: at,
    }),
    response: sessionDetailSchema,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => beginSession(tx, { ...body, at: body.openedAt ?? now, now })),
  }),
  route.post("/pos/sessions/:sessionId/cash", {
    summary: "Put cash into the drawer or take it out",
    params: sessionParams,
    example: {
      body: {
        id: randomUUID(),
        direction: "out",
        amountMinor: 1_500,
        reason: "Window cleaner",
        staffId: exampleId("staffId"),
      },
    },
    body: z.strictObject({
      id: id.describe("made on the device: the same id is the same movement"),
      direction: z.enum(["in", "out"]),
      amountMinor: minor.refine((value) => value > 0n, "An amount is above 0."),
      reason: text(200),
      staffId: id,
      movedAt: at,
    }),
    response: sessionDetailSchema,
    handler: ({ tenant, params, body, now }) =>
      tenant((tx) => moveCash(tx, { ...body, sessionId: params.sessionId, at: body.movedAt ?? now, now })),
  }),
  route.post("/pos/sessions/:sessionId/close", {
    summary: "Close a session with what was counted; its Z report is kept",
    params: sessionParams,
    example: { body: { staffId: exampleId("staffId"), counts: [{ value: 1_000, count: 7 }] } },
    body: z.strictObject({
      staffId: id,
      counts: z
        .array(z.strictObject({ value: minor.refine((value) => value > 0n), count: whole.min(0).max(1_000_000) }))
        .max(100)
        .describe("how many of each coin and note, by its value in minor units"),
      closedAt: at,
    }),
    response: sessionDetailSchema,
    handler: ({ tenant, params, body, now }) =>
      tenant((tx) => closeSession(tx, { ...body, id: params.sessionId, at: body.closedAt ?? now, now })),
  }),
];
