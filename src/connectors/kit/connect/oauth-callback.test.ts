import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Context } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";
import { type Consent, codeVerifier, registeredCallback, toConsent } from "./oauth-callback.ts";

const app = (secrets: Readonly<Record<string, string>>) => ({
  hasSecret: (name: string) => name in secrets,
  secret: (name: string) => secrets[name] ?? "",
});

it("a consent page returns to the provider's one address, or to the one the operator registered", () => {
  const started = { callbackUrl: "https://hub.example/base/api/connect/one-time_token" };
  expect(registeredCallback(started, "toy", app({}))).toBe(
    "https://hub.example/base/api/integrations/toy/oauth/callback",
  );
  const own = "https://other.example/back";
  expect(registeredCallback(started, "toy", app({ redirectUri: own }))).toBe(own);
});

const consent: Consent = {
  page: "https://shop.example/consent",
  provider: "toy",
  app: ["clientId", "clientSecret"],
  scope: "orders",
  pkce: "S256",
  lacking: () => new ConnectorError({ kind: "unsupported" }, "No app."),
};
const begun = (state: string) => ({
  state,
  values: {},
  returnUrl: "",
  callbackUrl: "https://hub.example/api/connect/x",
});
const ctx = app({ clientId: "id", clientSecret: "of the app" }) as Context;

it("a consent page gets the challenge of the verifier that goes with the code, another one for each attempt", () => {
  const sendRequest = (state: string) => {
    const step = toConsent(consent, begun(state), ctx);
    return new URL(step.step === "redirect" ? step.url : "").searchParams;
  };
  const verifier = codeVerifier(begun("one"), consent.app, ctx);
  // RFC 7636, 4.1: 43 to 128 characters of a few kinds.
  expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
  expect(sendRequest("one").get("code_challenge")).toBe(createHash("sha256").update(verifier).digest("base64url"));
  expect(sendRequest("one").get("code_challenge_method")).toBe("S256");
  expect(sendRequest("two").get("code_challenge")).not.toBe(sendRequest("one").get("code_challenge"));
  expect(sendRequest("one").toString()).not.toContain(verifier);
});

it("a consent page without PKCE is requested as before", () => {
  const step = toConsent({ ...consent, pkce: undefined }, begun("one"), ctx);
  expect(step.step === "redirect" && step.url).toBe(
    "https://shop.example/consent?client_id=id&redirect_uri=https%3A%2F%2Fhub.example%2Fapi%2Fintegrations%2Ftoy%2Foauth%2Fcallback&scope=orders&state=one",
  );
});
