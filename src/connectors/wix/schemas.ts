/** Fields of Wix's answers that are used; all others are left alone. */
import { z } from "zod";
import { each, idText, optionalDecimal, optionalText, texts, wholeNumber } from "../kit/parse/parse.ts";

export const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: wholeNumber.nullish() });

export const tokenInfoSchema = z.object({
  active: z.boolean().nullish(),
  instanceId: optionalText,
  clientId: optionalText,
});

export const versionSchema = z.object({ catalogVersion: z.string().min(1) });

export const locationSchema = z.object({ id: idText, name: optionalText, defaultLocation: z.boolean().nullish() });

const price = z.object({ amount: optionalDecimal }).nullish();

/** Catalog V3: a product of `products/query` (without variants) or of GET (with them). */
export const productSchema = z.object({
  id: idText,
  revision: idText,
  updatedDate: z.iso.datetime({ offset: true }),
  name: z.string(),
  plainDescription: optionalText,
  visible: z.boolean().nullish(),
  currency: optionalText,
  productType: optionalText,
  url: z.object({ url: optionalText }).nullish(),
  brand: z.object({ name: optionalText }).nullish(),
  media: z
    .object({
      itemsInfo: z
        .object({
          items: z
            .array(
              z.object({
                ...texts("id", "url", "altText"),
                image: z.object({ url: optionalText }).nullish(),
              }),
            )
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  directCategoriesInfo: z.object({ categories: z.array(z.object({ id: idText })).nullish() }).nullish(),
  physicalProperties: z
    .object({ weightMeasurementUnitInfo: z.object({ weightMeasurementUnit: optionalText }).nullish() })
    .nullish(),
  options: z.array(z.looseObject({ id: optionalText, name: optionalText })).nullish(),
});
export type WixProduct = z.output<typeof productSchema>;

const box = z.object({
  ...each(optionalDecimal, "length", "width", "height"),
  unit: optionalText,
});
export type WixBox = z.output<typeof box>;

const choice = z.object({
  optionChoiceNames: z.object({ optionName: z.string(), choiceName: z.string() }).nullish(),
});

/** A variant inside a product, or of `query-variants`, which names some fields otherwise. */
export const variantSchema = z.object({
  ...texts("id", "variantId", "sku", "barcode"),
  visible: z.boolean().nullish(),
  price: z.object({ actualPrice: price, compareAtPrice: price }).nullish(),
  revenueDetails: z.object({ cost: price }).nullish(),
  physicalProperties: z.object({ weight: optionalDecimal, packageDimensions: box.nullish() }).nullish(),
  choices: z.array(choice).nullish(),
  optionChoices: z.array(choice).nullish(),
});
export type WixVariant = z.output<typeof variantSchema>;

export const inventorySchema = z.object({
  ...each(idText, "id", "revision", "variantId"),
  productId: optionalText,
  locationId: optionalText,
  quantity: wholeNumber.nullish(),
  trackQuantity: z.boolean().nullish(),
  updatedDate: optionalText,
});
export type WixInventory = z.output<typeof inventorySchema>;

export const categorySchema = z.object({
  id: idText,
  revision: optionalText,
  name: z.string(),
  parentCategory: z.object({ id: optionalText }).nullish(),
});

export const collectionSchema = z.object({ id: idText, name: z.string() });

const priceData = z.object({ price: optionalDecimal, discountedPrice: optionalDecimal, currency: optionalText });
const stock = z.object({
  trackInventory: z.boolean().nullish(),
  trackQuantity: z.boolean().nullish(),
  quantity: wholeNumber.nullish(),
});

/** Catalog V1: prices are numbers, variants stand inside. */
export const productV1Schema = z.object({
  id: idText,
  name: z.string(),
  lastUpdated: z.iso.datetime({ offset: true }),
  description: optionalText,
  visible: z.boolean().nullish(),
  sku: optionalText,
  weight: optionalDecimal,
  brand: optionalText,
  manageVariants: z.boolean().nullish(),
  priceData: priceData.nullish(),
  costAndProfitData: z.object({ itemCost: optionalDecimal }).nullish(),
  discount: z.object({ type: optionalText, value: optionalDecimal }).nullish(),
  stock: stock.nullish(),
  media: z
    .object({
      items: z
        .array(
          z.object({
            id: optionalText,
            image: z.object({ url: optionalText, altText: optionalText }).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  productPageUrl: z.object({ base: optionalText, path: optionalText }).nullish(),
  collectionIds: z.array(idText).nullish(),
  productOptions: z
    .array(
      z.object({
        name: z.string(),
        choices: z.array(z.object({ value: optionalText, description: optionalText })).nullish(),
      }),
    )
    .nullish(),
  variants: z
    .array(
      z.object({
        id: idText,
        choices: z.record(z.string(), z.string()).nullish(),
        variant: z
          .object({
            priceData: priceData.nullish(),
            costAndProfitData: z.object({ itemCost: optionalDecimal }).nullish(),
            sku: optionalText,
            weight: optionalDecimal,
            visible: z.boolean().nullish(),
          })
          .nullish(),
        stock: stock.nullish(),
      }),
    )
    .nullish(),
});
export type WixProductV1 = z.output<typeof productV1Schema>;

export const inventoryV1Schema = z.object({
  id: optionalText,
  productId: idText,
  trackQuantity: z.boolean().nullish(),
  variants: z
    .array(z.object({ variantId: idText, quantity: wholeNumber.nullish(), inStock: z.boolean().nullish() }))
    .nullish(),
});

export const contactSchema = z.object({
  id: idText,
  name: z.object({ first: optionalText, last: optionalText }).nullish(),
  email: z.object({ email: optionalText }).nullish(),
  phone: z.object({ phone: optionalText, e164: optionalText }).nullish(),
});

export const giftCardSchema = z.object({
  id: idText,
  code: optionalText,
  balance: z.object({ amount: optionalDecimal }).nullish(),
  currency: z.string().length(3),
  expirationDate: optionalText,
  disabledDate: optionalText,
});
