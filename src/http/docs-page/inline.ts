/** What stands within a line of Markdown: `code`, **strong**, *emphasis*, links. */
import { type Html, html } from "../reference-page/html.ts";

/** Where a link leads; undefined: nowhere, and its words are text. */
export type LinkTarget = (address: string) => string | undefined;

interface Piece {
  readonly shown: Html | string;
  /** Where the text goes on. */
  readonly end: number;
}

const ESCAPABLE = new Set("\\`*_{}[]()#+-.!|<>&");

/** The line as HTML. Everything that is no piece is text, and escaped. */
export function inline(text: string, target: LinkTarget): Html {
  const shown: (Html | string)[] = [];
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const piece = pieceAt(text, at, target);
    if (piece === undefined) {
      at += 1;
      continue;
    }
    shown.push(text.slice(from, at), piece.shown);
    at = piece.end;
    from = at;
  }
  return html`${[...shown, text.slice(from)]}`;
}

function pieceAt(text: string, at: number, target: LinkTarget): Piece | undefined {
  switch (text[at]) {
    case "`":
      return codeAt(text, at);
    case "[":
      return linkAt(text, at, target);
    case "*":
      return emphasisAt(text, at, target);
    case "\\": {
      const next = text[at + 1] ?? "";
      return ESCAPABLE.has(next) ? { shown: next, end: at + 2 } : undefined;
    }
    default:
      return undefined;
  }
}

function codeAt(text: string, at: number): Piece {
  let width = 1;
  while (text[at + width] === "`") width += 1;
  const fence = "`".repeat(width);
  const from = at + width;
  const end = text.indexOf(fence, from);
  if (end < 0) return { shown: fence, end: from };
  const inner = text.slice(from, end);
  // A space on both sides keeps a backtick apart from the fence.
  const isPadded = inner.startsWith(" ") && inner.endsWith(" ") && inner.trim() !== "";
  return { shown: html`<code>${isPadded ? inner.slice(1, -1) : inner}</code>`, end: end + width };
}

function linkAt(text: string, at: number, target: LinkTarget): Piece | undefined {
  const middle = text.indexOf("](", at);
  const end = middle < 0 ? -1 : text.indexOf(")", middle);
  if (end < 0) return undefined;
  const label = text.slice(at + 1, middle);
  // A bracket that links to nothing, in front of one that does.
  if (label.replaceAll(/`[^`]*`/g, "").includes("[")) return undefined;
  const words = inline(label, () => undefined);
  const href = target(text.slice(middle + 2, end));
  return { shown: href === undefined ? words : html`<a href="${href}">${words}</a>`, end: end + 1 };
}

function emphasisAt(text: string, at: number, target: LinkTarget): Piece | undefined {
  const mark = text[at + 1] === "*" ? "**" : "*";
  const from = at + mark.length;
  const end = text.indexOf(mark, from);
  if (end <= from || text[from] === " " || text[end - 1] === " ") return undefined;
  const words = inline(text.slice(from, end), target);
  return {
    shown: mark === "**" ? html`<strong>${words}</strong>` : html`<em>${words}</em>`,
    end: end + mark.length,
  };
}
