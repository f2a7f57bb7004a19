/** What of an offer's regulatory container eBay refuses, with the numbers and texts of the official description. */
import { errorOf } from "./replies.ts";
import type { WrittenRegulatory } from "./state.ts";

const ADDRESS = ["addressLine1", "addressLine2", "city", "stateOrProvince", "postalCode", "country"];
const WHOLE = ["addressLine1", "city", "postalCode", "country"];
const EU = new Set("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "));
const MOST_PERSONS = 5;
const MOST_PICTOGRAMS = 2;
const MOST_STATEMENTS = 8;
const MOST_COMPONENT = 120;

const when = (is: boolean, id: number, text: string): object[] => (is ? [errorOf(id, text)] : []);

interface Numbers {
  readonly who: string;
  readonly address: number;
  readonly company: number;
  readonly contact: number;
}

function contactErrors(
  given: Readonly<Record<string, unknown>>,
  { who, address, company, contact }: Numbers,
): object[] {
  const has = (part: string) => Boolean(given[part]);
  const hasAddress = ADDRESS.some(has);
  return [
    ...when(
      hasAddress && !WHOLE.every(has),
      address,
      `${who} address information is incomplete. When providing the address, please provide the street, city, postal code and country`,
    ),
    ...when(!has("companyName"), company, `${who} information is incomplete. Please provide the company name.`),
    ...when(
      !hasAddress && !["email", "phone", "contactUrl"].some(has),
      contact,
      `Seller must provide at least one form of contact info for ${who} - either address, email, contact URL or phone.`,
    ),
  ];
}

/** Which countries are in the EU is eBay's to say: no description lists them. */
export function notInEu({ manufacturer, responsiblePersons = [] }: WrittenRegulatory = {}): object[] {
  const countries = [manufacturer, ...responsiblePersons].flatMap((one) => one?.["country"] ?? []);
  return when(
    countries.length > 0 && !countries.some((country) => EU.has(String(country))),
    25_115,
    "Either the Manufacturer or at least one of the Responsible Persons must be located in the EU.",
  );
}

export function regulatoryErrors(regulatory: WrittenRegulatory = {}): object[] {
  const { manufacturer, responsiblePersons = [], documents = [], energyEfficiencyLabel: energy } = regulatory;
  const { repairScore: score } = regulatory;
  return [
    ...(manufacturer
      ? contactErrors(manufacturer, { who: "Manufacturer", address: 25_110, company: 25_111, contact: 25_118 })
      : []),
    ...when(responsiblePersons.length > MOST_PERSONS, 25_112, "Responsible Person structure incorrect."),
    ...responsiblePersons.flatMap((person) => [
      ...contactErrors(person, { who: "Responsible Person", address: 25_113, company: 25_114, contact: 25_119 }),
      ...when(
        (person["types"] ?? []).length === 0,
        25_116,
        "Please provide a minimum of 1 types for a Responsible Person.",
      ),
    ]),
    ...labelErrors(regulatory),
    ...when(
      documents.some(({ documentId = "" }) => documentId === ""),
      25_104,
      "Regulatory document ID(s) not found. Please use valid ID(s).",
    ),
    ...when(
      energy !== undefined && !energy["imageURL"] && energy["imageDescription"] !== undefined,
      25_083,
      "Energy efficiency image is missing. Image is required with image description.",
    ),
    ...when(
      energy !== undefined && !(energy["imageURL"] && energy["productInformationSheet"]),
      25_084,
      "The listing must have both an energy efficiency label and a product information sheet.",
    ),
    ...when(
      score !== undefined && (score < 0 || score > 10 || Number(score.toFixed(1)) !== score),
      25_079,
      "Repair score invalid. Repair score must be in the range from 0.0 to 10.0 with one decimal place.",
    ),
  ];
}

function labelErrors({ productSafety: safety, hazmat }: WrittenRegulatory): object[] {
  const { pictograms = [], statements = [], component = "" } = safety ?? {};
  return [
    ...when(
      pictograms.length > MOST_PICTOGRAMS || statements.length > MOST_STATEMENTS || component.length > MOST_COMPONENT,
      25_108,
      "Product Safety structure incorrect.",
    ),
    ...when(
      safety !== undefined && pictograms.length + statements.length === 0,
      25_109,
      "Product safety information incomplete. Your listing must include pictograms or safety statements.",
    ),
    ...when(
      hazmat !== undefined &&
        ((hazmat.statements ?? []).length === 0 || (hazmat.component ?? "").length > MOST_COMPONENT),
      25_078,
      "Hazmat structure incorrect for statements.",
    ),
  ];
}
