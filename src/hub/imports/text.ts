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
 * By the byte order mark; else UTF-16 where every other byte of the beginning is zero; else UTF-8 if the whole file is
 * valid UTF-8, else the code page in which its letters make words.
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
    return guessCodePage(latest);
  }
  return { encoding: "utf-8", isUnsure: false };
}

export const detectEncoding = async (bytes: AsyncIterable<Uint8Array>): Promise<Encoding> =>
  (await findEncoding(bytes)).encoding;

function wideEncoding(chunk: Uint8Array): Encoding | undefined {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return "utf-16be";
  const head = chunk.subarray(0, 400);
  const zeros = (parity: number) => head.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  if (zeros(1) > head.length / 3 && zeros(0) < head.length / 20) return "utf-16le";
  return zeros(0) > head.length / 3 && zeros(1) < head.length / 20 ? "utf-16be" : undefined;
}

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
