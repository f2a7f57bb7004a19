/** What a description may hold, as the hub keeps it (src/hub/html.ts); what cannot be edited in place is kept as it is. */
import { DOMSerializer, type MarkSpec, type Node, type NodeSpec, DOMParser as Reader, Schema } from "prosemirror-model";

const DIRECTION = { dir: { default: null } };
const directionOf = (element: HTMLElement) => ({ dir: element.getAttribute("dir") });
const withDirection = ({ attrs }: Node) => (attrs["dir"] === null ? {} : { dir: String(attrs["dir"]) });

/** Attributes that are there. */
const given = (attrs: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attrs).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));

const read = (names: readonly string[]) => (element: HTMLElement) =>
  Object.fromEntries(names.map((name) => [name, element.getAttribute(name)]));

const empty = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { default: null }]));

const KEPT_TAGS = ["table", "dl", "figure"] as const;
const INSIDE = new Set(
  [
    ...["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "dl", "dt", "dd", "figure", "figcaption"],
    ...["p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "sub", "sup", "small", "mark", "code"],
    ...["ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "a", "img"],
  ].map((tag) => tag.toUpperCase()),
);
const ATTRIBUTES = ["colspan", "rowspan", "scope", "dir", "lang", "alt", "title", "width", "height"];

const isAddress = (text: string | null): text is string =>
  text !== null && /^(https?:|mailto:|tel:|\/images\/)/i.test(text);

/** The same without anything that could do something: what is pasted is shown before the hub has seen it. */
function cleaned(element: Element): Element {
  const copy = document.createElement(INSIDE.has(element.tagName) ? element.tagName : "span");
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    if (value !== null) copy.setAttribute(name, value);
  }
  for (const name of ["href", "src"]) {
    const value = element.getAttribute(name);
    if (isAddress(value)) copy.setAttribute(name, value);
  }
  if (copy instanceof HTMLImageElement && !copy.hasAttribute("alt")) copy.alt = "";
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      if (!["SCRIPT", "STYLE", "TEMPLATE"].includes(child.tagName)) copy.append(cleaned(child));
    } else if (child instanceof Text) copy.append(child.data);
  }
  return copy;
}

const elementOf = (html: string): Element =>
  new DOMParser().parseFromString(html, "text/html").body.firstElementChild ?? document.createElement("div");

const IMAGE = ["src", "alt", "title", "width", "height"];
const LINK = ["href", "title", "target", "rel"];

const nodes = {
  doc: { content: "block+" },
  paragraph: {
    content: "inline*",
    group: "block",
    attrs: DIRECTION,
    parseDOM: [{ tag: "p", getAttrs: directionOf }],
    toDOM: (node) => ["p", withDirection(node), 0],
  },
  heading: {
    content: "inline*",
    group: "block",
    defining: true,
    attrs: { level: { default: 2 }, ...DIRECTION },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({
      tag: `h${level}`,
      getAttrs: (element: HTMLElement) => ({ level, ...directionOf(element) }),
    })),
    toDOM: (node) => [`h${node.attrs["level"]}`, withDirection(node), 0],
  },
  blockquote: {
    content: "block+",
    group: "block",
    defining: true,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  code_block: {
    content: "text*",
    marks: "",
    group: "block",
    code: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", 0],
  },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  ordered_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ol" }], toDOM: () => ["ol", 0] },
  bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  kept: {
    group: "block",
    atom: true,
    attrs: { html: { default: "" } },
    parseDOM: KEPT_TAGS.map((tag) => ({
      tag,
      getAttrs: (element: HTMLElement) => ({ html: cleaned(element).outerHTML }),
    })),
    toDOM: (node) => elementOf(String(node.attrs["html"])),
  },
  text: { group: "inline" },
  image: {
    inline: true,
    group: "inline",
    attrs: empty(IMAGE),
    parseDOM: [
      {
        tag: "img[src]",
        getAttrs: (element) => (isAddress(element.getAttribute("src")) ? read(IMAGE)(element) : false),
      },
    ],
    // Without one, readers spell the address out.
    toDOM: ({ attrs }) => ["img", { alt: "", ...given(attrs) }],
  },
  hard_break: {
    inline: true,
    group: "inline",
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
} satisfies Readonly<Record<string, NodeSpec>>;

const simple = (tag: string, ...others: readonly string[]): MarkSpec => ({
  parseDOM: [tag, ...others].map((each) => ({ tag: each })),
  toDOM: () => [tag, 0],
});

const marks = {
  link: {
    attrs: empty(LINK),
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (element) => (isAddress(element.getAttribute("href")) ? read(LINK)(element) : false),
      },
    ],
    toDOM: ({ attrs }) => ["a", given(attrs), 0],
  },
  strong: simple("strong", "b"),
  em: simple("em", "i"),
  underline: simple("u"),
  strike: simple("s"),
  sub: simple("sub"),
  sup: simple("sup"),
  small: simple("small"),
  mark: simple("mark"),
  code: simple("code"),
} satisfies Readonly<Record<string, MarkSpec>>;

export const schema = new Schema<keyof typeof nodes, keyof typeof marks>({ nodes, marks });

/** A document of what the hub keeps. */
export function documentOf(html: string): Node {
  return Reader.fromSchema(schema).parse(new DOMParser().parseFromString(html, "text/html").body);
}

/** What the hub is to keep; nothing of a document that holds nothing. */
export function htmlOf(doc: Node): string {
  const only = doc.childCount === 1 ? doc.firstChild : null;
  if (only?.type === schema.nodes.paragraph && only.content.size === 0) return "";
  const body = document.createElement("div");
  body.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content));
  // An entry of one paragraph is its words, as shops write it.
  for (const entry of body.querySelectorAll("li")) {
    const [first, ...others] = entry.childNodes;
    if (first instanceof HTMLParagraphElement && others.length === 0 && first.attributes.length === 0)
      first.replaceWith(...first.childNodes);
  }
  return body.innerHTML;
}
