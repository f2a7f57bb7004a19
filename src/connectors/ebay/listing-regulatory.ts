/**
 * The regulatory container of an offer (official description of the Inventory API, schema Regulatory): product safety and
 * hazardous materials, who made the product and who answers for it in the European Union, documents, energy label, repair
 * score. Which of them a category requires stands behind a call of the Metadata API; eBay's answer says it.
 */
import { whereAny } from "../../commerce/listing/conditions.ts";
import type { ListingCondition, ListingField, ListingValues } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import { english } from "./words.ts";

type Shape = Partial<Omit<ListingField, "key" | "name" | "need" | "scope">>;

const field = (key: string, name: string, shape: Shape = {}): ListingField => ({
  ...{ key, name, kind: "text", need: "optional", scope: "product" },
  ...shape,
});

const [MANUFACTURER, PERSON] = ["manufacturer", "responsiblePerson"] as const;
const CONTACT_NAMES = {
  [MANUFACTURER]: english("listing.manufacturer"),
  [PERSON]: english("listing.responsiblePerson"),
} as const;
type Contact = keyof typeof CONTACT_NAMES;

/** With the lengths of the description. */
const PARTS: Readonly<Record<string, readonly [name: string, shape: Shape]>> = {
  companyName: [english("listing.contact.companyName"), { maxLength: 100 }],
  addressLine1: [english("listing.contact.addressLine1"), { maxLength: 180 }],
  addressLine2: [english("listing.contact.addressLine2"), { maxLength: 180 }],
  city: [english("listing.contact.city"), { maxLength: 64 }],
  stateOrProvince: [english("listing.contact.stateOrProvince"), { maxLength: 64 }],
  postalCode: [english("listing.contact.postalCode"), { maxLength: 9 }],
  country: [
    english("listing.contact.country"),
    { minLength: 2, maxLength: 2, help: english("listing.contact.country.help") },
  ],
  email: [english("listing.contact.email"), { maxLength: 180 }],
  phone: [english("listing.contact.phone"), { maxLength: 64 }],
  contactUrl: [english("listing.contact.contactUrl"), { maxLength: 250 }],
};
const ADDRESS = ["addressLine1", "addressLine2", "city", "stateOrProvince", "postalCode", "country"];
/** "Please provide the street, city, postal code and country" (25110, 25113). */
const WHOLE_ADDRESS = new Set(["addressLine1", "city", "postalCode", "country"]);

/** The company (25111, 25114), a whole address or none, and one way to reach it (25118, 25119). */
function demandOf(who: Contact, part: string): ListingCondition | undefined {
  const others = (parts: readonly string[]) =>
    whereAny(parts.filter((other) => other !== part).map((other) => ({ field: `${who}.${other}` })));
  if (part === "companyName") return others(Object.keys(PARTS));
  if (WHOLE_ADDRESS.has(part)) return others(ADDRESS);
  if (part !== "email") return undefined;
  return [
    [
      { field: `${who}.companyName`, is: "filled" },
      ...["addressLine1", "phone", "contactUrl"].map((other) => ({ field: `${who}.${other}`, is: "empty" as const })),
    ],
  ];
}

const contactFields = (who: Contact): readonly ListingField[] =>
  Object.entries(PARTS).map(([part, [name, shape]]) => {
    const requiredIf = demandOf(who, part);
    return field(`${who}.${part}`, `${CONTACT_NAMES[who]}: ${name}`, { ...shape, ...(requiredIf && { requiredIf }) });
  });

const SAFETY = "productSafety";
const HAZMAT = "hazmat";
const ENERGY = "energyEfficiencyLabel";
const DOCUMENTS = "documents";
const REPAIR = "repairScore";

const CODES: Shape = { isMany: true, help: english("listing.labels.help") };
const named = (of: "listing.productSafety" | "listing.hazmat" | "listing.energy", part: string): string =>
  `${english(of)}: ${part}`;

/** "Your listing must include pictograms or safety statements" (25109); two of the former, eight of the latter. */
const SAFETY_FIELDS: readonly ListingField[] = [
  field(`${SAFETY}.pictograms`, named("listing.productSafety", english("listing.pictograms")), { ...CODES, most: 2 }),
  field(`${SAFETY}.statements`, named("listing.productSafety", english("listing.statements")), {
    ...{ ...CODES, most: 8 },
    requiredIf: [
      [
        { field: `${SAFETY}.component`, is: "filled" },
        { field: `${SAFETY}.pictograms`, is: "empty" },
      ],
    ],
  }),
  field(`${SAFETY}.component`, named("listing.productSafety", english("listing.component")), { maxLength: 120 }),
];

