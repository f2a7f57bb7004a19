/** Which code page a file has that is no Unicode: the one in which its letters make words of some language. */
import { type Fault, isLatinFault, KANA, LATIN, NEUTRAL, SCRIPTS, signsOf } from "./letters.ts";

/** Those guessed, the usual ones first: of equals the first is taken. */
const SINGLE = [
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
  "windows-874",
  "iso-8859-2",
  "iso-8859-4",
  "iso-8859-5",
  "iso-8859-6",
  "iso-8859-7",
  "koi8-r",
  "koi8-u",
  "ibm866",
  "macintosh",
  "x-mac-cyrillic",
] as const;
const DOUBLE = ["shift_jis", "gb18030", "big5", "euc-kr", "euc-jp"] as const;
/** Of the languages of the pages above another way of writing the same; told by a person. */
const REQUESTED = ["iso-8859-8", "iso-8859-9", "iso-8859-13", "iso-8859-15"] as const;
export const CODE_PAGES = [...SINGLE, ...DOUBLE, ...REQUESTED] as const;
export type CodePage = (typeof CODE_PAGES)[number];

export interface PageGuess {
  readonly encoding: CodePage;
  /** Another page makes words of it as well. */
  readonly isUnsure: boolean;
}

const BEST = 64 * 1024;

/** Of bytes that are no UTF-8. Only lines with such bytes are looked at. */
export function guessCodePage(bytes: Uint8Array): PageGuess {
  const sample = notifying(bytes);
  const read = <P extends CodePage>(encoding: P) => ({ encoding, words: textsOf(decoded(sample, encoding)) });
  const single = SINGLE.map(read).map(({ encoding, words }) => ({
    encoding,
    words,
    ...letterScore(words, encoding.startsWith("koi8") ? CAPITALS_SWAPPED : CAPITALS),
  }));
  const isScript = single.some(({ isScriptAlone }) => isScriptAlone);
  const isHangul = isHangulAlone(read("euc-kr").words);
  const double = DOUBLE.map(read).map(({ encoding, words }) => ({
    encoding,
    words,
    score: eastScore(words, { encoding, isScript, isHangul }),
  }));
  const scores = [...single, ...double].map(({ encoding, words, score }) => ({
    encoding,
    text: words.join(" "),
    score: SELDOM.has(encoding) ? score - LESS_LIKELY : score,
  }));
  const best = scores.reduce((one, other) => (other.score > one.score + 1e-9 ? other : one));
  const isShort = sample.filter((byte) => byte >= 0x80).length < FEW;
  const close = isShort || best.encoding.startsWith("koi8") ? CLOSE_OF_LITTLE : CLOSE;
  const rival = scores.find(({ text, score }) => text !== best.text && score > best.score - close);
  return { encoding: best.encoding, isUnsure: rival !== undefined };
}

/** No spreadsheet of today writes these unless it is told to. */
const SELDOM: ReadonlySet<CodePage> = new Set([
  ...(["iso-8859-4", "iso-8859-5", "ibm866", "macintosh", "x-mac-cyrillic"] as const),
]);
const LESS_LIKELY = 0.08;

/** Scores go up to 1; pages of one language differ by more. */
const CLOSE = 0.06;
/** A word of three letters is one in several languages. */
const FEW = 4;
/** Of few letters, and of a page that shows capitals of the usual one as small letters. */
const CLOSE_OF_LITTLE = 0.15;

const decoded = (bytes: Uint8Array, encoding: CodePage): string => new TextDecoder(encoding).decode(bytes);

