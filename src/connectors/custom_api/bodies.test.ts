/** Shops that speak otherwise than in plain JSON over query parameters: GraphQL, XML, web forms. */
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { collect, need } from "../kit/conformance/bench.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { openTestConnection, type TestConnection } from "../kit/testing/connection.ts";
import { formPairs, readBody } from "./bodies.ts";
import { connector } from "./index.ts";
import { parseManifest } from "./manifest.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Answer = { readonly type?: string; readonly body: string; readonly status?: number };

/** A shop of a few lines; tells what it was asked. */
async function shop(answer: (request: IncomingMessage, body: string) => Answer) {
  const requests: { readonly path: string; readonly type: string; readonly body: string }[] = [];
  const server = createServer((request, reply) => {
    // The machine's time is not that of the test.
    reply.sendDate = false;
    void text(request).then((body) => {
      requests.push({ path: request.url ?? "", type: request.headers["content-type"] ?? "", body });
      const { type = "application/json", status = 200, body: reported } = answer(request, body);
      reply.writeHead(status, { "content-type": type }).end(reported);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const address = server.address();
  return {
    asked: requests,
    url: `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`,
  };
}

async function connect(url: string, manifest: object): Promise<TestConnection> {
  const values = {
    manifest: JSON.stringify({ manifestVersion: 1, name: "Shop", baseUrl: url, currency: "EUR", ...manifest }),
  };
  const sandbox = { url, shop: { credentials: () => values } } as never;
  const connection = await openTestConnection(connector, { sandbox, values });
  closing.push(() => connection.close());
  return connection;
}

describe("a shop of GraphQL", () => {
  test("a GraphQL shop is paged by its cursor in the body", async () => {
    const rows = Array.from({ length: 5 }, (_, index) => ({ id: String(index + 1), name: `Item ${index + 1}` }));
    const { asked, url } = await shop((_request, body) => {
      const { variables } = JSON.parse(body) as { variables: { first: number; after?: string } };
      const from = variables.after === undefined ? 0 : Number(variables.after);
      const nodes = rows.slice(from, from + variables.first);
      const endCursor = from + nodes.length < rows.length ? String(from + nodes.length) : null;
      return { body: JSON.stringify({ data: { products: { nodes, pageInfo: { endCursor } } } }) };
    });
    const connection = await connect(url, {
      auth: { kind: "none" },
      check: {
        request: { method: "POST", path: "/graphql", body: "{ 'query': '{ ok }', 'variables': { 'first': 1 } }" },
      },
      reads: {
        products: {
          request: {
            method: "POST",
            path: "/graphql",
            body: "{ 'query': 'query($first: Int, $after: String) { ... }', 'variables': page }",
          },
          pagination: {
            kind: "cursor",
            in: "body",
            param: "after",
            sizeParam: "first",
            size: 2,
            next: "body.data.products.pageInfo.endCursor",
          },
          records: "[body.data.products.nodes]",
          map: { externalId: "id", title: "name", variants: "[{ 'externalId': id, 'sku': id }]" },
        },
      },
    });
    const [sweep] = need(connection.ports, "products").sweeps;
    const walked = sweep && (await collect(sweep, connection.ctx));
    expect(walked?.items.map(({ title }) => title)).toEqual(rows.map(({ name }) => name));
    const pages = asked.slice(-3).map(({ body }) => (JSON.parse(body) as { variables: unknown }).variables);
    expect(pages).toEqual([{ first: 2 }, { first: 2, after: "2" }, { first: 2, after: "4" }]);
  });
});

describe("a shop of XML and web forms", () => {
  const order = (shipped: string) => `<?xml version="1.0"?><orders><order id="7"><state>${shipped}</state>
    <placed>2026-11-20T09:00:00Z</placed><total currency="EUR">25.00</total>
    <lines><line><sku>A</sku><qty>2</qty><price>12.50</price></line></lines></order></orders>`;

  test("an XML shop is read, sent a parcel, and shows it in its next answer", async () => {
    let state = "new";
    const { asked, url } = await shop((request, body) => {
      if (request.method === "POST") state = body.includes("tracking") ? "sent" : state;
      return { type: "text/xml", body: request.method === "POST" ? "<ok/>" : order(state) };
    });
    const connection = await connect(url, {
      auth: { kind: "none" },
      answers: "xml",
      check: { request: { path: "/orders" } },
      statusMap: {
        order: { new: "confirmed", sent: "completed" },
        fulfilment: { new: "unfulfilled", sent: "fulfilled" },
      },
      reads: {
        orders: {
          request: { path: "/orders" },
          records: "[body.orders.order]",
          map: {
            externalId: "`@id`",
            placedAt: "placed",
            status: "$lookup($statusMap.order, state)",
            fulfilment: "$lookup($statusMap.fulfilment, state)",
            financial: "'paid'",
            total: "total.`#text`",
            lines:
              "[lines.line.{ 'sku': sku, 'quantity': $number(qty), 'unitPrice': price, 'title': sku, 'fulfilledQuantity': %.%.state = 'sent' ? $number(qty) : 0 }]",
          },
        },
      },
      lookups: { "order.byId": { request: { path: "/orders/{{input.id}}" }, record: "body.orders.order" } },
      writes: {
        "fulfilment.create": {
          request: {
            method: "POST",
            path: "/orders/{{input.id}}/parcel",
            bodyAs: "form",
            body: "{ 'tracking': input.trackingNumber, 'lines': input.lines.{ 'id': lineId, 'n': quantity } }",
          },
        },
        "order.refund": {
          movesMoney: false,
          request: {
            method: "POST",
            path: "/orders/{{input.id}}/refund",
            bodyAs: "form",
            body: "{ 'sum': input.amount }",
          },
        },
      },
    });
    const reported = await attemptCommand(
      connection,
      "7",
      {
        kind: "fulfil",
        lines: null,
        carrier: "DHL",
        trackingNumbers: ["T 1"],
        trackingUrl: undefined,
        notifyCustomer: false,
      } as never,
      { idempotencyKey: "k" },
    );
    expect(reported).toMatchObject({ state: "done", order: { status: "completed", fulfilment: "fulfilled" } });
    const posted = asked.find(({ body }) => body.includes("tracking"));
    expect(posted?.type).toContain("application/x-www-form-urlencoded");
    expect([...new URLSearchParams(posted?.body)]).toContainEqual(["tracking", "T 1"]);
    const refunded = await attemptCommand(
      connection,
      "7",
      { kind: "refund", amount: { minor: 500n, currency: "EUR" }, lines: [], reason: "", moveMoney: true } as never,
      { idempotencyKey: "r" },
    );
    expect(refunded).toMatchObject({ state: "done", moneyMoved: false });
  });

  test("XML is read as one element or several, with attributes and text beside them", async () => {
    expect(await readBody({ text: '<a><b>1</b><c x="2">3</c><b>4</b><d/></a>' }, "xml")).toEqual({
      a: { b: ["1", "4"], c: { "@x": "2", "#text": "3" }, d: "" },
    });
    await expect(readBody({ text: "<a><b></a>" }, "xml")).rejects.toThrow(SyntaxError);
    expect(await readBody({ text: "  " }, "xml")).toBeNull();
  });

  test("an XML element is read once, however deep repeated ones nest [F13]", async () => {
    const levels = 150;
    const text = Array.from({ length: levels }).reduce<string>((inner) => `<a/><a>${inner}</a>`, "z");
    const { r } = (await readBody({ text: `<r>${text}</r>` }, "xml")) as { readonly r: { readonly a: unknown[] } };
    let depth = 0;
    for (let at: unknown = r; typeof at === "object" && at !== null && "a" in at && Array.isArray(at.a); at = at.a[1])
      depth += 1;
    expect(depth).toBe(levels);
  });

  test("an XML answer is parsed once, however often it is read", async () => {
    const answer = { text: "<a><b>1</b></a>" };
    expect(await readBody(answer, "xml")).toBe(await readBody(answer, "xml"));
  });

  test("a web form gets nested fields and lists as forms write them", () => {
    expect(formPairs({ a: 1, b: { c: "x y", d: null }, e: [{ f: true }, "g"] })).toEqual([
      ["a", "1"],
      ["b[c]", "x y"],
      ["e[0][f]", "true"],
      ["e[1]", "g"],
    ]);
  });
});

describe("a name nothing fills in is refused before the description is kept", () => {
  const described = (request: object, write = "fulfilment.create") =>
    JSON.stringify({
      manifestVersion: 1,
      name: "Shop",
      baseUrl: "https://shop.example",
      auth: { kind: "none" },
      check: { request: { path: "/me" } },
      writes: { [write]: { request: { method: "POST", path: "/x", ...request } } },
    });

  test.each([
    [{ path: "/orders/{{input.orderId}}/ship" }, 'writes.fulfilment.create.request.path: "input.orderId"'],
    [{ query: { code: "{{input.tracking}}" } }, 'writes.fulfilment.create.request.query.code: "input.tracking"'],
    [{ headers: { "X-Since": "{{state.from}}" } }, 'writes.fulfilment.create.request.headers.X-Since: "state.from"'],
  ])("%o", (request, text) => {
    expect(() => parseManifest(described(request))).toThrow(text);
  });

  test("a name that nothing fills in is refused in a body as well", async () => {
    const { url } = await shop(() => ({ body: "{}" }));
    const wrong = JSON.parse(
      described({ body: { code: "input.trackingNo", when: "$now()", all: "[input.lines.lineId]" } }),
    );
    await expect(connect(url, { ...wrong, baseUrl: url })).rejects.toThrow(
      'writes.fulfilment.create.request.body.code: "input.trackingNo" is not available here; known are input.id',
    );
  });
});
