/** Where parcels leave from: the address of a location of ours. */
import type { Sent, Shape } from "../data/hub.ts";
import { countryName } from "../i18n/choices.ts";

export type Location = Shape<"Location">;
export type LocationAddress = NonNullable<Sent<"patchLocationsById">["address"]>;

/** On one line: street, town, country. */
export function shipFromText({ address }: Location, language: string): string {
  const { line1, city, postcode, country } = address;
  const town = [postcode, city].filter(Boolean).join(" ");
  return [line1, town, country && countryName(country, language)].filter(Boolean).join(", ");
}

export const PARTS = [
  "company",
  "name",
  "line1",
  "line2",
  "postcode",
  "city",
  "region",
  "country",
  "phone",
  "email",
] as const satisfies readonly (keyof LocationAddress)[];

/** The parts that say something. */
export function filledIn(address: Readonly<Record<string, string | undefined>>): LocationAddress {
  return Object.fromEntries(PARTS.flatMap((part) => (address[part]?.trim() ? [[part, address[part].trim()]] : [])));
}
