/** Which code page a file has that is no Unicode: the one in which its letters make words of some language. */

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
  "iso-8859-2",
  "iso-8859-4",
  "iso-8859-5",
  "iso-8859-6",
  "koi8-r",
  "macintosh",
  "x-mac-cyrillic",
] as const;
const DOUBLE = ["shift_jis", "gb18030"] as const;
/** Of the languages of the pages above another way of writing the same; told by a person. */
const ASKED = [
  "iso-8859-7",
  "iso-8859-8",
  "iso-8859-9",
  "iso-8859-13",
  "iso-8859-15",
  "windows-874",
  "big5",
  "euc-kr",
] as const;
export const CODE_PAGES = [...SINGLE, ...DOUBLE, ...ASKED] as const;
export type CodePage = (typeof CODE_PAGES)[number];

export interface PageGuess {
  readonly encoding: CodePage;
  /** Another page makes words of it as well. */
  readonly isUnsure: boolean;
}

/** Letters beyond ASCII by language, the most frequent first. */
const LATIN = [
  "éèàêçâîôûùëïœæ", // French
  "äüößéà", // German
  "óáéíñúüº", // Spanish
  "ãçáéõíóúâêôàü", // Portuguese, Brazilian
  "àèéùòìî", // Italian
  "åäöøæéü", // Nordic
  "éëïèüö", // Dutch
  "íáðþóéöæúý", // Icelandic
  "łąężóśćńź", // Polish
  "íáěéšřčžýůúťďňóľĺŕäô", // Czech, Slovak
  "áéöőóüíúű", // Hungarian
  "ăâîșțşţ", // Romanian
  "čšžćđ", // Slovene, Croatian
  "ıüşğçöİâîû", // Turkish
  "ėšųžįčąūę", // Lithuanian
  "āīēšņļžģķū", // Latvian
  "õäöüšž", // Estonian
  "đươăâêôạáàảãèéêíìóòôúù\u0301\u0300\u0309\u0303\u0323", // Vietnamese, with the marks it is typed with
] as const;
const CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёіїєґъђјљњћџўѓќ";
const GREEK = "αοιετσνηρπκμλυςίάέόθγδχήφωώύβξζψϊϋ";
const HEBREW = "יולהרמאתבשםנפעחקדזסצכגןטךףץ";
const ARABIC = "ايلمنتورهبدعسفقكجحةأشطصخزضىذثغئءؤظإآپچگیکژ";

/** Signs of labels and prices stand between words in every page. */
const NEUTRAL = /(?!¶)[\s\p{Sc}\p{Po}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}©®™°²³¹½¼¾×·\u00ad\u200e\u200f]/u;

const BEST = 64 * 1024;

/** Of bytes that are no UTF-8. Only lines with such bytes are looked at. */
export function guessCodePage(bytes: Uint8Array): PageGuess {
  const sample = telling(bytes);
  const scores = [...SINGLE, ...DOUBLE].map((encoding) => {
    const text = new TextDecoder(encoding).decode(sample);
    return { encoding, text, score: scoreOf(text) };
  });
  const best = scores.reduce((one, other) => (other.score > one.score + 1e-9 ? other : one));
  const rival = scores.find(({ text, score }) => text !== best.text && score > best.score - CLOSE);
  return { encoding: best.encoding, isUnsure: rival !== undefined };
}

/** Scores go up to 1; pages of one language differ by more. */
const CLOSE = 0.06;

/** The lines that have bytes beyond ASCII. */
function telling(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  for (let start = 0; start < bytes.length && kept.length < BEST; ) {
    const next = bytes.indexOf(10, start);
    const end = next === -1 ? bytes.length : next + 1;
    const line = bytes.subarray(start, end);
    if (line.some((byte) => byte >= 0x80)) kept.push(...line.subarray(0, BEST));
    start = end;
  }
  return Uint8Array.from(kept);
}

