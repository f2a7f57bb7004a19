/** The field a refusal of create-product, or a reason of a review, concerns. */
import type { ListingSchema } from "../../commerce/listing/schema.ts";

/** By the codes of create-product's own list. */
const CODES: Readonly<Record<string, string>> = {
  "12019006": "description",
  "12052013": "description",
  "12052015": "description",
  "12052051": "title",
  "12052261": "title",
  "12052262": "title",
  "12052263": "title",
  "12052931": "title",
  "12052932": "description",
  "12019011": "weight",
  "12052006": "weight",
  "12052181": "weight",
  "12019012": "length",
  "12052003": "height",
  "12052004": "width",
  "12052005": "length",
  "12052116": "length",
  "12019013": "brand",
  "12052026": "brand",
  "12052200": "brand",
  "12052201": "brand",
  "12052208": "brand",
  "12052028": "images",
  "12052300": "images",
  "12052301": "images",
  "12052302": "images",
  "12052304": "images",
  "12052305": "images",
  "12052306": "images",
  "12052055": "quantity",
  "12052073": "price",
  "12052092": "price",
  "12052570": "price",
  "12052097": "warehouse",
  "12052115": "warehouse",
  "12052403": "warehouse",
  "12052530": "warehouse",
  "12052531": "warehouse",
  "12052532": "warehouse",
  "12052128": "sizeChart",
  "12052673": "sizeChart",
  "12052222": "cod",
  "12052282": "manufacturer",
  "12052283": "manufacturer",
  "12052284": "manufacturer",
  "12052285": "manufacturer",
  "12052365": "manufacturer",
  "12052287": "responsiblePerson",
  "12052288": "responsiblePerson",
  "12052289": "responsiblePerson",
  "12052290": "responsiblePerson",
  "12052366": "responsiblePerson",
  "12052591": "barcode",
  "12052592": "barcode",
  "12052598": "barcode",
  "12052242": "option1Name",
  "12052933": "option1Name",
  "12052934": "option1",
  "12052560": "option1",
};

/** By the words of a review, or of a code that says no more than "check failed"; the first that fits counts. */
const TEXTS: readonly (readonly [words: RegExp, field: string])[] = [
  [/title|product name/i, "title"],
  [/description/i, "description"],
  [/size ?chart/i, "sizeChart"],
  [/image|picture/i, "images"],
  [/brand/i, "brand"],
  [/weight/i, "weight"],
  [/dimension|package size/i, "length"],
  [/price/i, "price"],
  [/identifier|gtin/i, "barcode"],
  [/manufacturer/i, "manufacturer"],
  [/responsible person/i, "responsiblePerson"],
  [/inventory|quantity/i, "quantity"],
];

/** An attribute or certificate whose own name or id the words hold comes before all others, the first of them. */
export function fieldOf(code: string, text: string, { fields }: ListingSchema): string | undefined {
  const phrase = text.toLowerCase();
  const [named] = fields
    .filter(({ key }) => /^(?:attribute|certificate):/.test(key))
    .map(({ key, name }) => {
      const quoted = phrase.indexOf(`'${name.toLowerCase()}'`);
      return { key, at: quoted >= 0 ? quoted : phrase.indexOf(key.slice(key.indexOf(":") + 1)) };
    })
    .filter(({ at }) => at >= 0)
    .toSorted((one, other) => one.at - other.at);
  const found = named?.key ?? CODES[code] ?? TEXTS.find(([one]) => one.test(text))?.[1];
  return fields.some(({ key }) => key === found) ? found : undefined;
}
