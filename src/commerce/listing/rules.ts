/** How the fields of one category are filled from the hub's products, said once for all of them. */
import type { ListingSource } from "./schema.ts";

/** Where a field's value comes from. `fixed`: the same text for every product. `template`: text with {placeholders}. */
export type RuleOrigin =
  | { readonly from: "product"; readonly source: ListingSource }
  | { readonly from: "attribute"; readonly name: string }
  | { readonly from: "option"; readonly name: string }
  | { readonly from: "fixed"; readonly fixed: readonly string[] }
  | { readonly from: "template"; readonly text: string };

export type ListingRule = RuleOrigin & {
  readonly field: string;
  /** The hub's value -> the platform's; compared without regard to case. What is not named stays as it is. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** The unit a measure is written in there. */
  readonly unit?: string | undefined;
  /** Where the product has none. */
  readonly otherwise?: readonly string[] | undefined;
};

/** What of a product rules read. */
export interface ListingProduct {
  readonly title: string;
  readonly descriptionHtml: string;
  readonly brand: string | null;
  readonly originCountry: string | null;
  readonly hsn: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly images: readonly string[];
  readonly variants: readonly ListingVariant[];
}

export interface ListingVariant {
  readonly id: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Decimal text in the channel's currency. */
  readonly price: string | null;
  /** Null: not counted, or not known. */
  readonly quantity: number | null;
  readonly weightGrams: number | null;
  readonly dimensionsMm: { readonly length: number; readonly width: number; readonly height: number } | null;
  /** Images of this variant alone. */
  readonly images: readonly string[];
}
