/** The fields of listings that are used (official description sell_inventory_v1). */
import { z } from "zod";
import {
  anyJson,
  decimal,
  each,
  idText,
  listOf,
  optionalDecimal,
  optionalId,
  optionalText,
  texts,
  wholeNumber,
} from "../kit/parse/parse.ts";
import { errorSchema } from "./classify.ts";

const availability = z.object({
  shipToLocationAvailability: z.object({ quantity: wholeNumber.nullish() }).nullish(),
});

/** Aspects are told as an object of lists; the description calls them text. */
const aspects = z.record(z.string(), listOf(optionalText)).nullish().catch(null);

const product = z.object({
  ...texts("title", "description", "brand"),
  aspects,
  ...each(listOf(optionalText), "ean", "upc", "isbn"),
  imageUrls: listOf(z.string()),
});

export const itemSchema = z.object({
  sku: idText,
  availability: availability.nullish(),
  product: product.nullish(),
  packageWeightAndSize: z
    .object({ weight: z.object({ unit: optionalText, value: optionalDecimal }).nullish() })
    .nullish(),
  ...each(listOf(idText), "inventoryItemGroupKeys", "groupIds"),
});
export type Item = z.output<typeof itemSchema>;

export const itemPageSchema = z.object({ inventoryItems: listOf(anyJson), total: wholeNumber.nullish() });

export const bulkItemsSchema = z.object({
  responses: listOf(
    z.object({
      sku: optionalText,
      statusCode: wholeNumber,
      inventoryItem: anyJson.nullish(),
      errors: listOf(errorSchema),
    }),
  ),
});

export const groupSchema = z.object({
  inventoryItemGroupKey: optionalText,
  ...texts("title", "description"),
  imageUrls: listOf(z.string()),
  variantSKUs: listOf(idText),
  variesBy: z.object({ specifications: listOf(z.object({ name: optionalText })) }).nullish(),
});
export type Group = z.output<typeof groupSchema>;

const amount = z.object({ value: decimal, currency: z.string() });

const offerSchema = z.object({
  offerId: idText,
  sku: optionalText,
  ...texts("marketplaceId", "format", "status", "categoryId", "listingDescription"),
  availableQuantity: wholeNumber.nullish(),
  pricingSummary: z.object({ price: amount.nullish(), originalRetailPrice: amount.nullish() }).nullish(),
  listing: z
    .object({ listingId: optionalId, listingStatus: optionalText, listingOnHold: z.boolean().nullish() })
    .nullish(),
});
export type Offer = z.output<typeof offerSchema>;

export const offersSchema = z.object({ offers: listOf(offerSchema) });

export const updateSchema = z.object({
  responses: listOf(
    z.object({
      sku: optionalText,
      offerId: optionalId,
      statusCode: wholeNumber,
      errors: listOf(errorSchema),
    }),
  ),
});
export type UpdateRow = z.output<typeof updateSchema>["responses"][number];

/** What a listing is addressed by again; stored with it. */
const extSchema = z.object({
  /** What eBay counts the changes of: the listing, with all its variations. */
  listing: z.string(),
  /** Published offers of every site. */
  offers: z.array(z.object({ id: z.string(), site: z.string() })),
  /** An offer has a number of its own beside the item's. */
  hasOwnNumber: z.boolean(),
});
export type Ext = Readonly<z.output<typeof extSchema>>;

/** An item whose address was stored in another form is looked up again. */
export const extOf = (value: unknown): Ext | null => extSchema.safeParse(value).data ?? null;
