/** Pages as text: what stands between the tags is escaped, whoever wrote it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | false | undefined | readonly Value[];

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (value === undefined || value === false) return "";
  if (typeof value === "object") return value.map(textOf).join("");
  return String(value).replace(/[&<>"']/g, (character) => ESCAPED[character] ?? character);
}

/** A piece of a page; values are escaped unless they are pieces themselves. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + textOf(values[index])).join(""));
}

/** A page's frame: its title, its style, and what stands in its header beside the search. */
export function framed(title: string, style: string, header: Html, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<header>
${header}
</header>
<main>${content}</main>
</body>
</html>
`.text;
}

/** Words of the document, which are written in Markdown: paragraphs, tables, `code`. Nothing else stands in them. */
export function plainTextOf(markdown: string): Html {
  return html`${markdown
    .split(/\n{2,}/)
    .map((block) => (block.startsWith("|") ? tableOf(block) : html`<p>${inLine(block)}</p>`))}`;
}

/** Words within a line: `code` and text. */
export function inLine(text: string): Html {
  return html`${text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function tableOf(block: string): Html {
  const [head = [], , ...rows] = block.split("\n").map((line) => line.split("|").slice(1, -1));
  const row = (cells: readonly string[]) =>
    html`<tr>${cells.map((cell) => html`<td>${inLine(cell.trim())}</td>`)}</tr>`;
  return html`<div class="wide" tabindex="0"><table><thead><tr>${head.map((cell) => html`<th>${inLine(cell.trim())}</th>`)}</tr></thead><tbody>${rows.map(row)}</tbody></table></div>`;
}
