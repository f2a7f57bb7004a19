import { randomUUID } from "node:crypto";
import { z } from "zod";
import { beginSession, closeSession, getSession, listSessions, moveCash } from "../../hub/pos/sessions.ts";
import { exampleId } from "../document/examples.ts";
import { asAsked, type Route, routes } from "../route.ts";
import { id, minor, page, pageOf, text, time, whole } from "../schemas.ts";
import { when } from "./list-filters.ts";

const route = routes({ tag: "point of sale", reads: "view", changes: "act_on_orders" });

const amount = z.int().describe("minor units");

export const posSession = z
  .object({
    id,
    registerId: id,
    registerName: z.string(),
    currency: z.string(),
    openedBy: id,
    openedByName: z.string(),
    openedAt: z.string(),
    floatMinor: amount,
    closedBy: id.nullable(),
    closedByName: z.string().nullable(),
    closedAt: z.string().nullable(),
    countedMinor: amount.nullable(),
    expectedMinor: amount.nullable(),
    differenceMinor: amount.nullable(),
    zNumber: z.int().nullable(),
    salesCount: z.int(),
    differingCount: z
      .int()
      .describe("sales counted otherwise than the device showed, or paid by gift cards or cards the hub does not know"),
    lateCount: z.int().describe("sales that came after it was closed, and are not in its Z report"),
  })
  .meta({ id: "RegisterSession", description: "From opening a drawer to counting it" });

const report = z
  .object({
    salesCount: z.int(),
    returnsCount: z.int(),
    sales: amount,
    returns: amount,
    discount: amount,
    tax: amount,
    taxes: z.array(z.object({ tax: z.string(), rate: z.string(), base: amount, amount })),
    rounding: amount,
    collected: amount.describe("paid for orders of channels that were picked up: no sales of the register"),
    payments: z.array(
      z.object({
        kind: z.enum(["cash", "card", "gift_card", "other", "deposit"]),
        count: z.int(),
        taken: amount,
        returned: amount,
        tips: amount,
      }),
    ),
    tips: z
      .array(z.object({ staffId: id, staffName: z.string(), amount }))
      .describe("by the person who took them, most first"),
    float: amount,
    paidIn: amount,
    paidOut: amount,
    expected: amount,
    counted: amount.nullable(),
    difference: amount.nullable(),
  })
  .meta({ id: "ZReport", description: "What a session took, and whether the drawer has it" });

const detail = posSession
  .extend({
    moves: z
      .array(
        z.object({
          id,
          direction: z.enum(["in", "out"]),
          amount,
          reason: z.string(),
          staffId: id,
          staffName: z.string(),
          movedAt: z.string(),
        }),
      )
      .describe("the newest 500, oldest first; the report has the sums of all"),
    counts: z.array(z.object({ value: amount, count: z.int() })),
    report,
  })
  .meta({ id: "RegisterSessionDetail", description: "A session with its cash movements and its Z report" });

const at = time.optional().describe("when it was done on the device; absent: now");
const sessionParams = z.object({ sessionId: id });

/** Cash sessions of registers. */
export const posSessionRoutes: readonly Route[] = [
  route.get("/pos/sessions", {
    summary: "Sessions, the last opened first",
    query: z.object({ ...page, ...when("opened"), registerId: id.optional() }),
    asFile: "sessions",
    response: pageOf(posSession),
    handler: asAsked(listSessions),
  }),
  route.get("/pos/sessions/:sessionId", {
    summary: "One session with its Z report, of an open one as it stands now",
    params: sessionParams,
    response: detail,
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
    response: detail,
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
    response: detail,
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
    response: detail,
    handler: ({ tenant, params, body, now }) =>
      tenant((tx) => closeSession(tx, { ...body, id: params.sessionId, at: body.closedAt ?? now, now })),
  }),
];
