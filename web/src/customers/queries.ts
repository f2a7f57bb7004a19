import type { QueryClient } from "@tanstack/react-query";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";

export type Customer = Shape<"Customer">;
export type Duplicate = Shape<"DuplicateCustomers">;

export const customerQuery = (id: string) => reading(["customers", id], () => hub.GET("/api/customers/{id}", ofId(id)));

export const mergesQuery = (id: string) =>
  readingItems(["customers", id, "merges"], () => hub.GET("/api/customers/{id}/merges", ofId(id)));

/** The one record stays; the other's orders and contacts become part of it. Answers the merge, to take it back. */
export async function merge(into: string, from: string): Promise<Shape<"CustomerMerge"> | undefined> {
  await body(hub.POST("/api/customers/{id}/merge", { ...ofId(into), body: { from } }));
  const { items } = await body(hub.GET("/api/customers/{id}/merges", ofId(into)));
  return items.find(({ mergedId, undoneAt }) => mergedId === from && undoneAt === null);
}

export async function undoMerge(client: QueryClient, mergeId: string): Promise<void> {
  await body(hub.POST("/api/customers/merges/{mergeId}/undo", { params: { path: { mergeId } } }));
  await renew(client);
}

export async function renew(client: QueryClient): Promise<void> {
  await Promise.all(["customers", "orders"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
}
