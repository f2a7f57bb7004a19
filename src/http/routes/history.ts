import { z } from "zod";
import { type HistorySubject, historyOf } from "../../hub/audit/history.ts";
import { type Route, routes } from "../route.ts";
import { page, pageOf } from "../schemas.ts";

const route = routes({ reads: "view" });

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

const SUBJECTS = [
  ["/products/:id/history", "product", "catalog", "product, its variants and their items on channels"],
  ["/variants/:id/history", "variant", "catalog", "variant and its items on channels"],
  ["/orders/:id/history", "order", "orders", "order, its shipments and its returns"],
  ["/customers/:id/history", "customer", "customers", "customer and of those merged into it"],
] as const satisfies readonly (readonly [string, HistorySubject, string, string])[];

/** What people and programs changed of one thing. */
export const historyRoutes: readonly Route[] = SUBJECTS.map(([url, subject, tag, what]) =>
  route.get(url, {
    tag,
    summary: `What people and programs changed of a ${what}, newest first`,
    description: "From the audit trail, with before and after. Without `view_costs`, costs are left out.",
    query: z.object({ ...page }),
    response: pageOf(entry),
    handler: ({ tenant, params, query, access }) => {
      const showsCosts = access.actions.includes("view_costs");
      return tenant((tx) => historyOf(tx, { ...query, subject, id: params.id, showsCosts }));
    },
  }),
);
