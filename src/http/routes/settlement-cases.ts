import { z } from "zod";
import {
  CASE_KINDS,
  CASE_REASONS,
  CASE_STATES,
  decideCase,
  getCase,
  listCases,
  openCaseTotals,
} from "../../hub/settlements/cases.ts";
import { asAsked, byId, type Route, routes } from "../route.ts";
import { id, page, pageOf } from "../schemas.ts";
import { eitherEnd, when } from "./list-filters.ts";

const route = routes({ tag: "settlements", reads: "view_settlements", changes: "act_on_orders" });

const found = z.object({
  id,
  kind: z.enum(CASE_KINDS),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  orderKey: z.string().nullable().describe("as the statement names it, of a line without an order"),
  storeId: id.nullable(),
  storeName: z.string().nullable(),
  gateway: z.string().nullable(),
  settlementId: id.nullable().describe("the latest statement it shows on"),
  reference: z.string().nullable(),
  currency: z.string(),
  expectedMinor: z.int(),
  settledMinor: z.int(),
  lackingMinor: z.int().describe("expected less settled"),
  state: z.enum(CASE_STATES),
  reason: z.enum(CASE_REASONS).nullable(),
  note: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  foundAt: z.string(),
});

/** What statements get wrong, to be worked off. */
export const settlementCaseRoutes: readonly Route[] = [
  route.get("/settlement-cases", {
    summary: "Orders paid too little, too much or not at all, fees too high, lines without an order; newest first",
    query: z.object({
      ...page,
      ...when("found"),
      state: z.enum(CASE_STATES).optional(),
      kind: z.enum(CASE_KINDS).optional(),
      storeId: id.optional(),
      settlementId: id.optional(),
      orderId: id.optional(),
      sort: eitherEnd,
    }),
    asFile: "settlement-differences",
    response: pageOf(found),
    handler: asAsked(listCases),
  }),
  route.get("/settlement-cases/totals", {
    summary: "Totals of the open cases, by kind and currency",
    response: z.object({
      totals: z.array(
        z.object({ kind: z.enum(CASE_KINDS), currency: z.string(), cases: z.int(), lackingMinor: z.int() }),
      ),
    }),
    handler: async ({ tenant }) => ({ totals: await tenant(openCaseTotals) }),
  }),
  route.get("/settlement-cases/:id", {
    summary: "One difference of a settlement",
    response: found,
    handler: byId(getCase),
  }),
  route.patch("/settlement-cases/:id", {
    summary: "Close a case with a reason, or reopen it",
    body: z.strictObject({
      reason: z.enum(CASE_REASONS).nullable().describe("null: open it again"),
      note: z.string().trim().max(1_000).optional(),
    }),
    response: found,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => decideCase(tx, { ...body, id: params.id, actor: access.actor, now })),
  }),
];
