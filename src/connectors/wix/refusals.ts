/** Limits both catalogs share, checked before a call is wasted (sheet section 8). */

import { isExactMoney } from "../../commerce/money.ts";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Told } from "../../commerce/sentence.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { say } from "./words.ts";

const MAX = { name: 80, sku: 40, barcode: 40, options: 6, variants: 1_000 } as const;

export function refuse(field: string, code: string, text: Told): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code }, text);
}

/** Throws ConnectorError rejected, naming the field, where Wix would refuse the product. */
export function checkProduct(product: ProductForChannel, currency: string | undefined): void {
  const { title, variants } = product;
  if (title.length === 0 || title.length > MAX.name)
    throw refuse("title", "title_length", say("refused.productName1Characters", { most: MAX.name }));
  if (variants.length === 0 || variants.length > MAX.variants)
    throw refuse("variants", "variants", say("refused.product1Variants", { most: MAX.variants }));
  for (const { sku, barcode, price, options } of variants) {
    if (sku.length > MAX.sku)
      throw refuse("sku", "sku_length", say("refused.skuLongerCharacters", { sku: sku.slice(0, 40), most: MAX.sku }));
    if ((barcode?.length ?? 0) > MAX.barcode)
      throw refuse("barcode", "barcode_length", say("refused.barcodeLongerCharacters", { sku, most: MAX.barcode }));
    if (options.length > MAX.options)
      throw refuse("options", "options", say("refused.productMostOptions", { most: MAX.options }));
    if (variants.length > 1 && options.length === 0)
      throw refuse("options", "no_options", say("refused.everyVariantProductSeveralNeeds"));
    if (price !== undefined && currency !== undefined && !isExactMoney(price, currency))
      throw refuse("price", "price_places", say("refused.priceMoreDecimalsKnows", { price, currency }));
  }
}

/** What a refused write of a product means, in the words of the field at fault. */
export function explained(error: ConnectorError): ConnectorError {
  const code = error.info.kind === "rejected" ? (error.info.code ?? "") : "";
  if (/SKU/.test(code)) return refuse("sku", code, say("refused.anotherProductSku", { words: error.message }));
  if (/BARCODE/.test(code))
    return refuse("barcode", code, say("refused.anotherProductBarcode", { words: error.message }));
  return error;
}
