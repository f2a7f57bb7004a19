import { expect, test } from "vitest";
import { anchorOf, markdownToHtml } from "./markdown.ts";
import { docsPages, targetOf } from "./pages.ts";

const drawn = (markdown: string) => markdownToHtml(markdown, (address) => `/docs/${address}`).text;

test("headings, words and links of a document become HTML, and what looks like HTML stays text", () => {
  expect(drawn("# A & B\n\nIs **bold**, `a*b` and [a `c`](d.md).\nStill <b>here</b>.")).toBe(
    '<h1 id="a--b">A &amp; B</h1>\n<p>Is <strong>bold</strong>, <code>a*b</code> and ' +
      '<a href="/docs/d.md">a <code>c</code></a>.\nStill &lt;b&gt;here&lt;/b&gt;.</p>\n',
  );
});

test("anchors of decisions stay, and comments go", () => {
  expect(drawn('<a id="38"></a> <a id="731"></a>\n\n## One\n\n<!-- for editors -->\n')).toBe(
    '<p><a id="38"></a> <a id="731"></a></p>\n<h2 id="one">One</h2>\n',
  );
});

test("a heading's anchor is the one GitHub gives it, and the second of a name is numbered", () => {
  expect(anchorOf("How do I see `why`, or not?")).toBe("how-do-i-see-why-or-not");
  expect(drawn("## Same\n\n## Same")).toBe('<h2 id="same">Same</h2>\n<h2 id="same-1">Same</h2>\n');
});

test("a link leads to a page of the documentation or out of it, never to a file that is not served", () => {
  const target = (address: string) => targetOf("providers/wix", address, (name) => name !== "platforms/wix");
  expect(
    ["#keys", "../routing.md#a", "shopify.md", "https://example.test/x", "../platforms/wix.md", "../../src/a.ts"].map(
      target,
    ),
  ).toEqual(["#keys", "/docs/routing#a", "/docs/providers/shopify", "https://example.test/x", undefined, undefined]);
});

test("every page is drawn whole, and its links lead to headings that exist", () => {
  const pages = docsPages();
  const listed = [...pages.list("").matchAll(/<li><a href="\/docs\/([^"]+)"/g)].map(([, name = ""]) => name);
  const linked = [...(pages.page("decisions/README") ?? "").matchAll(/href="\/docs\/(decisions\/[^"#]+)"/g)];
  const names = [...new Set([...listed, ...linked.map(([, name = ""]) => name)])];
  expect(names).toContain("decisions/stock-numbers");
  expect(names).toContain("providers/shopify");
  expect(names.length).toBeGreaterThan(50);
  const broken = names.flatMap((name) => {
    const page = pages.page(name) ?? "";
    const own = page.matchAll(/href="(?:\/docs\/([^"#]+))?#([^"]+)"/g);
    return [...own]
      .filter(([, other = name, anchor]) => !pages.page(other)?.includes(`id="${anchor}"`))
      .map(([link]) => `${name}: ${link}`);
  });
  expect(broken).toEqual([]);
  for (const name of names) expect(pages.page(name), name).not.toMatch(/\*\*\w|\]\([^)]+\.md|\[object Object\]/);
});

test("a search finds the pages with all of its words, first those that are called so", () => {
  const pages = docsPages();
  expect(pages.list("routing").match(/<li><a href="\/docs\/([^"]+)"/)?.[1]).toBe("routing");
  expect(pages.list("nosuchword")).toContain("0 pages with “nosuchword”");
  expect(pages.page("../README")).toBeUndefined();
});

test("a search of too many words is cut, and a word said twice counts once", () => {
  const pages = docsPages();
  const isFound = (search: string) => pages.list(search).includes('href="/docs/routing"');
  expect(isFound(`${"routing ".repeat(15)}nosuchword`)).toBe(false);
  expect(isFound("a e i o u r s t n l nosuchword")).toBe(true);
  expect(isFound(`routing${" ".repeat(200)}nosuchword`)).toBe(true);
  expect(pages.list("a".repeat(10_000)).length).toBeLessThan(5_000);
});
