import fc from "fast-check";

const SURROGATES = 0xd800;
const HOW_MANY = 0x800;

/**
 * Every character there is, one of a text's `unit`. The library's own "binary" first writes a list of all 1.1 million:
 * a second of a processor and 85 MB in every process that asks for it.
 */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff - HOW_MANY })
  .map((nth) => String.fromCodePoint(nth < SURROGATES ? nth : nth + HOW_MANY));
