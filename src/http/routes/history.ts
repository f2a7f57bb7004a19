import { z } from "zod";
import { HISTORY_SUBJECTS, historyOf } from "../../hub/audit/history.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, page, pageOf } from "../schemas.ts";

const route = routes({ tag: "audit", reads: "view" });

const entry = z
  .object({
    seq: z.int(),
    at: z.string(),
    actor: z.string(),
    action: z.string().describe("as in the audit trail"),
    targetKind: z.string(),
    targetId: z.string(),
    targetName: z.string().nullable().describe("what people call it now; null where it has no name or is gone"),
    changes: z
      .array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() }))
      .describe("`{fingerprint}` in place of a value that is not kept: it can be compared and not read"),
    currency: z.string().nullable().describe("of the amounts; null where the entry does not say"),
  })
  .meta({ id: "HistoryEntry" });

/** What people and programs changed of one thing. */
export const historyRoutes: readonly Route[] = [
  route.get("/history", {
    summary: "What people and programs changed of a product, variant, order or customer, newest first",
    description:
      "From the audit trail, with before and after, of the thing and its parts: variants and items on channels of a product, shipments and returns of an order, customers merged into this one. Without `view_costs`, costs are left out.",
    example: { query: { subject: "product", subjectId: exampleId("productId") } },
    query: z.object({ ...page, subject: z.enum(HISTORY_SUBJECTS), subjectId: id }),
    response: pageOf(entry),
    handler: ({ tenant, query: { subjectId, ...query }, access }) => {
      const showsCosts = access.actions.includes("view_costs");
      return tenant((tx) => historyOf(tx, { ...query, id: subjectId, showsCosts }));
    },
  }),
];
