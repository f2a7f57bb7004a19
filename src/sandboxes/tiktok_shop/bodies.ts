/** What requests about products carry. */
import type { StoredProduct } from "./state.ts";

export interface SkuBody {
  readonly id?: string;
  readonly seller_sku?: string;
  readonly external_sku_id?: string;
  readonly price?: { readonly amount?: string; readonly sale_price?: string; readonly currency: string };
  readonly list_price?: { readonly amount: string };
  readonly identifier_code?: { readonly code: string };
  readonly inventory?: readonly { readonly warehouse_id: string; readonly quantity: number }[];
  readonly sales_attributes?: readonly {
    readonly id?: string;
    readonly name?: string;
    readonly value_id?: string;
    readonly value_name?: string;
    readonly sku_img?: { readonly uri: string };
  }[];
}

export interface ProductBody {
  readonly save_mode?: string;
  readonly title?: string;
  readonly description?: string;
  readonly category_id?: string;
  readonly category_version?: string;
  readonly brand_id?: string;
  readonly main_images?: readonly { readonly uri: string }[];
  readonly package_weight?: { readonly value: string; readonly unit: string };
  readonly package_dimensions?: StoredProduct["size"];
  readonly skus?: readonly SkuBody[];
  readonly idempotency_key?: string;
  readonly external_product_id?: string;
}
