import { expect, it } from "vitest";
import { registeredCallback } from "./oauth-callback.ts";

const app = (secrets: Readonly<Record<string, string>>) => ({
  hasSecret: (name: string) => name in secrets,
  secret: (name: string) => secrets[name] ?? "",
});

it("a consent page returns to the provider's one address, or to the one the operator registered", () => {
  const begun = { callbackUrl: "https://hub.example/base/api/connect/one-time_token" };
  expect(registeredCallback(begun, "toy", app({}))).toBe(
    "https://hub.example/base/api/integrations/toy/oauth/callback",
  );
  const own = "https://other.example/back";
  expect(registeredCallback(begun, "toy", app({ redirectUri: own }))).toBe(own);
});