/** The words that hold signs beyond ASCII. */
const textsOf = (text: string): string[] => text.split(/[\s,;|"\t]+/).filter((word) => /[^\p{ASCII}]/u.test(word));

/** The lines that have bytes beyond ASCII. */
function notifying(bytes: Uint8Array): Uint8Array {
  const retained: number[] = [];
  for (let start = 0; start < bytes.length && retained.length < BEST; ) {
    const next = bytes.indexOf(10, start);
    const end = next === -1 ? bytes.length : next + 1;
    const line = bytes.subarray(start, end);
    if (line.some((byte) => byte >= 0x80)) retained.push(...line.subarray(0, BEST));
    start = end;
  }
  return Uint8Array.from(retained);
}

interface LetterScore {
  readonly score: number;
  /** All of it is letters of one script that is not Latin, in words that can be. */
  readonly isScriptAlone: boolean;
}

/** How much the words look like words: the best of all languages. */
function letterScore(terms: readonly string[], capitals: number): LetterScore {
  const scripts = SCRIPTS.map(({ letters, isFault, most = 1 }) => {
    const { score, isClean } = languageScore(terms, letters, { isFault, wrong: -0.5, capitals });
    return { score: score * most, isClean };
  });
  // Trade names write Latin letters as they like.
  const latin = LATIN.map((letters) => languageScore(terms, letters, { isFault: isLatinFault, wrong: 0.2, capitals }));
  return {
    score: Math.max(...[...latin, ...scripts].map(({ score }) => score)),
    isScriptAlone: scripts.some(({ isClean }) => isClean),
  };
}

/** The share of letters beyond ASCII that the language has, frequent ones counting more; words no one writes count against it. */
function languageScore(
  terms: readonly string[],
  letters: string,
  { isFault, wrong, capitals }: { readonly isFault: Fault; readonly wrong: number; readonly capitals: number },
): { readonly score: number; readonly isClean: boolean } {
  let [found, all, faults] = [0, 0, 0];
  for (const word of terms) {
    const isWrong = isFault(word);
    const less = /\p{Lu}/u.test(word) && !/\p{Ll}/u.test(word) && !/[a-z]/i.test(word) ? capitals : 0;
    for (const sign of word) {
      if (sign < "\u0080" || (NEUTRAL.test(sign) && !isWrong)) continue;
      all += 1;
      const rank = Math.max(letters.indexOf(sign), letters.indexOf(sign.toLowerCase()));
      if (rank === -1 || isWrong) faults += 1;
      if (rank === -1) found -= 1;
      else found += isWrong ? wrong : 1 - less - (0.4 * rank) / letters.length;
    }
  }
  return { score: all === 0 ? SIGNS_ALONE : found / all, isClean: all > 0 && faults === 0 };
}

/** Of a text whose signs stand between words alone. */
const SIGNS_ALONE = 0.96;
/** Words in capitals alone are less usual. */
const CAPITALS = 0.1;
/** Of pages whose cases stand the other way round: what is small elsewhere looks so. */
const CAPITALS_SWAPPED = 0.25;

interface Beside {
  readonly encoding: (typeof DOUBLE)[number];
  /** One byte each, the same bytes are words of another script: seldom by chance, the less so the more there are. */
  readonly isScript: boolean;
  /** As Korean, they are Hangul alone: of Chinese, six in ten signs are. */
  readonly isHangul: boolean;
}

/** A sign alone before a Latin letter, or any before a small one, as pages of two bytes show accented letters. */
const EAST_FAULT =
  /(?:^|\P{sc=Han})\p{sc=Han}[A-Za-z]|[\p{sc=Han}\p{sc=Hangul}][a-z]|[\uff61-\uff9f][A-Za-z]|[A-Za-z][\uff61-\uff9f]/u;

/** Kana, Hangul and common Chinese signs. */
function eastScore(terms: readonly string[], { encoding, isScript, isHangul }: Beside): number {
  let [found, all] = [0, 0];
  for (const word of terms) {
    const isWrong = EAST_FAULT.test(word);
    for (const sign of word) {
      if (sign < "\u0080" || NEUTRAL.test(sign)) continue;
      all += 1;
      found += isWrong ? -1 : eastSign(sign, encoding);
    }
  }
  if (all === 0) return 0;
  const byScript = isScript ? 0.25 * (1 - 0.7 ** all) : 0;
  const byHangul = isHangul && encoding !== "euc-kr" ? 0.1 * (1 - 0.6 ** (all / 4)) : 0;
  const isJapanese = encoding !== "euc-jp" || terms.some((word) => KANA.test(word));
  return (found / all) * (isJapanese ? 1 : 0.8) - byScript - byHangul;
}

function eastSign(sign: string, encoding: Beside["encoding"]): number {
  if (sign === "\ufffd") return -1.5;
  const isJapan = encoding === "shift_jis" || encoding === "euc-jp";
  if (KANA.test(sign)) return isJapan ? 1 : -0.5;
  if (/[\uff61-\uff9f]/.test(sign)) return encoding === "shift_jis" ? 0.9 : -1;
  if (/\p{sc=Hangul}/u.test(sign)) return encoding === "euc-kr" ? 1 : -0.5;
  if (!/\p{sc=Han}/u.test(sign)) return -0.5;
  if (encoding === "euc-kr") return -0.2;
  const { common, rarer } = signsOf(encoding);
  return common.has(sign) ? 0.95 : rarer.has(sign) ? 0.5 : 0;
}

const isHangulAlone = (terms: readonly string[]): boolean =>
  terms.length > 0 && terms.every((word) => /^[\p{ASCII}\p{sc=Hangul}]+$/u.test(word));
