/** SQL in its parts, as far as finding the names of tables needs it. */

export interface Token {
  readonly text: string;
  /** In lower case where it is a word that stands without quotes; "" for all else. */
  readonly word: string;
}

// Bodies of functions are read like all else: only the marks around them are one part.
const PART =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\be'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$[a-z_]*\$|\$\d+|[a-z_][\w$]*|\d[\w.]*|\s+|[\s\S]/giu;
const WORD = /^[a-z_]/iu;
const SILENT = /^(?:\s|--|\/\*)/u;

export function tokensOf(text: string): Token[] {
  return (text.match(PART) ?? []).map((part) => ({
    text: part,
    word: WORD.test(part) && !part.includes("'") ? part.toLowerCase() : "",
  }));
}

/** Whether a part says nothing: space or a comment. */
export const isSilent = (token: Token): boolean => SILENT.test(token.text);
