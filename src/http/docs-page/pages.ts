/** The documentation of this version as pages, drawn by this process from the Markdown that comes with it. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { framed, type Html, html } from "../reference-page/html.ts";
import { markdownToHtml } from "./markdown.ts";

const FOLDER = join(import.meta.dirname, "../../../docs");

/** What sellers look up, in the order of a first week; all other pages are for who runs or extends the hub. */
const FOR_SELLERS = [
  "first-hour",
  "channels",
  "importing",
  "stock",
  "conflicts",
  "routing",
  "merging-orders",
  "order-holds-and-promise-dates",
  "shipping",
  "automation",
  "point-of-sale",
  "promotions",
  "invoices",
  "costs",
  "settlements",
  "advertising",
  "profit",
  "assistants",
  "settings",
  "errors",
];

interface DocsPage {
  /** The file's path below the folder, without its ending: "providers/shopify". */
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
  /** What a search looks in. */
  readonly lowerCase: string;
}

/** Of a search anybody may send: what is longer than this is cut. */
const SEARCH_LENGTH = 200;
const SEARCH_TERMS = 10;

export interface DocsPages {
  /** All pages by subject, or those that have all these words. */
  list(search: string): string;
  /** Undefined where there is no such page. */
  page(name: string): string | undefined;
  missing(): string;
}

/** Reads the documents once; a page is drawn when it is asked for. */
export function docsPages(): DocsPages {
  const pages = existsSync(FOLDER) ? readPages() : [];
  const byName = new Map(pages.map((page) => [page.name, page]));
  const drawn = new Map<string, string>();
  return {
    list: (search) => listPage(pages, search),
    page(name) {
      const found = byName.get(name);
      if (found === undefined) return undefined;
      const cached = drawn.get(name);
      if (cached !== undefined) return cached;
      const target = (address: string) => targetOf(name, address, (other) => byName.has(other));
      const text = page(found.title, "", html`<article>${markdownToHtml(found.markdown, target)}</article>`);
      drawn.set(name, text);
      return text;
    },
    missing: () => page("No such page", "", html`<h1>No such page</h1><p><a href="/docs">All pages</a></p>`),
  };
}

/** Why something is so comes after how it is used. */
const isDecision = (path: string) => path.startsWith("decisions");

function readPages(): readonly DocsPage[] {
  return globSync(["*.md", "providers/*.md", "decisions/*.md"], { cwd: FOLDER })
    .toSorted((a, b) => Number(isDecision(a)) - Number(isDecision(b)) || a.localeCompare(b, "en"))
    .map((path) => {
      const markdown = readFileSync(join(FOLDER, path), "utf8");
      const name = path.replaceAll("\\", "/").slice(0, -".md".length);
      const heading = markdown.split("\n").find((line) => line.startsWith("# "));
      return {
        name,
        title: (heading?.slice(2) ?? name).replaceAll("`", ""),
        markdown,
        lowerCase: markdown.toLowerCase(),
      };
    });
}

/** Another page of the documentation, an address elsewhere, or nothing: the repository's own files are not served. */
export function targetOf(name: string, address: string, isPage: (name: string) => boolean): string | undefined {
  if (/^https?:/.test(address)) return address;
  const [path = "", anchor] = address.split("#", 2);
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (path === "") return hash;
  if (!path.endsWith(".md")) return undefined;
  const other = posix.join(posix.dirname(name), path).slice(0, -".md".length);
  return isPage(other) ? `/docs/${other}${hash}` : undefined;
}

function page(title: string, search: string, content: Html): string {
  const header = html`<a href="/docs">Argosy documentation</a>
<form action="/docs" role="search"><input type="search" name="q" value="${search}" placeholder="Search" aria-label="Search the documentation"><button>Search</button></form>
<a href="/">Dashboard</a>
<a href="/api/reference">API reference</a>`;
  return framed(`${title} · Argosy documentation`, "/docs/style.css", header, content);
}

const linkTo = ({ name, title }: DocsPage) => html`<li><a href="/docs/${name}">${title}</a></li>`;

const section = (title: string, pages: readonly DocsPage[]) =>
  pages.length === 0 ? undefined : html`<h2>${title}</h2><ul class="operations">${pages.map(linkTo)}</ul>`;

/** Each word once. */
function textsOf(search: string): readonly string[] {
  const texts = search.toLowerCase().split(/\s+/);
  return [...new Set(texts)].filter((word) => word !== "").slice(0, SEARCH_TERMS);
}

function listPage(pages: readonly DocsPage[], requested: string): string {
  const search = requested.slice(0, SEARCH_LENGTH);
  const texts = textsOf(search);
  if (texts.length > 0) {
    const found = pages.filter(({ lowerCase }) => texts.every((word) => lowerCase.includes(word)));
    // A page that is called so before one that only says it.
    const inTitle = ({ title }: DocsPage) => texts.filter((word) => title.toLowerCase().includes(word)).length;
    const sorted = found.toSorted((a, b) => inTitle(b) - inTitle(a));
    const count = found.length === 1 ? "1 page" : `${found.length} pages`;
    return page(
      search,
      search,
      html`<h1>${count} with “${search}”</h1><ul class="operations">${sorted.map(linkTo)}</ul>`,
    );
  }
  const sellers = FOR_SELLERS.flatMap((name) => pages.find((each) => each.name === name) ?? []);
  const providers = pages.filter(({ name }) => name.startsWith("providers/"));
  const others = pages.filter(({ name }) => !name.includes("/") && !FOR_SELLERS.includes(name));
  const decisions = pages.filter(({ name }) => name === "decisions/README");
  return page(
    "Contents",
    "",
    html`<h1>Documentation</h1>${section("Selling with Argosy", sellers)}${section("Channels, couriers and ad accounts", providers)}${section("Running and extending Argosy", [...others, ...decisions])}`,
  );
}
