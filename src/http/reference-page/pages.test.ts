import { expect, test } from "vitest";
import type { Document } from "../document/openapi.ts";
import { referencePages } from "./pages.ts";

const document: Document = {
  openapi: "3.1.0",
  info: { title: "Argosy", description: "A `key` <b>each</b>.\n\n| role | view |\n| --- | --- |\n| owner | yes |" },
  servers: [{ url: "https://hub.example.test" }],
  tags: [
    { name: "stock counts", description: "Counting." },
    { name: "stores", description: "Shops." },
  ],
  paths: {
    "/api/counts/{id}": {
      post: {
        operationId: "postCountsById",
        summary: "Count <again>",
        tags: ["stock counts"],
        "x-permission": "edit",
        parameters: [
          { name: "id", in: "path", required: true, schema: { type: "string" }, example: "c1" },
          { $ref: "#/components/parameters/Language" },
        ],
        requestBody: {
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Count" }, example: { note: "it's" } },
          },
        },
        responses: { "200": { description: "Done." }, "404": { $ref: "#/components/responses/NotFound" } },
      },
    },
    "/api/stores": {
      get: {
        operationId: "getStores",
        summary: "All stores",
        tags: ["stores"],
        "x-permission": "public",
        responses: { "200": { description: "Stores." } },
      },
    },
  },
  components: {
    parameters: { Language: { name: "Accept-Language", in: "header", schema: { type: "string", enum: ["en", "ar"] } } },
    responses: { NotFound: { description: "Code `GONE`." } },
    schemas: {
      Count: {
        type: "object",
        required: ["note"],
        properties: {
          note: { type: "string", maxLength: 20 },
          most: { type: "integer", maximum: Number.MAX_SAFE_INTEGER },
          parts: { type: "array", items: { $ref: "#/components/schemas/Count" } },
          at: { anyOf: [{ type: "string", format: "date-time", pattern: "^x$" }, { type: "null" }] },
        },
      },
    },
  },
};
const pages = referencePages(document);

test("the list has every operation under its subject, and what is written is text", () => {
  const list = pages.list("");
  expect(list).toContain('<a href="/api/reference/postCountsById">');
  expect(list).toContain('<a href="/api/reference/getStores">');
  expect(list).toContain('id="stock-counts"');
  expect(list).toContain("Count &lt;again&gt;");
  expect(list).toContain("<code>key</code> &lt;b&gt;each&lt;/b&gt;");
  expect(list).toContain("<td>owner</td>");
});

test.each([
  ["counts post", ["postCountsById"]],
  ["MAXLENGTH", []],
  ["note", ["postCountsById"]],
  ["accept-language", ["postCountsById"]],
  ["stores", ["getStores"]],
  ["nothing like it", []],
])("a search for %s finds %j", (search, requested) => {
  const found = [...pages.list(search).matchAll(/href="\/api\/reference\/(\w+)"/g)].map(([, id]) => id);
  expect(found).toEqual(requested);
});

test("a search text cannot become part of the page", () => {
  const page = pages.list('"><script>alert(1)</script>');
  expect(page).not.toContain("<script>");
  expect(page).toContain("&quot;&gt;&lt;script&gt;");
});

test("an operation tells its parameters, fields, example, command and answers; a schema within itself ends", () => {
  const page = pages.operation("postCountsById") ?? "";
  for (const part of [
    "Accept-Language",
    '<code class="name">note</code> <span class="kind">string</span> <b>required</b> <span class="rules">at most 20 characters</span>',
    '<code class="name">most</code> <span class="kind">integer</span></li>',
    '<code class="name">parts</code> <span class="kind">array of Count</span></li>',
    '<span class="kind">date-time or null</span></li>',
    "<code>en</code> <code>ar</code>",
    "<b>404</b> Code <code>GONE</code>.",
    "curl -X POST &#39;https://hub.example.test/api/counts/c1&#39;",
    "-H &#39;Authorization: Bearer argosy_...&#39;",
    "--data &#39;{&quot;note&quot;:&quot;it&#39;\\&#39;&#39;s&quot;}&#39;",
  ])
    expect(page).toContain(part);
  expect(pages.operation("getStores")).toContain(
    '<pre tabindex="0">curl &#39;https://hub.example.test/api/stores&#39;</pre>',
  );
  expect(pages.operation("nothing")).toBeUndefined();
});
