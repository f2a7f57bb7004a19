import { z } from "zod";
import { HISTORY_SUBJECTS, historyEntrySchema, historyOf } from "../../hub/audit/history.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, page, pageOf } from "../schemas.ts";

const route = routes({ tag: "audit", reads: "view" });

/** What people and programs changed of one thing. */
export const historyRoutes: readonly Route[] = [
  route.get("/history", {
    summary: "What people and programs changed of a product, variant, order or customer, newest first",
    description:
      "From the audit trail, with before and after, of the thing and its parts: variants and items on channels of a product, shipments and returns of an order, customers merged into this one. Without `view_costs`, costs are left out.",
    example: { query: { subject: "product", subjectId: exampleId("productId") } },
    query: z.object({ ...page, subject: z.enum(HISTORY_SUBJECTS), subjectId: id }),
    response: pageOf(historyEntrySchema),
    handler: ({ tenant, query: { subjectId, ...query }, access }) => {
      const showsCosts = access.actions.includes("view_costs");
      return tenant((tx) => historyOf(tx, { ...query, id: subjectId, showsCosts }));
    },
  }),
];
