/**
 * What counts as a word, the same for what is stored and what is asked. Case, accents, Arabic vowel marks and the digits
 * of other scripts make no difference; signs that carry meaning (of Devanagari, for one) do.
 */
import { storableText } from "../json-column.ts";

/** Longer words are known by their first characters. */
const WORD_LENGTH = 64;
/** Words kept of one thing beside its tags and SKUs; its most telling fields come first. */
export const MAX_TERMS = 64;
/** Words of a question that count. */
const MAX_REQUESTED = 8;

// Combining accents, Hebrew points, Arabic vowel marks and the stretching line: left out by most who type.
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g;
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss", // the letters Unicode does not take apart
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ł: "l",
  ı: "i",
  ى: "ي",
  ة: "ه",
};
const FOLDED = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

/** Text as it is compared. */
export function folded(text: string): string {
  const plain = ASCII.test(text);
  if (plain) return text.toLowerCase();
  return storableText(text)
    .normalize("NFKD")
    .toLowerCase()
    .replace(MARKS, "")
    .replace(FOLDED, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\P{Nd}0-9]/gu, (digit) => String(digitValue(digit)))
    .normalize("NFC");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: every character of ASCII
const ASCII = /^[\u0001-\u007f]*$/;

/** Decimal digits stand in runs of ten (Unicode, chapter 4.6): a digit is worth how many digits of its run come before it. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (before < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before;
}

const PLAIN = /^[a-z0-9]+$/;
const EDGES = /^[^\p{L}\p{N}\p{M}]+|(?<=[\p{L}\p{N}\p{M}])[^\p{L}\p{N}\p{M}]+$/gu;
const START = /^[^\p{L}\p{N}\p{M}]+/u;
const INSIDE = /[^\p{L}\p{N}\p{M}]+/gu;

/**
 * The words a text is found by. Each piece between spaces as it stands ("tsh-red-m", "ana.sami@shop.example"), and what of
 * it begins after a sign ("red-m", "sami@shop.example"): a search for the start of a word then finds every part of a code.
 * What is a single letter, or the domain of an e-mail address, tells nothing.
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const piece of folded(text).split(/\s+/)) {
    const word = PLAIN.test(piece) ? piece : piece.replace(EDGES, "");
    if (word === "") continue;
    terms.push(cut(word));
    if (word === piece && PLAIN.test(word)) continue;
    const domain = word.indexOf("@");
    for (const sign of word.matchAll(INSIDE)) {
      const start = sign.index + sign[0].length;
      if (start <= word.length - 2 && (domain < 0 || start <= domain)) terms.push(cut(word.slice(start)));
    }
  }
  return terms;
}

function cut(word: string): string {
  return word.length <= WORD_LENGTH ? word : word.slice(0, WORD_LENGTH).toWellFormed();
}

// Country codes of E.164 (ITU list): one digit, one of these two, else three.
const COUNTRY_CODE = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/** A phone number is found with its country code, without it, and as dialled inside the country. */
export function phoneTerms(phone: string): string[] {
  const digits = folded(phone).replace(/\D/g, "").slice(0, 30);
  if (digits.length < 5) return [];
  if (!phone.trim().startsWith("+")) return [digits];
  const national = digits.replace(COUNTRY_CODE, "");
  return [digits, national, `0${national}`];
}

/** The words asked for; each has to be the start of one of a thing's words. None when nothing in the text is a word. */
export function queryTerms(text: string, { hasPhones = true } = {}): string[] {
  const requested = folded(text).trim();
  // A phone number as people write it is one word, not several; of goods it is a code, of which each zero counts.
  if (/^[+(0][\d\s().+/-]{5,}$/.test(requested)) {
    const digits = requested.replace(/\D/g, "");
    return [hasPhones ? digits.replace(/^00/, "") : digits];
  }
  // "ana@" is on its way to an address.
  const terms = requested
    .split(/\s+/)
    .map((piece) => cut(piece.replace(/(?<![^\p{L}\p{N}\p{M}@])[^\p{L}\p{N}\p{M}@]+$/u, "").replace(START, "")));
  return [...new Set(terms.filter((word) => word !== ""))].slice(0, MAX_REQUESTED);
}
