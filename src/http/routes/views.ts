import { z } from "zod";
import type { Access } from "../../hub/accounts/access.ts";
import {
  createView,
  deleteView,
  getView,
  listViews,
  savedViewSchema,
  updateView,
  type Viewer,
  type ViewSubject,
  viewSubjects,
} from "../../hub/views/views.ts";
import { ApiError } from "../problem.ts";
import { type Route, routes } from "../route.ts";
import { list, text } from "../schemas.ts";
import {
  auditFilters,
  conflictFilters,
  customerFilters,
  documentFilters,
  levelFilters,
  movementFilters,
  orderFilters,
  productFilters,
  returnFilters,
  runFilters,
  storeFilters,
} from "./list-filters.ts";

const route = routes({ tag: "views", reads: "view", changes: "view" });

const FILTERS: Readonly<Record<ViewSubject, z.ZodType>> = {
  orders: z.strictObject(orderFilters),
  products: z.strictObject(productFilters),
  customers: z.strictObject(customerFilters),
  levels: z.strictObject(levelFilters),
  returns: z.strictObject(returnFilters),
  conflicts: z.strictObject(conflictFilters),
  runs: z.strictObject(runFilters),
  audit: z.strictObject(auditFilters),
  documents: z.strictObject(documentFilters),
  movements: z.strictObject(movementFilters),
  stores: z.strictObject(storeFilters),
};

const filter = z
  .record(z.string().max(50), z.union([z.string().max(500), z.array(z.string().max(500)).max(100)]))
  .describe("the list's query, name by name");

const fields = {
  name: text(100),
  filter,
  columns: z.array(text(50)).max(50).describe("columns shown, in order; empty: the list's own"),
  position: z.int().min(0).max(10_000),
  isShared: z.boolean().describe("everybody's; owners and admins only"),
};

const viewerOf = (access: Access): Viewer => ({
  memberId: access.memberId,
  mayShare: access.actions.includes("manage_members"),
});

/** The list itself refuses what it does not know; so does its view. */
function checkFilter(subject: ViewSubject, given: unknown): void {
  const parsed = FILTERS[subject].safeParse(given);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join(".") || "filter";
  throw new ApiError(400, "validation_error", "VIEW_FILTER", `filter.${name}: ${issue?.message ?? "is not known"}`);
}

/** Filters of lists kept under a name. */
export const viewRoutes: readonly Route[] = [
  route.get("/views", {
    summary: "Your views and the shared ones",
    query: z.object({ subject: z.enum(viewSubjects).optional() }),
    response: list(savedViewSchema),
    handler: async ({ tenant, query, access }) => ({
      items: await tenant((tx) => listViews(tx, viewerOf(access), query.subject)),
    }),
  }),
  route.get("/views/:id", {
    summary: "One view",
    response: savedViewSchema,
    handler: ({ tenant, params, access }) => tenant((tx) => getView(tx, viewerOf(access), params.id)),
  }),
  route.post("/views", {
    summary: "Save a list's filter as a view",
    body: z.strictObject({
      subject: z.enum(viewSubjects),
      ...fields,
      columns: fields.columns.default([]),
      position: fields.position.default(0),
      isShared: fields.isShared.default(false),
    }),
    response: savedViewSchema,
    status: 201,
    handler: ({ tenant, body, access, now }) => {
      checkFilter(body.subject, body.filter);
      return tenant((tx) => createView(tx, viewerOf(access), { ...body, now }));
    },
  }),
  route.patch("/views/:id", {
    summary: "Change a view",
    body: z.strictObject(fields).partial(),
    response: savedViewSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        if (body.filter) {
          const { subject } = await getView(tx, viewerOf(access), params.id);
          checkFilter(subject, body.filter);
        }
        return updateView(tx, viewerOf(access), { id: params.id, patch: body, now });
      }),
  }),
  route.delete("/views/:id", {
    summary: "Delete a view",
    handler: ({ tenant, params, access }) => tenant((tx) => deleteView(tx, viewerOf(access), params.id)),
  }),
];
