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

/**
 * The twelve digits of a UPC that is printed as eight (GS1 General Specifications, 7.10). Whoever reads the bars knows that
 * they are one: by its digits alone it may be an EAN-8.
 */
export function upcOf(short: string): string {
  const [, system = "", digits = "", last = "", check = ""] = /^([01])(\d{5})(\d)(\d)$/.exec(short) ?? [];
  if (check === "") return short;
  const [maker, item] =
    last <= "2"
      ? [`${digits.slice(0, 2)}${last}00`, `00${digits.slice(2)}`]
      : last === "3"
        ? [`${digits.slice(0, 3)}00`, `000${digits.slice(3)}`]
        : last === "4"
          ? [`${digits.slice(0, 4)}0`, `0000${digits.slice(4)}`]
          : [digits, `0000${last}`];
  return `${system}${maker}${item}${check}`;
}

/**
 * What a UPC is printed as besides: the twelve digits of one of eight, and those of eight of one of twelve. Eight digits
 * may be an EAN-8 instead, so that this finds a good and links none.
 */
export function upcTwins(code: string): string[] {
  const digits = code.replace(/[\s-]/g, "");
  if (digits.length === 8) {
    const long = upcOf(digits);
    return long !== digits && eanCheck(`0${long.slice(0, -1)}`) === long.at(-1) ? [long] : [];
  }
  const [, long = ""] = /^00(\d{12})$/.exec(codeKey(code)) ?? [];
  return shortUpcs(long);
}

/** Each of eight digits that is printed for these twelve. */
function shortUpcs(long: string): string[] {
  const [, system = "", maker = "", item = "", check = ""] = /^([01])(\d{5})(\d{5})(\d)$/.exec(long) ?? [];
  const bodies = [
    `${maker.slice(0, 2)}${item.slice(2)}${maker.slice(2, 3)}`,
    `${maker.slice(0, 3)}${item.slice(3)}3`,
    `${maker.slice(0, 4)}${item.slice(4)}4`,
    `${maker}${item.slice(4)}`,
  ];
  const shorts = bodies.map((body) => `${system}${body}${check}`).filter((short) => upcOf(short) === long);
  return check === "" ? [] : [...new Set(shorts)];
}

/** Each way in which the good of this code may stand in a list: its forms, and those of what it is printed as besides. */
export const searchedForms = (code: string): string[] => [
  ...new Set([code, ...upcTwins(code)].flatMap((one) => codeForms(one))),
];

/** Whether these may be one good's: the same code, or a UPC in its two lengths. */
export const isSameCode = (one: string, other: string): boolean =>
  [one, ...upcTwins(one)].some((form) => codeKey(form) === codeKey(other));

const weighted = (digits: string, weight: (index: number) => number): number =>
  [...digits].reduce((sum, digit, index) => sum + Number(digit) * weight(index), 0);

/** A number of one of the forms above whose last digit is right. */
export const isBarcode = (code: string): boolean =>
  NUMBER.test(code) && weighted(code.padStart(LONGEST, "0"), (index) => (index % 2 ? 1 : 3)) % 10 === 0;

export const eanCheck = (twelve: string): string =>
  String((10 - (weighted(twelve, (index) => (index % 2 ? 3 : 1)) % 10)) % 10);

function isbn10Check(nine: string): string {
  const rest = (11 - (weighted(nine, (index) => 10 - index) % 11)) % 11;
  return rest === 10 ? "X" : String(rest);
}
