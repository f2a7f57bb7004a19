import type { CountryCode } from "libphonenumber-js";
import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

/** Zeros of the digit rows people type in: Arabic-Indic, Extended Arabic-Indic, Devanagari, Bengali, full-width. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0xff10];

/** The same text with every decimal digit of another script as 0-9 (about 7 % of Egyptian second phones need it). */
export function foldDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\uff10-\uff19]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = ZEROS.findLast((candidate) => candidate <= code) ?? code;
    return String(code - zero);
  });
}

/**
 * E.164 of a phone as a customer typed it; `country` (ISO 3166-1 alpha-2) reads local forms. Undefined when
 * it is no valid number: callers then keep the text as given.
 */
export function normalisePhone(text: string | null | undefined, country?: string): string | undefined {
  if (!text) return undefined;
  const digits = foldDigits(text)
    .replace(/^\s*00/, "+")
    .replace(/\uff0b/g, "+")
    .slice(0, 60);
  const region = countryCode(country);
  const number = parsePhoneNumberFromString(digits, region ? { defaultCountry: region } : {});
  return number?.isValid() ? number.number : undefined;
}

function countryCode(country: string | undefined): CountryCode | undefined {
  const upper = country?.trim().toUpperCase();
  return upper && isSupportedCountry(upper) ? upper : undefined;
}
