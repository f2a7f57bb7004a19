import { z } from "zod";
import {
  CASE_KINDS,
  CASE_REASONS,
  CASE_STATES,
  caseTotalSchema,
  decideCase,
  getCase,
  listCases,
  openCaseTotals,
  settlementCaseSchema,
} from "../../hub/settlements/cases.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { id, page, pageOf } from "../schemas.ts";
import { eitherEnd, when } from "./list-filters.ts";

const route = routes({ tag: "settlements", reads: "view_settlements", changes: "act_on_orders" });

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
    response: pageOf(settlementCaseSchema),
    handler: asRequested(listCases),
  }),
  route.get("/settlement-cases/totals", {
    summary: "Totals of the open cases, by kind and currency",
    response: z.object({
      totals: z.array(caseTotalSchema),
    }),
    handler: async ({ tenant }) => ({ totals: await tenant(openCaseTotals) }),
  }),
  route.get("/settlement-cases/:id", {
    summary: "One difference of a settlement",
    response: settlementCaseSchema,
    handler: byId(getCase),
  }),
  route.patch("/settlement-cases/:id", {
    summary: "Close a case with a reason, or reopen it",
    body: z.strictObject({
      reason: z.enum(CASE_REASONS).nullable().describe("null: open it again"),
      note: z.string().trim().max(1_000).optional(),
    }),
    response: settlementCaseSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => decideCase(tx, { ...body, id: params.id, actor: access.actor, now })),
  }),
];
