import { expect, test } from "vitest";
import { anchorsOf, brokenLinks, missingCode, missingInComments, missingNames } from "./stale-references.ts";

const existing = {
  decisions: new Set([7]),
  schema: new Set(["sales_order"]),
  names: new Set(["structure.ts"]),
  words: new Set(["sales_order", "decideStock"]),
};
const page = (text: string) => ({ file: "docs/page.md", text });

test("headings have the anchors of the site that shows them, also where two are the same", () => {
  expect([...anchorsOf('# What\'s `new`?\n## A [link](x.md)\n```\n# none\n```\n## A link\n<a id="own"></a>')]).toEqual([
    "whats-new",
    "a-link",
    "a-link-1",
    "own",
  ]);
});

test("links to pages and headings that are not there are reported, others are not", () => {
  const read = (path: string) => (path === "docs/other.md" ? "# There" : null);
  const broken = (text: string) => brokenLinks(page(text), read);
  expect(broken("[a](other.md) [b](other.md#there) [c](https://x.example/y) [d](#top)\n# Top")).toEqual([]);
  expect(broken("[a](gone.md)")).toEqual(["docs/page.md links to docs/gone.md, which is not there"]);
  expect(broken("[a](other.md#gone)")).toEqual([
    "docs/page.md links to a heading #gone of docs/other.md, which is not there",
  ]);
});

test("paths, decisions and tables of a page that are not there are told", () => {
  expect(
    missingNames(page("`scripts/structure.ts`, `src/**/*.test.ts`, decision 7, argosy.sales_order"), existing),
  ).toEqual([]);
  expect(
    missingNames(
      page("see scripts/gone.ts, docs/decisions/README.md#by-number and #gone of docs/tests.md#gone"),
      existing,
    ),
  ).toEqual([
    "docs/page.md names scripts/gone.ts, which is not there",
    "docs/page.md names a heading #gone of docs/tests.md, which is not there",
  ]);
  expect(missingNames(page("decisions 7, 8 and 9"), existing)).toEqual([
    "docs/page.md names decision 8, which is not there",
    "docs/page.md names decision 9, which is not there",
  ]);
  expect(missingNames(page("`src/dist`, `src/dist/index.html`: made by a build"), existing)).toEqual([]);
  expect(missingNames(page("`src/gone.ts`, decision 8, argosy.gone"), existing)).toEqual([
    "docs/page.md names src/gone.ts, which is not there",
    "docs/page.md names decision 8, which is not there",
    "docs/page.md names argosy.gone, which is not there",
  ]);
});

test("files, functions, fields and tables that a text writes as code and no program has are told", () => {
  const text =
    "`structure.ts` asks `decideStock(row)` of `sales_order`; `pg_dump` is of others, and so is `isOpen` here";
  expect(missingCode(page(text), existing)).toEqual(["docs/page.md names isOpen, which is not there"]);
  expect(missingCode(page("```\n`gone_name`\n```\n`stock.ts`, `gone_name`"), existing)).toEqual([
    "docs/page.md names stock.ts, which is not there",
    "docs/page.md names gone_name, which is not there",
  ]);
  expect(missingCode({ file: "src/connectors/wix/README.md", text: "`platformFee`" }, existing)).toEqual([]);
});

test("a program is checked for stale references in its comments alone", () => {
  const file = "src/a.ts";
  expect(missingInComments({ file, text: 'const a = "gone.ts"; // see structure.ts' }, existing)).toEqual([]);
  expect(missingInComments({ file, text: "/** As in gone.ts, by `goneName`. */\n// decision 9" }, existing)).toEqual([
    "src/a.ts names decision 9, which is not there",
    "src/a.ts names gone.ts, which is not there",
    "src/a.ts names goneName, which is not there",
  ]);
});
