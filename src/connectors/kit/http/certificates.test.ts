/** A shop whose certificate cannot be trusted: nothing of ours reaches it, and the error says what is wrong. */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { refusal } from "../conformance/case.ts";
import { authority } from "../testing/certificates.ts";
import { CANARY, cleanUp, connectorFor, open } from "../testing/toy.ts";

const YEAR_MS = 365 * 86_400_000;
const ours = authority("Test authority");
const existing = tls.getCACertificates("default");
const now = Date.now();
const good = { from: now - YEAR_MS, until: now + YEAR_MS, name: "localhost" };

beforeAll(() => tls.setDefaultCACertificates([...existing, ours.cert]));
afterAll(() => tls.setDefaultCACertificates(existing));
afterEach(cleanUp);

/** A shop with this certificate, and all it was sent within TLS. */
async function shopWith({ cert, key }: { readonly cert: string; readonly key: string }) {
  const received: string[] = [];
  const server = createServer({ cert, key }, (request, reply) => {
    received.push(JSON.stringify(request.headers));
    reply.end("{}");
  });
  server.on("secureConnection", (socket) => socket.on("data", (data) => received.push(String(data))));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    heard: received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it("a call reaches a shop whose certificate is signed by a trusted authority", async () => {
  await using shop = await shopWith(ours.sign(good));
  const { ctx } = open(connectorFor(shop.url));
  expect((await ctx.http.json({ method: "GET", url: "/", operation: "x" })).body).toEqual({});
  expect(shop.heard.join("\n")).toContain(CANARY);
});

it.each([
  ["has expired", () => ours.sign({ ...good, until: now - 60_000 }), "CERT_HAS_EXPIRED"],
  ["is not valid yet", () => ours.sign({ ...good, from: now + YEAR_MS / 2 }), "CERT_NOT_YET_VALID"],
  ["signs itself", () => authority("localhost"), "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["is another name's", () => ours.sign({ ...good, name: "elsewhere.example" }), "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["is signed by nobody known", () => authority("Another").sign(good), "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
] as const)(
  "a certificate that %s: nothing is sent, the error says so, and a write is no doubt [F14]",
  async (_how, make, code) => {
    await using shop = await shopWith(make());
    for (const method of ["GET", "POST"] as const) {
      const { ctx } = open(connectorFor(shop.url));
      const error = await refusal(ctx.http.request({ method, url: "/", operation: "x" }));
      expect([error.kind, error.message]).toEqual(["transient", expect.stringContaining(code)]);
      expect(error.message).toContain("certificate");
    }
    expect(shop.heard).toEqual([]);
  },
);

it("a certificate is at fault and not a typing error while its address is tried", async () => {
  await using shop = await shopWith(ours.sign({ ...good, until: now - 60_000 }));
  const connector = connectorFor(shop.url);
  const field = { id: "baseUrl", label: "Address", type: "url", required: true } as const;
  const withAddress = { ...connector, meta: { ...connector.meta, setupFormFields: [field] } };
  const { ctx } = open(withAddress, { triesAddress: true });
  const error = await refusal(ctx.http.request({ method: "GET", url: "/", operation: "x" }));
  expect(error.message).not.toContain("No server responds");
  expect(error.message).toContain("certificate");
});
