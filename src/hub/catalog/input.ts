import type { Dimensions } from "../../commerce/dimensions.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json, OptionValue } from "../../commerce/product.ts";
import type { FieldError } from "../answer-schemas.ts";

export interface ImageInput {
  readonly url: string;
  readonly alt?: string | undefined;
  /** SKU of the variant it shows; absent: the product. */
  readonly variantSku?: string | undefined;
}

/** Fields of a variant. Amounts are minor units of the organization's currency unless `currency` says otherwise. */
export interface VariantFields
  extends Optional<{
    barcode: string | null;
    title: string;
    options: readonly OptionValue[];
    priceMinor: bigint | null;
    compareAtMinor: bigint | null;
    /** Falls back to the product's where absent. */
    costMinor: bigint | null;
    currency: string;
    /** Falls back to the product's where absent. */
    weightGrams: number | null;
    /** Sold as a gift card: owed, not earned. */
    giftCard: boolean;
    /** Falls back to the product's where absent. */
    dimensions: Dimensions | null;
    /** False: off sale on every channel, whatever lies there. */
    active: boolean;
    /** False: sold without limit. Null: as its channels say (inventory/counting.ts). */
    stockCounted: boolean | null;
    attributes: Readonly<Record<string, Json>>;
  }> {
  readonly sku: string;
}

export interface ProductFields
  extends Optional<{
    descriptionHtml: string;
    /** The excerpt platforms show beside the price. */
    shortDescriptionHtml: string;
    /** Virtual ones are not sent to the buyer: a service, a download. */
    kind: "goods" | "virtual";
    brand: string | null;
    /** Of the product beside its variants' own. */
    sku: string | null;
    active: boolean;
    attributes: Readonly<Record<string, Json>>;
    costMinor: bigint | null;
    weightGrams: number | null;
    dimensions: Dimensions | null;
    taxClass: string | null;
    hsn: string | null;
    /** Percent, decimal text. */
    gstRate: string | null;
    /** ISO 3166-1 alpha-2. */
    originCountry: string | null;
  }> {
  readonly title: string;
}

export type NewProduct = ProductFields &
  Optional<{
    /** At least one; where absent, one variant with the product's SKU is made. */
    variants: readonly VariantFields[];
    images: readonly ImageInput[];
    categoryIds: readonly string[];
  }>;

export type ProductPatch = Partial<ProductFields> &
  Optional<{
    /**
     * Recognised by id, else by SKU: what is named of them is changed, unknown ones are added, those left out stay. They stand
     * in this order where all are named.
     */
    variants: readonly (VariantFields & Unless & { readonly id?: string | undefined })[];
    /** The whole list. */
    images: readonly ImageInput[];
    /** The whole list. */
    categoryIds: readonly string[];
  }>;

export type VariantPatch = Partial<VariantFields>;

/** A change made on what was read then: refused where it was changed since. */
export interface Unless {
  readonly ifUpdatedAt?: Date | undefined;
}

/** The outcome of one item of a bulk call, at the index it was given. */
export type ItemOutcome =
  | { readonly index: number; readonly ok: true; readonly id: string }
  | { readonly index: number; readonly ok: false; readonly error: FieldError };
