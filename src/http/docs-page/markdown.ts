/** The Markdown of our documentation as HTML. Of HTML in it, anchors stay and comments go; all else is text. */
import { Marked, Renderer } from "marked";
import { Html, html } from "../reference-page/html.ts";

/** Where a link leads; undefined: nowhere, and its words are text. */
export type LinkTarget = (address: string) => string | undefined;

const ANCHOR = /^<(?:a id="[\w-]+"|\/a)>$/;
const COMMENT = /^<!--/;

/** A page of Markdown as HTML. */
export function markdownToHtml(markdown: string, target: LinkTarget): Html {
  const anchors = new Map<string, number>();
  const marked = new Marked({
    renderer: {
      heading({ depth, text, tokens }) {
        const level = `h${Math.min(depth, 3)}`;
        return `<${level} id="${numbered(anchorOf(text), anchors)}">${this.parser.parseInline(tokens)}</${level}>\n`;
      },
      link({ href, tokens }) {
        const texts = new Html(this.parser.parseInline(tokens));
        const leads = target(href);
        return leads === undefined ? texts.text : html`<a href="${leads}">${texts}</a>`.text;
      },
      table(token) {
        return `<div class="wide" tabindex="0">${Renderer.prototype.table.call(this, token)}</div>\n`;
      },
      code: ({ text }) => html`<pre tabindex="0"><code>${text}</code></pre>\n`.text,
      html: ({ text }) => (COMMENT.test(text) ? "" : ANCHOR.test(text) ? text : html`${text}`.text),
    },
  });
  return new Html(marked.parse(markdown, { async: false }));
}

/** The anchor of a heading, as GitHub makes it: the same link works there and here. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function numbered(anchor: string, anchors: Map<string, number>): string {
  const times = anchors.get(anchor) ?? 0;
  anchors.set(anchor, times + 1);
  return times === 0 ? anchor : `${anchor}-${times}`;
}
