/** What is chosen from: time zones, currencies and countries, as the browser knows them. */

import { languages } from "./languages.ts";
import { worded } from "./options.ts";
import { regionName } from "./region-name.ts";

// The list leaves out "UTC", which is some machines' own zone.
export const zones: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
export const currencies: readonly string[] = Intl.supportedValuesOf("currency");

/** Each currency by its name and code, for a `Select`; found by either. */
export function currencyChoices(language: string): { readonly value: string; readonly label: string }[] {
  const names = new Intl.DisplayNames(language, { type: "currency" });
  return worded(currencies, (value) => `${names.of(value) ?? value} (${value})`);
}

/** ISO 3166-1, and Kosovo by the code everybody uses. */
export const countries: readonly string[] = [
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA",
  "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA",
  "GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP",
  "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS",
  "MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS",
  "RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW",
  "TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW",
].flatMap((line) => line.split(" "));

/** The country in a language; what is no country's code as it stands. */
export function countryName(code: string, language: string): string {
  return countries.includes(code) ? regionName(code, language) : code;
}

/** Names one of ours may be looked for by: in each language, and its code. */
export const countryNames = (code: string): readonly string[] => [
  ...languages.map((each) => countryName(code, each.code)),
  code,
];

/** The code of a country written out in one of our languages, or of its code; undefined where it is none. */
export function countryCode(text: string): string | undefined {
  const requested = text.trim().toLowerCase();
  return countries.find((code) => countryNames(code).some((name) => name.toLowerCase() === requested));
}
