/** The field a refusal of add_item or init_tier_variation concerns: one error comes for a whole call, in words. */
import type { ListingSchema } from "../../commerce/listing/schema.ts";

/** By the names and words of the error lists; the first that fits counts. */
const WORDS: readonly (readonly [words: RegExp, field: string])[] = [
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
export function fieldOf(said: string, { fields }: ListingSchema): string | undefined {
  const named = fields.find(({ key, name }) => key.startsWith("attribute:") && attributeNamed(said, name));
  const found = named?.key ?? WORDS.find(([words]) => words.test(said))?.[1];
  return fields.some(({ key }) => key === found) ? found : undefined;
}

const attributeNamed = (said: string, name: string): boolean =>
  /attribute/i.test(said) && said.toLowerCase().includes(name.toLowerCase());
