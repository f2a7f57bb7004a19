/** What the screens of discounts and gift cards read and send. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Sent } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { openFile } from "../ui/hand-over.ts";

export type Discount = RowOf<"/api/discounts">;
export type GiftCard = RowOf<"/api/gift-cards">;
export type NewDiscount = Sent<"postDiscounts">;
export type Scope = NonNullable<NewDiscount["scope"]>;
export type Targets = Scope["exclude"];

export const giftCardQuery = (id: string) =>
  queryOptions({
    queryKey: ["gift-cards", id],
    queryFn: () => body(hub.GET("/api/gift-cards/{id}", { params: { path: { id } } })),
  });

/** `until`: the last day counted, "2026-11-20". */
export const liabilityQuery = (until: string) =>
  queryOptions({
    queryKey: ["gift-cards", "liability", until],
    queryFn: async () => (await body(hub.GET("/api/gift-cards/liability", { params: { query: { until } } }))).items,
  });

export const expiriesQuery = queryOptions({
  queryKey: ["gift-card-expiry"],
  queryFn: async () => (await body(hub.GET("/api/gift-card-expiry"))).items,
});

/** Opens the card as a PDF to print; asking for it is noted, for it shows the code. */
export async function openPrint(id: string): Promise<void> {
  const pdf = await body(hub.POST("/api/gift-cards/{id}/print", { params: { path: { id } }, parseAs: "blob" }));
  openFile(pdf);
}
