/**
 * One good's code in its several forms: UPC-A (12 digits), EAN-13, EAN-8, GTIN-14 and ITF-14 are one number with zeros in
 * front, and an ISBN of ten characters is that of thirteen without 978 and with another last one. Shown as it was typed;
 * `argosy.code_forms` does the same in the database.
 */
const NUMBER = /^(?:\d{8}|\d{12,14})$/;
const ISBN_10 = /^\d{9}[\dX]$/;
const LONGEST = 14;

/** What two codes of one good have in common: fourteen digits, or the text in small letters where it is no such number. */
export function codeKey(code: string): string {
  const plain = code.trim();
  const digits = plain.replace(/[\s-]/g, "").toUpperCase();
  if (NUMBER.test(digits)) return digits.padStart(LONGEST, "0");
  if (ISBN_10.test(digits) && isbn10Check(digits.slice(0, 9)) === digits[9]) {
    const twelve = `978${digits.slice(0, 9)}`;
    return `${twelve}${eanCheck(twelve)}`.padStart(LONGEST, "0");
  }
  return plain.toLowerCase();
}

/** Each way in which somebody may have typed this code without spaces and hyphens, and as it is typed here. */
export function codeForms(code: string): string[] {
  const plain = code.trim();
  const key = codeKey(plain);
  if (!/^\d{14}$/.test(key)) return [plain];
  const shorter = [13, 12, 8].filter((length) => key.startsWith("0".repeat(LONGEST - length)));
  const isbn = key.startsWith("0978") ? [key.slice(4, 13) + isbn10Check(key.slice(4, 13))] : [];
  return [...new Set([plain, key, ...shorter.map((length) => key.slice(LONGEST - length)), ...isbn])];
}

const weighted = (digits: string, weight: (place: number) => number): number =>
  [...digits].reduce((sum, digit, place) => sum + Number(digit) * weight(place), 0);

const eanCheck = (twelve: string): string =>
  String((10 - (weighted(twelve, (place) => (place % 2 ? 3 : 1)) % 10)) % 10);

function isbn10Check(nine: string): string {
  const rest = (11 - (weighted(nine, (place) => 10 - place) % 11)) % 11;
  return rest === 10 ? "X" : String(rest);
}
