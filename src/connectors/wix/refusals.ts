/** Limits both catalogs share, checked before a call is wasted (sheet section 8). */
import { isExactMoney } from "../../commerce/money.ts";
import type { ProductForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";

const MAX = { name: 80, sku: 40, barcode: 40, options: 6, variants: 1_000 } as const;

export function refuse(field: string, code: string, text: string): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code }, text);
}

/** Throws ConnectorError rejected, naming the field, where Wix would refuse the product. */
export function checkProduct(product: ProductForChannel, currency: string | undefined): void {
  const { title, variants } = product;
  if (title.length === 0 || title.length > MAX.name)
    throw refuse("title", "title_length", `A product's name at Wix has 1 to ${MAX.name} characters.`);
  if (variants.length === 0 || variants.length > MAX.variants)
    throw refuse("variants", "variants", `A product at Wix has 1 to ${MAX.variants} variants.`);
  for (const { sku, barcode, price, options } of variants) {
    if (sku.length > MAX.sku)
      throw refuse("sku", "sku_length", `The SKU ${sku.slice(0, 40)}… is longer than ${MAX.sku} characters.`);
    if ((barcode?.length ?? 0) > MAX.barcode)
      throw refuse("barcode", "barcode_length", `The barcode of ${sku} is longer than ${MAX.barcode} characters.`);
    if (options.length > MAX.options)
      throw refuse("options", "options", `A product at Wix has at most ${MAX.options} options.`);
    if (variants.length > 1 && options.length === 0)
      throw refuse("options", "no_options", "Every variant of a product with several needs its options, like Size: M.");
    if (price !== undefined && currency !== undefined && !isExactMoney(price, currency))
      throw refuse("price", "price_places", `The price ${price} has more decimals than ${currency} knows.`);
  }
}

/** What a refused write of a product means, in the words of the field at fault. */
export function explained(error: ConnectorError): ConnectorError {
  const code = error.info.kind === "rejected" ? (error.info.code ?? "") : "";
  if (/SKU/.test(code)) return refuse("sku", code, `Another product at Wix has this SKU. ${error.message}`);
  if (/BARCODE/.test(code)) return refuse("barcode", code, `Another product at Wix has this barcode. ${error.message}`);
  return error;
}
