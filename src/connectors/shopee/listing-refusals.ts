/** The field a refusal of add_item or init_tier_variation concerns: one error comes for a whole call, in words. */
import type { ListingSchema } from "../../commerce/listing/schema.ts";

/** By the names and words of the error lists; the first that fits counts. */
const TEXTS: readonly (readonly [words: RegExp, field: string])[] = [
  [/package_width/i, "width"],
  [/package_height/i, "height"],
  [/package_length|dimension/i, "length"],
  [/gtin/i, "barcode"],
  [/brand/i, "brand"],
  [/item_?name|title/i, "title"],
  [/desc/i, "description"],
  [/days_?to_?ship|pre.?order|_dts/i, "daysToShip"],
  [/size.?chart/i, "sizeChart"],
  [/shipping_fee/i, "shippingFee"],
  [/logistic|shipping channel/i, "channels"],
  [/weight/i, "weight"],
  [/image|picture/i, "images"],
  [/location/i, "location"],
  [/stock/i, "quantity"],
  [/price/i, "price"],
  [/tax/i, "tax:ncm"],
  [/tier|variation/i, "option1"],
];

/** Before all others: an attribute's own name. */
export function fieldOf(text: string, { fields }: ListingSchema): string | undefined {
  const named = fields.find(({ key, name }) => key.startsWith("attribute:") && attributeNamed(text, name));
  const found = named?.key ?? TEXTS.find(([texts]) => texts.test(text))?.[1];
  return fields.some(({ key }) => key === found) ? found : undefined;
}

const attributeNamed = (text: string, name: string): boolean =>
  /attribute/i.test(text) && text.toLowerCase().includes(name.toLowerCase());
