import { expect, it } from "vitest";
import { openEmptySearch } from "./search.ts";

it("a Magento shop that indexes an item is answered as by a search server, and finds nothing afterwards", async () => {
  const search = await openEmptySearch();
  const ask = async (path: string, requested: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${search.port}${path}`, {
      ...requested,
      headers: { "content-type": "application/json", connection: "close" },
    });
  try {
    expect((await ask("/", { method: "HEAD" })).headers.get("x-elastic-product")).toBe("Elasticsearch");
    const body = [
      '{"delete":{"_id":"4"}}',
      '{"index":{"_id":5}}',
      '{"name":"Mug","index":{"_id":"of the item itself"}}',
      "",
    ].join("\n");
    expect(await (await ask("/items/_bulk", { method: "POST", body })).json()).toMatchObject({
      errors: false,
      items: [{ delete: { _id: "4" } }, { index: { _id: "5" } }],
    });
    expect(await (await ask("/items/_search", { method: "POST", body: "{}" })).json()).toMatchObject({
      hits: { total: { value: 0 }, hits: [] },
    });
    expect(await (await ask("/items/_mapping")).json()).toEqual({ items: { mappings: { properties: {} } } });
  } finally {
    await search.close();
  }
});
