import { afterEach, expect, test } from "vitest";
import { textWith } from "../kit/testing/text-with.ts";
import { connector } from "./index.ts";
import { described, type Lab, mug, openLab, set } from "./testing.ts";
import { tryOut } from "./try-out.ts";

const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

test("a description tried shows raw and mapped records, what is wrong with them, and every write; nothing is sent", async () => {
  const lab = await openLab("page");
  labs.push(lab);
  lab.sandbox.shop.addProduct(mug(1));
  lab.sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
  const connection = await lab.connect();
  const before = connection.calls.length;
  const manifest = described("page", set("reads/orders/map/total", "'twelve'"));
  const settings = { ...connection.info.settings, manifest };
  const ctx = connection.context({ connection: { ...connection.info, settings } });
  const { reads, writes } = await tryOut(ctx);
  const read = (name: string) => reads.find((one) => one.name === name);
  expect(read("reads.products")?.records[0]).toMatchObject({ mapped: { title: "Mug 1" }, problems: [] });
  expect(read("reads.orders")?.records[0]?.raw).toHaveProperty("id");
  expect(read("reads.orders")?.records[0]?.problems).toEqual([expect.stringMatching(/^total: /)]);
  const stock = writes.find(({ name }) => name === "writes.stock.set");
  expect(stock?.request?.url).toMatch(/^http/);
  expect(JSON.stringify(stock?.request)).toContain("12");
  expect(writes.every(({ request, problem }) => (request === null) !== (problem === null))).toBe(true);
  // Secrets are put on by the proof, which what is shown never has.
  expect(JSON.stringify(writes)).not.toContain(connection.secrets.get("apiKey"));
  expect(connection.calls.slice(before).every(({ method }) => method === "GET")).toBe(true);
});

test("a write's preview has no gaps: the made-up values have the shape of real ones", async () => {
  const lab = await openLab("cursor");
  labs.push(lab);
  const { writes } = await tryOut((await lab.connect()).ctx);
  const bodyOf = (name: string) => writes.find((one) => one.name === `writes.${name}`)?.request?.body;
  expect(bodyOf("product.create")).toMatchObject({
    name: "Mug",
    live: true,
    items: [{ sku: "MUG-1", price_minor: 1250, qty: 12 }],
  });
  expect(bodyOf("order.create")).toMatchObject({ lines: [{ sku: "MUG-1", qty: 1 }], paid: true, name: "Ana" });
});

test("a category a shop makes anew instead of renaming it is told as a fault of the description", async () => {
  const lab = await openLab("cursor");
  labs.push(lab);
  const change = set("writes/category.upsert/request/body", { name: "input.name" });
  const { ports, ctx } = await lab.connect({ change });
  const put = ports.categories?.put;
  const key = await put?.({ key: null, name: "Mugs" }, ctx);
  await expect(put?.({ key: key ?? "", name: "Cups" }, ctx)).rejects.toMatchObject({
    kind: "drift",
    message: textWith("The shop made category"),
  });
});

test("a refresh token is not used up by trying", () => {
  const auth = { kind: "oauth2_refresh", tokenUrl: "https://shop.example/token", clientId: "c" };
  const values = { manifest: described("cursor", set("auth", auth)) };
  expect(connector.connect.trial?.refused(values)).toEqual(textWith("refresh token"));
  expect(connector.connect.trial?.refused({ manifest: described("page") })).toBeNull();
});