/** "This field is required if hazardous material information is provided." */
const HAZMAT_FIELDS: readonly ListingField[] = [
  field(`${HAZMAT}.statements`, named("listing.hazmat", english("listing.statements")), {
    ...CODES,
    requiredIf: whereAny(["pictograms", "signalWord", "component"].map((part) => ({ field: `${HAZMAT}.${part}` }))),
  }),
  field(`${HAZMAT}.pictograms`, named("listing.hazmat", english("listing.pictograms")), CODES),
  field(`${HAZMAT}.signalWord`, named("listing.hazmat", english("listing.signalWord")), {
    help: english("listing.labels.help"),
  }),
  field(`${HAZMAT}.component`, named("listing.hazmat", english("listing.component")), { maxLength: 120 }),
];

/** "The listing must have both an energy efficiency label and a product information sheet" (25083, 25084). */
const ENERGY_PARTS = [
  ["imageURL", english("listing.energy.image"), "image"],
  ["imageDescription", english("listing.energy.description"), "text"],
  ["productInformationSheet", english("listing.energy.sheet"), "image"],
] as const;
const ENERGY_FIELDS: readonly ListingField[] = ENERGY_PARTS.map(([part, name, kind]) =>
  field(`${ENERGY}.${part}`, named("listing.energy", name), {
    kind,
    ...(kind === "text"
      ? {}
      : {
          requiredIf: whereAny(
            ENERGY_PARTS.filter(([other]) => other !== part).map(([other]) => ({ field: `${ENERGY}.${other}` })),
          ),
        }),
  }),
);

/** From 0.0 to 10.0 with one decimal place (25079). */
const SCORES = Array.from({ length: 101 }, (_, tenths) => (tenths / 10).toFixed(1)).map((value) => ({
  value,
  name: value,
}));

export const REGULATORY_FIELDS: readonly ListingField[] = [
  ...contactFields(MANUFACTURER),
  ...contactFields(PERSON),
  ...SAFETY_FIELDS,
  ...HAZMAT_FIELDS,
  field(DOCUMENTS, english("listing.documents"), { isMany: true, help: english("listing.documents.help") }),
  ...ENERGY_FIELDS,
  field(REPAIR, english("listing.repairScore"), { kind: "choice", choices: SCORES }),
];

/** By the numbers of publishOffer's errors in the official description. */
export const FIELD_OF_REGULATORY_ERROR: Readonly<Record<string, string>> = {
  "25078": `${HAZMAT}.statements`,
  "25079": REPAIR,
  "25083": `${ENERGY}.imageURL`,
  "25084": `${ENERGY}.productInformationSheet`,
  "25104": DOCUMENTS,
  "25106": DOCUMENTS,
  "25107": DOCUMENTS,
  "25108": `${SAFETY}.statements`,
  "25109": `${SAFETY}.statements`,
  "25110": `${MANUFACTURER}.addressLine1`,
  "25111": `${MANUFACTURER}.companyName`,
  "25112": `${PERSON}.companyName`,
  "25113": `${PERSON}.addressLine1`,
  "25114": `${PERSON}.companyName`,
  "25115": `${PERSON}.country`,
  "25118": `${MANUFACTURER}.email`,
  "25119": `${PERSON}.email`,
};

type Fields = Readonly<Record<string, Json>>;

/** The offer's container; nothing where no field of it is filled. */
export function regulatoryOf(product: ListingValues): { readonly regulatory?: Fields } {
  const [manufacturer, person, safety, hazmat, energy] = [MANUFACTURER, PERSON, SAFETY, HAZMAT, ENERGY].map((of) =>
    partsOf(product, of),
  );
  const [score] = product[REPAIR] ?? [];
  const documents = product[DOCUMENTS] ?? [];
  const regulatory: Fields = {
    ...(manufacturer && { manufacturer }),
    // The only kind the description names.
    ...(person && { responsiblePersons: [{ ...person, types: ["EUResponsiblePerson"] }] }),
    ...(safety && { productSafety: safety }),
    ...(hazmat && { hazmat }),
    ...(energy && { energyEfficiencyLabel: energy }),
    ...(documents.length > 0 && { documents: documents.map((documentId) => ({ documentId })) }),
    ...(score !== undefined && { repairScore: Number(score) }),
  };
  return Object.keys(regulatory).length === 0 ? {} : { regulatory };
}

function partsOf(product: ListingValues, of: string): Fields | undefined {
  const parts = REGULATORY_FIELDS.flatMap(({ key, isMany }): (readonly [string, Json])[] => {
    const values = product[key] ?? [];
    const [first] = values;
    if (!key.startsWith(`${of}.`) || first === undefined) return [];
    const part = key.slice(of.length + 1);
    return [[part, isMany ? [...values] : part === "country" ? first.toUpperCase() : first]];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}
