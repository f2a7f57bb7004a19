/** The Markdown that our documentation is written in, as HTML: headings, paragraphs, lists, tables, code. */
import { type Html, html } from "../reference-page/html.ts";
import { inline, type LinkTarget } from "./inline.ts";

interface Block {
  readonly shown: Html;
  /** How many lines it took. */
  readonly lines: number;
}

interface Context {
  readonly target: LinkTarget;
  /** How often each anchor was given. */
  readonly anchors: Map<string, number>;
}

const HEADING = /^(#{1,4}) /;
const LIST_ITEM = /^(?:[-*+]|\d+[.)]) +/;
const FENCE = /^(```+|~~~+)/;
const COMMENT = /^<!--/;

/** A page of Markdown as HTML. */
export function markdownToHtml(markdown: string, target: LinkTarget): Html {
  return blocks(markdown.split("\n"), { target, anchors: new Map() });
}

/** The anchor of a heading, as GitHub makes it: the same link works there and here. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function blocks(lines: readonly string[], context: Context): Html {
  const shown: Html[] = [];
  for (let at = 0; at < lines.length; ) {
    const block = blockAt(lines.slice(at), context);
    shown.push(block.shown);
    at += block.lines;
  }
  return html`${shown}`;
}

function blockAt(lines: readonly string[], context: Context): Block {
  const [first = ""] = lines;
  if (first.trim() === "" || COMMENT.test(first)) return { shown: html``, lines: 1 };
  if (FENCE.test(first)) return fenced(lines);
  if (HEADING.test(first)) return heading(first, context);
  if (first.startsWith("|")) return table(lines, context);
  if (LIST_ITEM.test(first)) return list(lines, context);
  return paragraph(lines, context);
}

function fenced(lines: readonly string[]): Block {
  const [fence = "```"] = FENCE.exec(lines[0] ?? "") ?? [];
  const end = lines.findIndex((line, index) => index > 0 && line.startsWith(fence));
  const last = end < 0 ? lines.length : end;
  return { shown: html`<pre tabindex="0"><code>${lines.slice(1, last).join("\n")}</code></pre>`, lines: last + 1 };
}

function heading(line: string, { target, anchors }: Context): Block {
  const [mark = "# "] = HEADING.exec(line) ?? [];
  const text = line.slice(mark.length);
  const anchor = anchorOf(text);
  const times = anchors.get(anchor) ?? 0;
  anchors.set(anchor, times + 1);
  const id = times === 0 ? anchor : `${anchor}-${times}`;
  const words = inline(text, target);
  if (mark === "# ") return { shown: html`<h1 id="${id}">${words}</h1>`, lines: 1 };
  if (mark === "## ") return { shown: html`<h2 id="${id}">${words}</h2>`, lines: 1 };
  return { shown: html`<h3 id="${id}">${words}</h3>`, lines: 1 };
}

/** Cells of a row: a bar behind a backslash is one of the text. */
function cellsOf(row: string): readonly string[] {
  const cells = row.split(/(?<!\\)\|/).slice(1);
  const trimmed = cells.at(-1)?.trim() === "" ? cells.slice(0, -1) : cells;
  return trimmed.map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(lines: readonly string[], { target }: Context): Block {
  const end = lines.findIndex((line) => !line.startsWith("|"));
  const rows = lines.slice(0, end < 0 ? lines.length : end);
  const [head = [], , ...body] = rows.map(cellsOf);
  const shown = html`<div class="wide" tabindex="0"><table><thead><tr>${head.map(
    (cell) => html`<th>${inline(cell, target)}</th>`,
  )}</tr></thead><tbody>${body.map(
    (cells) => html`<tr>${cells.map((cell) => html`<td>${inline(cell, target)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
  return { shown, lines: rows.length };
}

function list(lines: readonly string[], context: Context): Block {
  const isOrdered = /^\d/.test(lines[0] ?? "");
  const isOfList = (line: string) => LIST_ITEM.test(line) && /^\d/.test(line) === isOrdered;
  const items: Html[] = [];
  let at = 0;
  while (isOfList(lines[at] ?? "")) {
    const end = endOfItem(lines, at);
    items.push(itemOf(lines.slice(at, end), context));
    at = end;
  }
  return { shown: isOrdered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`, lines: at };
}

/** An item goes on as long as lines are indented; a blank line is of it if an indented one or the next item follows. */
function endOfItem(lines: readonly string[], start: number): number {
  let end = start + 1;
  while (end < lines.length) {
    const line = lines[end] ?? "";
    const next = lines[end + 1] ?? "";
    const goesOn = line.trim() === "" ? next.startsWith(" ") || LIST_ITEM.test(next) : line.startsWith(" ");
    if (!goesOn) break;
    end += 1;
  }
  return end;
}

function itemOf(lines: readonly string[], context: Context): Html {
  const [first = "", ...rest] = lines;
  const [mark = ""] = LIST_ITEM.exec(first) ?? [];
  const indents = rest.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, mark.length);
  const words = first.slice(mark.length);
  const inner = rest.map((line) => line.slice(indent));
  const isOneLine = inner.every((line) => line.trim() === "");
  if (isOneLine) return html`<li>${inline(words, context.target)}</li>`;
  return html`<li>${blocks([words, ...inner], context)}</li>`;
}

const STARTS_BLOCK = [HEADING, FENCE, LIST_ITEM, COMMENT, /^\|/];

function paragraph(lines: readonly string[], { target }: Context): Block {
  const end = lines.findIndex(
    (line, index) => index > 0 && (line.trim() === "" || STARTS_BLOCK.some((start) => start.test(line))),
  );
  const own = lines.slice(0, end < 0 ? lines.length : end);
  return { shown: html`<p>${inline(own.map((line) => line.trim()).join(" "), target)}</p>`, lines: own.length };
}
