/** What the screens of listing drafts read and send. */
import { body, hub, ofId, type Sent } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import type { Rule } from "./shapes.ts";

export type Category = Awaited<ReturnType<typeof suggestCategories>>[number];

export const categoriesQuery = (storeId: string, q: string, parentKey: string | null) =>
  reading(["listing-drafts", "categories", storeId, q, parentKey], ({ signal }) =>
    hub.GET("/api/stores/{id}/listing-categories", {
      params: {
        path: { id: storeId },
        query: { ...(q === "" ? {} : { q }), ...(parentKey === null ? {} : { parentKey }) },
      },
      signal,
    }),
  );

export const suggestCategories = async (storeId: string, productId: string) =>
  (await body(hub.POST("/api/stores/{id}/listing-categories/suggest", { ...ofId(storeId), body: { productId } })))
    .categories;

export const readCategories = (storeId: string) =>
  body(hub.POST("/api/stores/{id}/listing-categories/read", { ...ofId(storeId) }));

export const readRequirements = (storeId: string, categoryKey: string) =>
  body(hub.POST("/api/stores/{id}/listing-requirements/read", { ...ofId(storeId), body: { categoryKey } }));

export const requirementsQuery = (storeId: string, categoryKey: string) =>
  reading(["listing-drafts", "requirements", storeId, categoryKey], () =>
    hub.GET("/api/stores/{id}/listing-requirements", { params: { path: { id: storeId }, query: { categoryKey } } }),
  );

/** So many rows are written in one go. */
export const GRID_ROWS = 100;

export const gridQuery = (storeId: string, categoryKey: string) =>
  reading(["listing-drafts", "grid", storeId, categoryKey], () =>
    hub.GET("/api/listing-drafts", {
      params: {
        query: { storeId, categoryKey, state: "draft,refused", values: "true", sort: "oldest", limit: GRID_ROWS },
      },
    }),
  );

export const saveRules = (storeId: string, categoryKey: string, rules: Rule[]) =>
  body(hub.POST("/api/stores/{id}/listing-rules", { ...ofId(storeId), body: { categoryKey, rules } }));

/** Refused rows are told by their problems. */
export async function changeDrafts(change: Sent<"postListingDraftsBulk">) {
  const { results } = await body(hub.POST("/api/listing-drafts/bulk", { body: change }));
  return results.map(({ id, ok, error, warning }) => ({ id, problem: ok ? undefined : (error ?? ""), warning }));
}

export const RENEWED = [["listing-drafts"]];