/** How much the words look like words: the best of all languages. */
function scoreOf(text: string): number {
  const words = text.split(/[\s,;|"\t]+/).filter((word) => /[^\p{ASCII}]/u.test(word));
  const scores = [
    ...LATIN.map((letters) => languageScore(words, letters, isLatinFault)),
    ...SCRIPTS.map((script) => languageScore(words, script.letters, script.isFault)),
  ];
  return Math.max(...scores, eastScore(words));
}

type Fault = (word: string) => boolean;
const isMixed = (word: string): boolean => /[a-z]/i.test(word);
const SCRIPTS: readonly { readonly letters: string; readonly isFault: Fault }[] = [
  {
    letters: CYRILLIC,
    isFault: (word) =>
      isMixed(word) || isMiscased(word) || /^[ьъый]/i.test(word) || /[бвгджзклмнпрстфхцчшщ]й/i.test(word),
  },
  {
    letters: GREEK,
    isFault: (word) => isMixed(word) || isMiscased(word) || /ς\p{L}|σ$/u.test(word) || isAccentedTwice(word),
  },
  { letters: HEBREW, isFault: (word) => isMixed(word) || /[םןךףץ]\p{L}/u.test(word) },
  { letters: ARABIC, isFault: (word) => isMixed(word) || /ة\p{L}|ى\p{L}/u.test(word) },
];

/** A capital after a small letter, or capitals alone, as pages with their cases the other way round show words. */
const isAccentedTwice = (word: string): boolean => (word.match(/[άέήίόύώ]/g)?.length ?? 0) > 1;

const isMiscased = (word: string): boolean => /\p{Ll}\p{Lu}/u.test(word) || /^\p{Lu}{3,}$|\p{Lu}{2}\p{Ll}/u.test(word);
/** Signs or half a word of capitals in the middle of a word. */
const isLatinFault: Fault = (word) => isMiscased(word) || /\p{L}[^\p{L}\p{M}\p{P}\d]\p{L}/u.test(word);

/** The share of letters beyond ASCII that the language has, frequent ones counting more; words no one writes count against it. */
/** Of a text whose signs stand between words alone. */
const SIGNS_ALONE = 0.96;

function languageScore(words: readonly string[], letters: string, isFault: Fault): number {
  // Trade names write Latin letters as they like.
  const wrong = isFault === isLatinFault ? 0.2 : -0.5;
  let [found, all] = [0, 0];
  for (const word of words) {
    const isWrong = isFault(word);
    for (const sign of word) {
      if (sign < "\u0080" || (NEUTRAL.test(sign) && !isWrong)) continue;
      all += 1;
      const rank = Math.max(letters.indexOf(sign), letters.indexOf(sign.toLowerCase()));
      if (rank === -1) found -= 1;
      else found += isWrong ? wrong : 1 - (0.4 * rank) / letters.length;
    }
  }
  return all === 0 ? SIGNS_ALONE : found / all;
}

/** Kana and common Chinese signs; half-wide kana are what other pages look like. */
function eastScore(words: readonly string[]): number {
  let [found, all] = [0, 0];
  for (const sign of words.join("")) {
    if (sign < "\u0080" || NEUTRAL.test(sign)) continue;
    all += 1;
    if (/[\u3041-\u30ff\u3005]/.test(sign)) found += 1;
    else if (/[\uff61-\uff9f\ufffd]/.test(sign)) found -= 1;
    else if (/\p{sc=Han}/u.test(sign)) found += COMMON.has(sign) ? 0.95 : 0.5;
    else found -= 0.5;
  }
  return all === 0 ? 0 : found / all;
}

/** The 3,755 usual Chinese signs stand in one block of GB 2312; the usual Japanese ones in one of JIS X 0208. */
const COMMON: ReadonlySet<string> = new Set([
  ...block("gb18030", [0xb0, 0xd7], [0xa1, 0xfe]),
  ...block("shift_jis", [0x88, 0x97], [0x40, 0xfc]),
]);

function block(
  encoding: CodePage,
  [first, last]: readonly [number, number],
  [low, high]: readonly [number, number],
): string[] {
  const decoder = new TextDecoder(encoding);
  const signs: string[] = [];
  for (let lead = first; lead <= last; lead += 1)
    for (let trail = low; trail <= high; trail += 1) {
      const sign = decoder.decode(Uint8Array.of(lead, trail));
      if ([...sign].length === 1 && sign !== "\ufffd") signs.push(sign);
    }
  return signs;
}
