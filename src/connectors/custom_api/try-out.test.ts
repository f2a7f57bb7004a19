import { afterEach, expect, test } from "vitest";
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

test("a refresh token is not used up by trying", () => {
  const auth = { kind: "oauth2_refresh", tokenUrl: "https://shop.example/token", clientId: "c" };
  const values = { manifest: described("cursor", set("auth", auth)) };
  expect(connector.connect.trial?.refused(values)).toContain("refresh token");
  expect(connector.connect.trial?.refused({ manifest: described("page") })).toBeNull();
});
