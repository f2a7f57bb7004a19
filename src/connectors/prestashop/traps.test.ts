/** The Webservice's own traps, call by call. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { byMeaning } from "../kit/testing/meanings.ts";
import { classify, errorsOf } from "./classify.ts";
import { withoutNotices } from "./client.ts";
import { FULFIL, openShop, order } from "./testing.ts";

const answer = (status: number, text: string, headers: Record<string, string> = {}): PlatformResponse => ({
  status,
  text,
  headers,
  url: "https://shop.test/api/orders",
});
const get: PlatformRequest = { method: "GET", url: "/orders", operation: "orders.list" };
const post: PlatformRequest = { method: "POST", url: "/products", operation: "products.create" };
const json = (...codes: number[]) =>
  JSON.stringify({ errors: codes.map((code) => ({ code, message: `code ${code}` })) });
const xml = (...codes: number[]) =>
  `<?xml version="1.0"?><prestashop><errors>${codes.map((code) => `<error><code><![CDATA[${code}]]></code><message><![CDATA[m]]></message></error>`).join("")}</errors></prestashop>`;

describe("answers", () => {
  const kindsOf = (status: number, codes: readonly number[]) =>
    [json(...codes), xml(...codes)].flatMap((body) =>
      [get, post].map((request) => classify(answer(status, body), request)?.kind),
    );

  test.each(
    byMeaning<string, readonly [status: number, codes: readonly number[]]>({
      // Keys: unknown and inactive look alike (two errors); no key at all has no code.
      auth_revoked: [
        [401, [16]],
        [401, [17]],
        [401, [18]],
        [401, [20, 21]],
        [401, [21]],
      ],
      suspended: [[503, [22]]],
      forbidden: [
        [401, [26]],
        [405, [25]],
        [403, [132]],
      ],
      unsupported: [
        [405, [23]],
        [405, [101]],
      ],
      // Ours, on PHP 8 sent as 500 with a warning behind it.
      drift: [
        [500, [32, 3]],
        [400, [32]],
        [500, [34, 3]],
        [500, [35, 3]],
        [500, [38, 3]],
        [500, [28, 3]],
        [400, [27]],
      ],
      rejected: [
        [400, [41]],
        [400, [84]],
        [400, [85]],
        [400, [90]],
        [400, [91]],
        [400, [93]],
        [500, [134]],
        [500, [133, 46]],
        [500, [140, 46]],
        [500, [127]],
        [500, [3, 3, 127]],
        [500, [999]],
      ],
      not_found: [
        [404, [87]],
        [404, [92]],
        [404, [131]],
      ],
    }),
  )("%s is what %i with codes %j means", (kind, status, codes) => {
    expect(kindsOf(status, codes)).toEqual(Array(4).fill(kind));
  });

  test.each([46, 3])("a call that was perhaps done (%i) is repeated as a read and looked up as a write", (code) => {
    expect(kindsOf(500, [code])).toEqual(["transient", "ambiguous", "transient", "ambiguous"]);
  });

  test.each([
    ["an uncaught exception: 500 without a body", answer(500, ""), "transient"],
    ["an unknown record: 404 without a body", answer(404, ""), "not_found"],
    ["no key at all: plain words", answer(401, "401 Unauthorized"), "auth_revoked"],
    ["a firewall's 429", answer(429, "slow down"), "throttled"],
    ["a firewall's 403 without a code", answer(403, "<html>blocked</html>"), "suspended"],
    ["a proxy's 503 with a time", answer(503, "", { "retry-after": "9" }), "throttled"],
    ["a proxy's 503", answer(503, "<html></html>"), "transient"],
    ["an unpaid host", answer(402, ""), "suspended"],
    ["an upload too large for the host", answer(413, ""), "rejected"],
    ["a maintenance page with 200", answer(200, "<!doctype html><html></html>"), "transient"],
    [
      "the home page an unknown shop is sent to",
      { ...answer(200, "<html></html>"), url: "https://shop.test/" },
      "rejected",
    ],
    ["a good list", answer(200, '{"orders":[]}'), undefined],
    ["an empty list", answer(200, "[]"), undefined],
    [
      "a deletion's empty answer called a web page",
      answer(200, "", { "content-type": "text/html; charset=utf-8" }),
      undefined,
    ],
    [
      "notices before a good answer",
      answer(200, '<br />\n<b>Notice</b>: x<br />\n{"orders":[]}', { "content-type": "text/html" }),
      undefined,
    ],
  ])("%s", (_name, response, kind) => {
    expect(classify(response, get)?.kind).toBe(kind);
  });

  test("a refusal names the field", () => {
    const body = (message: string) => JSON.stringify({ errors: [{ code: 85, message }] });
    expect(classify(answer(400, body('Validation error: "Property Product->price is not valid"')), post)).toMatchObject(
      { field: "price" },
    );
    expect(classify(answer(400, body('parameter "alias" required')), post)).toMatchObject({ field: "alias" });
  });

  test("an answer of any bytes has a kind, and errors are read or none", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 100, max: 599 }), (text, status) => {
        expect(Array.isArray(errorsOf(text))).toBe(true);
        expect(classify(answer(status, text), get)).not.toBeUndefined();
      }),
    );
  });
});

test("PHP notices before the data are cut off, the data is not", () => {
  const notice =
    '<br />\n<b>Warning</b>:  Undefined array key "x[1]" in <b>/var/{shop}/a.php</b> on line <b>7</b><br />\n';
  for (const body of ['{"orders":[{"id":1}]}', "[]", '[{"id":1}]']) {
    expect(withoutNotices(notice + body)).toContain(body);
    expect(JSON.parse(withoutNotices(notice + body))).toEqual(JSON.parse(body));
    expect(withoutNotices(body)).toBe(body);
  }
  // Blanks of a megabyte: read a second time from each of them, they held the hub for minutes.
  const blanks = "\n".repeat(500_000);
  expect(withoutNotices(`x${blanks}`)).toBe(`x${blanks}`);
  expect(withoutNotices(`x${" ".repeat(500_000)}y {"a":1}`)).toContain("y {");
});

test("a shop in debug mode is read all the same", async () => {
  await using open = await openShop();
  const key = order(open);
  open.state.printsNotices = true;
  expect((await open.read(key)).orderKey).toBe(key);
  // Writes answer in XML, with the warnings before it.
  expect((await open.run(FULFIL, key)).state).toBe("done");
});

test("no single record is ever asked for in JSON, and nothing is asked for by `?id=`", async () => {
  await using open = await openShop();
  const key = order(open, "pending");
  await open.run(FULFIL, key);
  await open.products.get("1", open.ctx);
  await open.products.bySku?.(["MUG-1"], open.ctx);
  const requests = open.sandbox.calls.filter(({ method, path }) => method === "GET" && path.includes("JSON"));
  expect(requests.length).toBeGreaterThan(10);
  for (const { path } of requests) {
    expect(path).toMatch(/^\/api\/[a-z_]+\?/);
    expect(path).not.toMatch(/[?&]id=/);
  }
});

test("a stock of 0, which single records leave out, is read as 0", async () => {
  await using open = await openShop();
  const { key } = open.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "1", stock: 0 }] });
  expect((await open.products.get(key, open.ctx))?.variants[0]?.levels).toEqual([{ location: "", available: 0 }]);
});

test("the key stands in the header, never in the address", async () => {
  await using open = await openShop();
  const key = order(open);
  await open.run(FULFIL, key);
  expect(open.sandbox.calls.every(({ path }) => !path.includes("ws_key"))).toBe(true);
});

test("bodies are XML with the record's number inside, whatever their address", async () => {
  await using open = await openShop();
  const key = order(open);
  await open.run({ kind: "note", text: "]]> & <b>", visibleToCustomer: false }, key);
  const [write] = open.sandbox.calls.filter((call) => call.write);
  expect(write?.requestBody).toContain(`<order><id>${key}</id><note>]]&gt; &amp; &lt;b&gt;</note></order>`);
});

test("a list in another sequence than requested is drift: nothing would be sure to be seen", async () => {
  await using open = await openShop();
  const rows = (ids: number[]) => JSON.stringify({ products: ids.map((id) => ({ id })) });
  open.sandbox.faults.add({
    fault: { kind: "status", status: 200, body: rows([5, 3]), headers: { "content-type": "application/json" } },
  });
  const sweep = open.products.sweeps.find(({ mode }) => mode === "full");
  const walk = async () => {
    for await (const page of sweep?.run({ cursor: "7" }, open.ctx) ?? []) expect(page).toBeUndefined();
  };
  await expect(walk()).rejects.toMatchObject({ kind: "drift" });
});

test("8.x prints every number as text, 9.x does not: the same order either way", async () => {
  const parts = [];
  for (const version of ["9.1.4", "8.2.1"]) {
    await using open = await openShop({ prepare: (state) => Object.assign(state, { version }) });
    const { raw: _raw, contact, ...part } = await open.read(order(open));
    parts.push({ ...part, version: 0, placedAt: "", contact: contact.email });
  }
  expect(parts[0]).toEqual(parts[1]);
});
