/** Which encoding a file has, told from its bytes, and the file as text. */
import { CODE_PAGES, guessCodePage } from "./code-pages.ts";

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", ...CODE_PAGES] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface FoundEncoding {
  readonly encoding: Encoding;
  /** Guessed among code pages, and another one makes words of it too. */
  readonly isUnsure: boolean;
}

/**
 * By the byte order mark; else UTF-16 where zeros stand in one half of the bytes; else UTF-8 if the whole file is valid
 * UTF-8, else the code page in which its letters make words. A file of UTF-8 with a few bytes that are none was put
 * together from two: a person decides.
 */
export async function findEncoding(bytes: AsyncIterable<Uint8Array>): Promise<FoundEncoding> {
  const strict = new TextDecoder("utf-8", { fatal: true });
  let isFirst = true;
  let latest: Uint8Array = new Uint8Array();
  try {
    for await (const chunk of bytes) {
      const wide = isFirst ? wideEncoding(chunk) : undefined;
      if (wide) return { encoding: wide, isUnsure: false };
      isFirst = false;
      latest = chunk;
      strict.decode(chunk, { stream: true });
    }
    strict.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return isMostlyUtf8(latest) ? { encoding: "utf-8", isUnsure: true } : guessCodePage(latest);
  }
  return { encoding: "utf-8", isUnsure: false };
}

function isMostlyUtf8(chunk: Uint8Array): boolean {
  const text = new TextDecoder("utf-8").decode(chunk);
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[^\p{ASCII}\ufffd]/gu) >= count(/\ufffd/g);
}

export const detectEncoding = async (bytes: AsyncIterable<Uint8Array>): Promise<Encoding> =>
  (await findEncoding(bytes)).encoding;

function wideEncoding(chunk: Uint8Array): Encoding | undefined {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return "utf-16be";
  // No other text has zeros; UTF-16 has them beside each separator and line's end, whatever its letters are.
  const head = chunk.subarray(0, WIDE_HEAD);
  const zeros = (parity: number) => head.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  const [even, odd] = [zeros(0), zeros(1)];
  const isWide = (there: number, elsewhere: number) => there > 2 && there > head.length / 200 && elsewhere < there / 5;
  if (isWide(odd, even)) return "utf-16le";
  return isWide(even, odd) ? "utf-16be" : undefined;
}

const WIDE_HEAD = 4_000;

/** The file as pieces of text, without its byte order mark. */
export async function* textOf(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}
