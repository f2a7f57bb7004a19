/** Texts with placeholders: `{{order.number}}` is what that field holds. There are no expressions. */
import type { Facts, FactValue } from "./definition.ts";
import { isMoney, isTexts } from "./evaluate.ts";
import { isField } from "./fields.ts";

type Piece = { readonly text: string } | { readonly name: string };

function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = template;
  for (;;) {
    const begin = rest.indexOf("{{");
    const end = begin === -1 ? -1 : rest.indexOf("}}", begin);
    if (end === -1) return [...pieces, { text: rest }];
    pieces.push({ text: rest.slice(0, begin) }, { name: rest.slice(begin + 2, end).trim() });
    rest = rest.slice(end + 2);
  }
}

/** The names in braces, in the order they stand in. */
export const placeholdersOf = (template: string): readonly string[] =>
  piecesOf(template).flatMap((piece) => ("name" in piece ? [piece.name] : []));

export interface FillOptions {
  /** How an amount is written. */
  readonly money: (value: { readonly minor: number; readonly currency: string }) => string;
  /** Characters one value may add: it may be a buyer's words. */
  readonly mostPerValue: number;
}

/** The text with its placeholders filled; what is not known is left out. Values are never read as templates. */
export const fillTemplate = (template: string, facts: Facts, options: FillOptions): string =>
  piecesOf(template)
    .map((piece) => {
      if ("text" in piece) return piece.text;
      const value = isField(piece.name) ? (facts[piece.name] ?? null) : null;
      return value === null ? "" : written(value, options);
    })
    .join("");

function written(value: FactValue, { money, mostPerValue }: FillOptions): string {
  const text = isTexts(value) ? value.join(", ") : isMoney(value) ? money(value) : String(value);
  return withoutControls(text).slice(0, mostPerValue);
}

/** On one line: a buyer's line breaks would read as the seller's text. */
const withoutControls = (text: string): string =>
  [...text].map((each) => (each < " " || each === "\u007f" ? " " : each)).join("");
