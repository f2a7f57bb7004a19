/** Limits both catalogs share, checked before a call is wasted (sheet section 8). */

import type { HubText } from "../../commerce/message.ts";
import { isExactMoney } from "../../commerce/money.ts";
import type { ProductForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { message } from "./words.ts";

const MAX = { name: 80, sku: 40, barcode: 40, options: 6, variants: 1_000 } as const;

export function refuse(field: string, code: string, text: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code }, text);
}

/** Throws ConnectorError rejected, naming the field, where Wix would refuse the product. */
export function checkProduct(product: ProductForChannel, currency: string | undefined): void {
  const { title, variants } = product;
  if (title.length === 0 || title.length > MAX.name)
    throw refuse("title", "title_length", message("refused.productName1Characters", { most: MAX.name }));
  if (variants.length === 0 || variants.length > MAX.variants)
    throw refuse("variants", "variants", message("refused.product1Variants", { most: MAX.variants }));
  for (const { sku, barcode, price, options } of variants) {
    if (sku.length > MAX.sku)
      throw refuse(
        "sku",
        "sku_length",
        message("refused.skuLongerCharacters", { sku: sku.slice(0, 40), most: MAX.sku }),
      );
    if ((barcode?.length ?? 0) > MAX.barcode)
      throw refuse("barcode", "barcode_length", message("refused.barcodeLongerCharacters", { sku, most: MAX.barcode }));
    if (options.length > MAX.options)
      throw refuse("options", "options", message("refused.productMostOptions", { most: MAX.options }));
    if (variants.length > 1 && options.length === 0)
      throw refuse("options", "no_options", message("refused.everyVariantProductSeveralNeeds"));
    if (price !== undefined && currency !== undefined && !isExactMoney(price, currency))
      throw refuse("price", "price_places", message("refused.priceMoreDecimalsKnows", { price, currency }));
  }
}

/** What a refused write of a product means, in the words of the field at fault. */
export function explained(error: ConnectorError): ConnectorError {
  const code = error.info.kind === "rejected" ? (error.info.code ?? "") : "";
  if (/SKU/.test(code)) return refuse("sku", code, message("refused.anotherProductSku", { words: error.message }));
  if (/BARCODE/.test(code))
    return refuse("barcode", code, message("refused.anotherProductBarcode", { words: error.message }));
  return error;
}
