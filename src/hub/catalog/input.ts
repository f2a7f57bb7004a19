import type { Dimensions } from "../../commerce/dimensions.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { Json, OptionValue } from "../../commerce/product.ts";
import type { Sentence } from "../../commerce/sentence.ts";

export interface ImageInput {
  readonly url: string;
  readonly alt?: string | undefined;
  /** SKU of the variant it shows; absent: the product. */
  readonly variantSku?: string | undefined;
}

/** Fields of a variant. Amounts are minor units of the organization's currency unless `currency` says otherwise. */
export interface VariantFields {
  readonly sku: string;
  readonly barcode?: string | null | undefined;
  readonly title?: string | undefined;
  readonly options?: readonly OptionValue[] | undefined;
  readonly priceMinor?: bigint | null | undefined;
  readonly compareAtMinor?: bigint | null | undefined;
  /** Falls back to the product's where absent. */
  readonly costMinor?: bigint | null | undefined;
  readonly currency?: string | undefined;
  /** Falls back to the product's where absent. */
  readonly weightGrams?: number | null | undefined;
  /** Sold as a gift card: owed, not earned. */
  readonly giftCard?: boolean | undefined;
  /** Falls back to the product's where absent. */
  readonly dimensions?: Dimensions | null | undefined;
  /** False: off sale on every channel, whatever lies there. */
  readonly active?: boolean | undefined;
  readonly attributes?: Readonly<Record<string, Json>> | undefined;
}

export interface ProductFields {
  readonly title: string;
  readonly descriptionHtml?: string | undefined;
  /** The excerpt platforms show beside the price. */
  readonly shortDescriptionHtml?: string | undefined;
  /** Virtual ones are not sent to the buyer: a service, a download. */
  readonly kind?: "goods" | "virtual" | undefined;
  readonly brand?: string | null | undefined;
  /** Of the product beside its variants' own. */
  readonly sku?: string | null | undefined;
  readonly active?: boolean | undefined;
  readonly attributes?: Readonly<Record<string, Json>> | undefined;
  readonly costMinor?: bigint | null | undefined;
  readonly weightGrams?: number | null | undefined;
  readonly dimensions?: Dimensions | null | undefined;
  readonly taxClass?: string | null | undefined;
  readonly hsn?: string | null | undefined;
  /** Percent, decimal text. */
  readonly gstRate?: string | null | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly originCountry?: string | null | undefined;
}

export interface NewProduct extends ProductFields {
  /** At least one; where absent, one variant with the product's SKU is made. */
  readonly variants?: readonly VariantFields[] | undefined;
  readonly images?: readonly ImageInput[] | undefined;
  readonly categoryIds?: readonly string[] | undefined;
}

export interface ProductPatch extends Partial<ProductFields> {
  /** Recognised by id, else by SKU: what is named of them is changed, unknown ones are added, those left out stay. */
  readonly variants?: readonly (VariantFields & { readonly id?: string | undefined })[] | undefined;
  /** The whole list. */
  readonly images?: readonly ImageInput[] | undefined;
  /** The whole list. */
  readonly categoryIds?: readonly string[] | undefined;
}

export type VariantPatch = Partial<VariantFields>;

/** A change made on what was read then: refused where it was changed since. */
export interface Unless {
  readonly ifUpdatedAt?: Date | undefined;
}

export interface FieldError {
  readonly code: ProblemCode;
  readonly message: string;
  /** The message as one of the hub's sentences. */
  readonly said?: Sentence | undefined;
  readonly field?: string | undefined;
}

/** The outcome of one item of a bulk call, at the index it was given. */
export type ItemOutcome =
  | { readonly index: number; readonly ok: true; readonly id: string }
  | { readonly index: number; readonly ok: false; readonly error: FieldError };
