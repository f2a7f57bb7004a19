import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { providerReader } from "./sign-in-methods.ts";

/** A provider's server: silent until it may speak. */
async function serving() {
  const state = { speaks: false, asked: 0 };
  const server = createServer((_request, response) => {
    state.asked += 1;
    if (!state.speaks) return;
    const { issuer } = provider;
    const answer = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ["RS256"],
    };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const provider = { issuer: `http://127.0.0.1:${port}`, clientId: "c", clientSecret: "s", name: "Theirs" };
  return {
    state,
    provider,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("a provider that takes the question and says nothing is let go, and asked anew", async () => {
  await using there = await serving();
  const existing = { socialProviders: [], logger: { error: () => undefined } };
  const isThere = providerReader(Promise.resolve(existing), there.provider, 300);
  expect(await Promise.all([isThere(), isThere()])).toEqual([false, false]);
  expect(there.state.asked).toBe(1);
  there.state.speaks = true;
  const patient = providerReader(Promise.resolve(existing), there.provider);
  expect(await patient()).toBe(true);
  expect(await isThere()).toBe(true);
  expect(there.state.asked).toBe(2);
});
