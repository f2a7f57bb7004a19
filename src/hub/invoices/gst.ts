/** India's goods and services tax: registrations, states, and the halves of a tax. */
import type { GstSplit, SupplyState } from "./document.ts";

/** State codes of GST registrations (the first two digits of a GSTIN), with the letters of ISO 3166-2:IN. */
const STATES: readonly (readonly [code: string, name: string, letters: string, otherNames?: string])[] = [
  ["01", "Jammu and Kashmir", "JK", "jammu & kashmir"],
  ["02", "Himachal Pradesh", "HP"],
  ["03", "Punjab", "PB"],
  ["04", "Chandigarh", "CH"],
  ["05", "Uttarakhand", "UK|UT", "uttaranchal"],
  ["06", "Haryana", "HR"],
  ["07", "Delhi", "DL", "new delhi|nct of delhi|delhi ncr"],
  ["08", "Rajasthan", "RJ"],
  ["09", "Uttar Pradesh", "UP"],
  ["10", "Bihar", "BR"],
  ["11", "Sikkim", "SK"],
  ["12", "Arunachal Pradesh", "AR"],
  ["13", "Nagaland", "NL"],
  ["14", "Manipur", "MN"],
  ["15", "Mizoram", "MZ"],
  ["16", "Tripura", "TR"],
  ["17", "Meghalaya", "ML"],
  ["18", "Assam", "AS"],
  ["19", "West Bengal", "WB"],
  ["20", "Jharkhand", "JH"],
  ["21", "Odisha", "OD|OR", "orissa"],
  ["22", "Chhattisgarh", "CG|CT", "chattisgarh"],
  ["23", "Madhya Pradesh", "MP"],
  ["24", "Gujarat", "GJ"],
  [
    "26",
    "Dadra and Nagar Haveli and Daman and Diu",
    "DH|DN|DD",
    "dadra and nagar haveli|daman and diu|daman & diu|dadra & nagar haveli",
  ],
  ["27", "Maharashtra", "MH"],
  ["29", "Karnataka", "KA"],
  ["30", "Goa", "GA"],
  ["31", "Lakshadweep", "LD"],
  ["32", "Kerala", "KL"],
  ["33", "Tamil Nadu", "TN", "tamilnadu"],
  ["34", "Puducherry", "PY", "pondicherry"],
  ["35", "Andaman and Nicobar Islands", "AN", "andaman & nicobar|andaman and nicobar|andaman & nicobar islands"],
  ["36", "Telangana", "TS|TG"],
  ["37", "Andhra Pradesh", "AP"],
  ["38", "Ladakh", "LA"],
  ["97", "Other Territory", "97"],
];

/** Without a legislature of their own: their half is called UTGST. */
const UNION_TERRITORIES: ReadonlySet<string> = new Set(["04", "26", "31", "35", "38", "97"]);

const BY_NAME = new Map(
  STATES.flatMap(([code, name, letters, others]) =>
    [
      name,
      code,
      ...letters.split("|"),
      ...letters.split("|").map((each) => `IN-${each}`),
      ...(others?.split("|") ?? []),
    ].map((each) => [each.toLowerCase(), code] as const),
  ),
);
const NAME_OF = new Map(STATES.map(([code, name]) => [code, name] as const));

/** All states, for choosing one. */
export const gstStates = STATES.map(([code, name]) => ({ code, name }));

/** The code of a state by its name, letters (MH, IN-MH) or code; undefined where it is none. */
export function stateCodeOf(region: string | null | undefined): string | undefined {
  return BY_NAME.get((region ?? "").trim().replace(/\s+/g, " ").toLowerCase());
}

/** The place of a state's code; undefined where there is no such state. */
export function supplyState(code: string): SupplyState | undefined {
  const name = NAME_OF.get(code);
  return name === undefined ? undefined : { code, name };
}

/** Goods that leave India: taxed as between states. */
export const ABROAD: SupplyState = { code: null, name: "Outside India" };

export function isUnionTerritory(code: string): boolean {
  return UNION_TERRITORIES.has(code);
}

const GSTIN = /^\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]Z[0-9A-Z]$/;
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** True of a registration whose state exists and whose last sign is the check of the others. */
export function isGstin(text: string): boolean {
  if (!GSTIN.test(text) || !NAME_OF.has(text.slice(0, 2))) return false;
  const sum = [...text.slice(0, 14)].reduce((total, sign, index) => {
    const product = DIGITS.indexOf(sign) * (index % 2 === 0 ? 1 : 2);
    return total + Math.floor(product / 36) + (product % 36);
  }, 0);
  return DIGITS[(36 - (sum % 36)) % 36] === text[14];
}

/** The tax of each line in its parts: they add up to it, and the halves of all lines differ by one paisa at most. */
export function splitTaxes(taxes: readonly bigint[], within: boolean): GstSplit[] {
  let sum = 0n;
  return taxes.map((taxMinor) => {
    if (!within) return { cgstMinor: 0n, sgstMinor: 0n, igstMinor: taxMinor };
    const before = half(sum);
    sum += taxMinor;
    const cgstMinor = half(sum) - before;
    return { cgstMinor, sgstMinor: taxMinor - cgstMinor, igstMinor: 0n };
  });
}

function half(minor: bigint): bigint {
  return minor / 2n;
}

export function sumSplits(splits: readonly GstSplit[]): GstSplit {
  return splits.reduce(
    (sum, each) => ({
      cgstMinor: sum.cgstMinor + each.cgstMinor,
      sgstMinor: sum.sgstMinor + each.sgstMinor,
      igstMinor: sum.igstMinor + each.igstMinor,
    }),
    { cgstMinor: 0n, sgstMinor: 0n, igstMinor: 0n },
  );
}
