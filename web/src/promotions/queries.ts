/** What the screens of discounts and gift cards read and send. */
import { body, hub, ofId, type Sent } from "../data/hub.ts";
import type { RowOf } from "../data/pages.ts";
import { reading, readingItems } from "../data/reading.ts";
import { openFile } from "../ui/hand-over.ts";

export type Discount = RowOf<"/api/discounts">;
export type GiftCard = RowOf<"/api/gift-cards">;
export type NewDiscount = Sent<"postDiscounts">;
export type Scope = NonNullable<NewDiscount["scope"]>;
export type Targets = Scope["exclude"];

export const giftCardQuery = (id: string) =>
  reading(["gift-cards", id], () => hub.GET("/api/gift-cards/{id}", ofId(id)));

export const discountChannelsQuery = readingItems(["stores", "discounts"], () => hub.GET("/api/discounts/channels"));

/** `until`: the last day counted, "2026-11-20". */
export const liabilityQuery = (until: string) =>
  readingItems(["gift-cards", "liability", until], () =>
    hub.GET("/api/gift-cards/liability", { params: { query: { until } } }),
  );

export const expiriesQuery = readingItems(["gift-card-expiry"], () => hub.GET("/api/gift-card-expiry"));

/** Opens the card as a PDF to print; asking for it is noted, for it shows the code. */
export async function openPrint(id: string): Promise<void> {
  const pdf = await body(hub.POST("/api/gift-cards/{id}/print", { ...ofId(id), parseAs: "blob" }));
  openFile(pdf);
}
