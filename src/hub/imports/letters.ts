/** What words of the world's languages are made of, for telling code pages apart. */

/** Letters beyond ASCII by language, the most frequent first. */
export const LATIN = [
  "éèàêçâîôûùëïœæ", // French
  "äüößéà", // German
  "óáéíñúüº", // Spanish
  "ãçáéõíóúâêôàü", // Portuguese, Brazilian
  "àèéùòìî", // Italian
  "äöåé", // Swedish, Finnish
  "øåæéö", // Danish, Norwegian
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

const THAI = "านรกอเงมยลวดทสตะปบคหแจพชขใไโผซธถฟศณษฉญฎฏฐภฝฮฬฆฌฑฒำิีึืุู่้๊๋์็ัๆ";

/** Signs of labels and prices stand between words in every page; half-wide ones only where other pages have letters. */
export const NEUTRAL =
  /(?![¶\uff61-\uff9f])[\s\p{Sc}\p{Po}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}©®™°²³¹½¼¾×·\u00ad\u200e\u200f]/u;

export type Fault = (word: string) => boolean;
const isMixed = (word: string): boolean => /[a-z]/i.test(word);
/** A capital after a small letter, as pages with their cases the other way round show words. */
const isMiscased: Fault = (word) => /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}/u.test(word);
const isAccentedTwice: Fault = (word) => (word.match(/[άέήίόύώ]/gi)?.length ?? 0) > 1;

/** `most`: the best it scores, where other scripts' letters make its words too. */
export const SCRIPTS: readonly { readonly letters: string; readonly isFault: Fault; readonly most?: number }[] = [
  {
    letters: CYRILLIC,
    isFault: (word) =>
      isMixed(word) ||
      isMiscased(word) ||
      /^[ьъый]/i.test(word) ||
      /[бвгджзклмнпрстфхцчшщ]й|[аеиоуыэюя]{4}|[бвгджзклмнпрстфхцчшщ]{6}|^[бвгджзклмнпрстфхцчшщ]{3,}$/i.test(word),
  },
  {
    letters: GREEK,
    isFault: (word) =>
      isMixed(word) || isMiscased(word) || /ς\p{L}|σ$|\p{L}[°―¤]\p{L}/u.test(word) || isAccentedTwice(word),
  },
  { letters: HEBREW, isFault: (word) => isMixed(word) || /[םןךףץ]\p{L}/u.test(word) },
  { letters: ARABIC, isFault: (word) => isMixed(word) || /ة\p{L}|ى\p{L}/u.test(word) },
  // Vowels and tones above and below stand behind a consonant, those in front of one before it.
  {
    letters: THAI,
    most: 0.9,
    isFault: (word) => isMixed(word) || /^[ะำ\p{M}]|[เแโใไ][ะำ\p{M}]|[เแโใไ]$|\p{M}{3}/u.test(word),
  },
];

/** Signs or half a word of capitals in the middle of a word, a letter before a price, a word without any usual letter. */
export const isLatinFault: Fault = (word) =>
  isMiscased(word) ||
  /\p{L}[^\p{L}\p{M}\p{P}\d]\p{L}|^[^\p{ASCII}]\d/u.test(word) ||
  /^[^\p{ASCII}]{5,}$/u.test(word.replaceAll(/[^\p{L}\p{ASCII}]/gu, ""));

export const KANA = /[\u3041-\u30ff\u3005]/;

type East = "shift_jis" | "gb18030" | "big5" | "euc-jp";
interface Signs {
  readonly common: ReadonlySet<string>;
  readonly rarer: ReadonlySet<string>;
}
type Range = readonly [number, number];

const HIGH = [0xa1, 0xfe] as const;
const ALL = [0x40, 0xfe] as const;
/** Usual signs stand in one block of each page, the 3,755 of GB 2312, those of JIS X 0208 and of Big5; rarer ones behind it. */
const BLOCKS: Readonly<Record<East, { readonly common: Range; readonly rarer: Range; readonly trail: Range }>> = {
  shift_jis: { common: [0x88, 0x97], rarer: [0x98, 0xea], trail: ALL },
  "euc-jp": { common: [0xb0, 0xcf], rarer: [0xd0, 0xf4], trail: HIGH },
  gb18030: { common: [0xb0, 0xd7], rarer: [0xd8, 0xf7], trail: HIGH },
  big5: { common: [0xa4, 0xc6], rarer: [0xc9, 0xf9], trail: ALL },
};
const made = new Map<East, Signs>();

/** The Chinese signs of a page by how usual they are; made once, when a file needs it. */
export function signsOf(encoding: East): Signs {
  const cached = made.get(encoding);
  if (cached) return cached;
  const { common, rarer, trail } = BLOCKS[encoding];
  const signs = { common: block(encoding, common, trail), rarer: block(encoding, rarer, trail) };
  made.set(encoding, signs);
  return signs;
}

function block(encoding: East, [first, last]: Range, [low, high]: Range): ReadonlySet<string> {
  const decoder = new TextDecoder(encoding);
  const signs = new Set<string>();
  for (let lead = first; lead <= last; lead += 1)
    for (let callLog = low; callLog <= high; callLog += 1) {
      const sign = decoder.decode(Uint8Array.of(lead, callLog));
      if ([...sign].length === 1 && sign !== "\ufffd") signs.add(sign);
    }
  return signs;
}
