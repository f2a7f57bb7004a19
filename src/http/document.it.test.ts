/** The OpenAPI document as its readers' tools see it. */
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { createSignIn } from "../hub/accounts/sign-in.ts";
import { SIGN_IN_ACTIONS } from "../hub/accounts/sign-in-log.ts";
import type { Document, Operation } from "./document/openapi.ts";
import { signInPaths } from "./document/sign-in-paths.ts";
import { testApp } from "./testing.ts";
import { actionsWithoutText } from "./testing-audit-texts.ts";

const RULES = {
  // The router decides between a word and a parameter: fixed words come first.
  "no-ambiguous-paths": "off",
  // Steps of a consent answer with a redirect.
  "operation-2xx-response": "off",
} as const;

test("the document has no fault a linter knows, and every operation is described with an example [I2.1]", async () => {
  await using hub = await testApp();
  const { text, json } = await hub.anonymous.call("GET", "/api/openapi.json");
  const config = await createConfig({ extends: ["recommended"], rules: RULES });
  const problems = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual([]);
  const document = json as Document;
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  for (const operation of operations) {
    expect(operation.description, operation.operationId).toBeTruthy();
    expect(bare(operation), operation.operationId).toEqual([]);
  }
  for (const status of ["401", "403", "404", "409", "422", "429", "500", "503"])
    expect(
      operations.some(({ responses }) => responses[status] !== undefined),
      status,
    ).toBe(true);
  const order = document.paths["/api/orders"]?.post;
  expect(JSON.stringify(order?.parameters)).toContain("#/components/parameters/IdempotencyKey");
  expect(JSON.stringify(order?.responses["201"])).toContain("#/components/headers/RateLimit-Remaining");
  expect(document.paths).toHaveProperty(["/api/auth/sign-in/email"]);
  expect(document.paths).toHaveProperty(["/readyz"]);
});

test("each action the document says the audit trail keeps has its sentence in both languages", async () => {
  await using hub = await testApp();
  const { json } = await hub.anonymous.call("GET", "/api/openapi.json");
  const announced = Object.values((json as Document).paths).flatMap((item) =>
    Object.values(item).flatMap((operation) => operation["x-audit"] ?? []),
  );
  expect(announced).toContain("orders.fulfil");
  for (const language of ["en", "ar"] as const)
    expect(actionsWithoutText([...announced, ...SIGN_IN_ACTIONS], language), language).toEqual(new Set());
});

/** Requests and answers of JSON that come without an example. */
function bare({ requestBody, responses }: Operation): string[] {
  const contents = [
    ["request", requestBody?.content],
    ...Object.entries(responses).map(([status, answer]) => [status, "content" in answer ? answer.content : {}]),
  ] as const;
  return contents.flatMap(([where, content]) =>
    Object.entries(content ?? {}).flatMap(([type, media]) =>
      type.endsWith("json") && media.example === undefined ? [String(where)] : [],
    ),
  );
}

/** What better-auth serves beside: nothing of the hub uses it, and it refuses or answers nothing useful. */
const unlistedSignIn: Readonly<Record<string, string>> = {
  "/callback/:id": "where the provider sends people back to",
  "/unlink-account": "no screen needs it",
  "/account-info": "the hub asks the provider for nothing after signing in",
  "/refresh-token": "the hub asks the provider for nothing after signing in",
  "/get-access-token": "the hub asks the provider for nothing after signing in",
  "/verify-email": "the mailed link; it leads to the dashboard",
  "/send-verification-email": "inviting sends it where it is needed",
  "/change-email": "changing the address is switched off",
  "/delete-user": "deleting an account is switched off",
  "/delete-user/callback": "deleting an account is switched off",
  "/verify-password": "no screen needs it",
  "/update-session": "sessions hold nothing to change",
  "/revoke-sessions": "revoke-other-sessions and sign-out do it",
  "/reset-password/:token": "the mailed link; it leads to the dashboard",
  "/two-factor/get-totp-uri": "two-factor/enable answers it",
  "/two-factor/send-otp": "codes are not mailed",
  "/two-factor/verify-otp": "codes are not mailed",
  "/ok": "healthz says it",
  "/error": "a page for browsers",
};

test("the routes of signing in are described, or left out with a reason", async () => {
  await using hub = await testApp();
  const { db, keys, config } = hub.deps;
  const { api } = createSignIn({ pool: db.auth, keys, appUrl: config.appUrl, warn: () => undefined });
  const served = Object.values(api).flatMap((each) => ("path" in each && each.path ? [String(each.path)] : []));
  const existing = [
    ...Object.keys(signInPaths).map((path) => path.replace("/api/auth", "")),
    ...Object.keys(unlistedSignIn),
  ];
  expect(served.toSorted()).toEqual(existing.toSorted());
});
