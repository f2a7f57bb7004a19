/** The six ways in-house lists are cut into pages; the place in a list is kept as text and resumed anywhere. */
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Seen } from "./client.ts";
import type { Pagination } from "./manifest-parts.ts";
import { message } from "./words.ts";

/** The next page's number, offset, cursor or address; "" is the first. */
export type PagePosition = string;

type Query = readonly (readonly [string, string])[];

export interface PageRequest {
  readonly query: Query;
  /** The same parameters for a body that takes them. */
  readonly page?: Readonly<Record<string, Json>> | undefined;
  readonly url?: string | undefined;
  readonly alone: boolean;
}

/** How to ask for the page at `position`. */
export function askFor(pages: Pagination, position: PagePosition): PageRequest {
  const input = askedInQuery(pages, position);
  if (!("in" in pages) || pages.in === "query") return input;
  return {
    query: [],
    page: Object.fromEntries(input.query.map(([name, text]) => [name, figureOf(pages, name, text)])),
    alone: false,
  };
}

/** Sizes, numbers and offsets are figures in a body; a cursor is text whatever it looks like. */
const figureOf = (pages: Pagination, name: string, text: string): Json =>
  pages.kind === "cursor" && name === pages.param ? text : Number(text);

function askedInQuery(pages: Pagination, position: PagePosition): PageRequest {
  const size: Query =
    pages.kind !== "none" && pages.sizeParam !== undefined ? [[pages.sizeParam, String(pages.size)]] : [];
  switch (pages.kind) {
    case "none":
      return { query: [], alone: false };
    case "page":
      return { query: [...size, [pages.param, position || String(pages.start)]], alone: false };
    case "offset":
      return { query: [...size, [pages.param, position || "0"]], alone: false };
    case "cursor":
      return position === ""
        ? { query: size, alone: false }
        : { query: pages.alone ? [[pages.param, position]] : [...size, [pages.param, position]], alone: pages.alone };
    case "link_header":
    case "next_url":
      return position === "" ? { query: size, alone: false } : { query: [], url: position, alone: true };
  }
}

/** Expressions whose values `nextPosition` needs, in this order. */
export function pageParameters(pages: Pagination): readonly string[] {
  if (pages.kind === "cursor" || pages.kind === "next_url") return [pages.next];
  if (pages.kind === "page" && typeof pages.stop === "object") return [pages.stop.totalPages];
  return [];
}

export interface PageFacts {
  readonly place: PagePosition;
  readonly count: number;
  readonly seen: Seen;
  /** Values of `pageParameters`. */
  readonly told: Json | undefined;
  /** Base of the shop's addresses: pages of another host are refused. */
  readonly base: string;
  /** Address of this page, for relative ones. */
  readonly url: string;
}

/** Where the next page is; null after the last. Throws ConnectorError drift when the shop sends us elsewhere. */
export function nextPosition(pages: Pagination, page: PageFacts): PagePosition | null {
  switch (pages.kind) {
    case "none":
      return null;
    case "page": {
      const number = Number(page.place || pages.start);
      return isLastPage(pages, number, page) ? null : String(number + 1);
    }
    case "offset":
      // A list is no snapshot: what moves forward while it is walked takes the first row's place on the next page, so
      // that each page begins with the last row of the one before.
      return page.count < pages.size ? null : String(Number(page.place || 0) + Math.max(1, pages.size - 1));
    case "cursor":
      return textOf(page.told);
    case "link_header":
      return sameHost(nextLink(page.seen.headers.link), page);
    case "next_url":
      return sameHost(textOf(page.told), page);
  }
}

function isLastPage(pages: Extract<Pagination, { kind: "page" }>, number: number, page: PageFacts): boolean {
  if (pages.stop === "empty") return page.count === 0;
  if (pages.stop === "short_page") return page.count < pages.size;
  const total = Number(page.told);
  if (!Number.isSafeInteger(total) || total < 0)
    throw new ConnectorError(
      { kind: "drift", path: "pagination.stop.totalPages" },
      message("error.shopAnswerNotTellHow", { told: JSON.stringify(page.told) ?? "nothing" }),
    );
  return number - pages.start + 1 >= total;
}

function textOf(reported: Json | undefined): string | null {
  return typeof reported === "string" || typeof reported === "number" ? String(reported) || null : null;
}

/** The target of rel="next" in a Link header (RFC 8288). */
export function nextLink(header: string | undefined): string | null {
  for (const [, target = "", parameters = ""] of (header ?? "").matchAll(
    /<([^<>]*)>\s*((?:;[^,;"]*(?:"[^"]*"\s*)?)*)/g,
  )) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters);
    if ((relations?.[1] ?? relations?.[2] ?? "").toLowerCase().split(/\s+/).includes("next")) return target;
  }
  return null;
}

function sameHost(target: string | null, { base, url }: PageFacts): string | null {
  if (target === null) return null;
  const next = URL.parse(target, url);
  if (next && next.origin === new URL(base).origin) return next.href;
  throw new ConnectorError(
    { kind: "drift", path: "pagination" },
    message("error.shopNamesNextPageAnother", { host: next?.host ?? "no address" }),
  );
}
