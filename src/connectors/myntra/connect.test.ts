import { expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { readPart } from "../kit/testing/commands.ts";
import { endOf } from "./auth.ts";
import { classify } from "./classify.ts";
import { openAccount } from "./testing.ts";

const answer = (status: number, body: object | string): PlatformResponse => ({
  status,
  headers: {},
  text: typeof body === "string" ? body : JSON.stringify(body),
  url: "https://api-integration.myntra.com/x",
});
const call = (operation: string, method: PlatformRequest["method"] = "GET"): PlatformRequest => ({
  method,
  url: "x",
  operation,
});
const error = (statusCode: number, statusMessage = "") => ({ statusCode, statusMessage, statusType: "ERROR" });

test.each([
  ["success", answer(200, { statusCode: 1005, statusType: "SUCCESS" }), "orders.get", null],
  ["expiry as success", answer(200, error(0, "access_token has expired")), "orders.get", "auth_expired"],
  ["expiry as 400", answer(400, error(0, "access_token has expired")), "orders.get", "auth_expired"],
  ["401", answer(401, ""), "orders.get", "auth_expired"],
  ["403", answer(403, ""), "orders.get", "auth_expired"],
  ["401 inside", answer(200, error(401)), "orders.get", "auth_expired"],
  ["wrong keys", answer(401, ""), "token.generate", "auth_revoked"],
  ["wrong keys inside", answer(200, error(2000)), "token.generate", "auth_revoked"],
  ["unknown order", answer(200, error(2020)), "orders.get", "not_found"],
  ["404", answer(404, ""), "orders.get", "not_found"],
  ["generic", answer(200, error(2000)), "orders.accept", "rejected"],
  ["duplicate", answer(200, error(2005)), "orders.accept", "rejected"],
  ["validation", answer(200, error(2006)), "stock.set", "rejected"],
  ["invalid SKU", answer(200, error(2007)), "stock.set", "rejected"],
  ["not yet", answer(200, error(8247)), "orders.dispatch", "rejected"],
  ["entries that failed", answer(200, { ...error(2007), failedEntries: ["A"] }), "stock.set", null],
  ["slow down", answer(429, ""), "orders.get", "throttled"],
  ["length required", answer(411, "<html></html>"), "orders.accept", "transient"],
  ["gateway", answer(503, "<html></html>"), "orders.get", "transient"],
  ["maintenance page", answer(200, "<html></html>"), "orders.get", "transient"],
] as const)("an answer is read by its envelope: %s", (_name, response, operation, kind) => {
  expect(classify(response, call(operation))?.kind ?? null).toBe(kind);
});

test("a maintenance page after a write leaves its outcome unknown", () => {
  expect(classify(answer(200, "<html></html>"), call("orders.accept", "PUT"))?.kind).toBe("ambiguous");
});

test.each(["headers", "body"] as const)("tokens come in the %s", async (tokensIn) => {
  await using account = await openAccount();
  account.state.tokensIn = tokensIn;
  const { grant } = await account.connect();
  expect(Object.keys(grant.secrets).sort()).toEqual(["accessToken", "refreshToken", "secretKey"]);
  expect(Date.parse(grant.expiresAt ?? "") - account.clock.now()).toBeGreaterThan(29 * 24 * 3_600_000);
});

test("a first token that has ended already is exchanged at once", async () => {
  await using account = await openAccount();
  account.state.staleTokens = 1;
  await account.connect();
  const tokens = account.sandbox.calls.filter(({ path }) => path.startsWith("/authorization/"));
  expect(tokens.map(({ path }) => path)).toEqual(["/authorization/generate_token", "/authorization/refresh_token"]);
});

test("a token that is no JWT has an end nobody knows", () => {
  expect([endOf("opaque"), endOf("a.b.c"), endOf(""), endOf(`a.${btoa('{"exp":1e99}')}.c`)]).toEqual(
    Array(4).fill(undefined),
  );
  expect(endOf(`a.${btoa('{"exp":1000}')}.c`)).toBe(1_000_000);
});

test.each([200, 401] as const)("an end told with status %i renews once and repeats the call once", async (expiryAs) => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  account.state.expiryAs = expiryAs;
  account.sandbox.faults.expireTokens();
  expect((await readPart(connection, key)).orderKey).toBe(key);
  expect(connection.tokens.generation()).toBe(2);
});

test("a refresh token that is worn out is replaced with the secret key", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  account.state.refreshTokens.clear();
  account.sandbox.faults.expireTokens();
  expect((await readPart(connection, key)).orderKey).toBe(key);
});

test("the selling model travels with every call; its value and the Basic proof are settings", async () => {
  await using account = await openAccount();
  const seen: Readonly<Record<string, string>>[] = [];
  const onExchange = ({ requestHeaders }: { requestHeaders: Readonly<Record<string, string>> }) =>
    void seen.push(requestHeaders);
  await account.connect({ onExchange });
  await account.connect({ onExchange, values: { model: "OMNI" } });
  await account.connect({ onExchange, settings: { partnerStore: "myntra", sendBasicAuth: true } });
  const lists = seen.filter((headers) => headers.access_token !== undefined);
  expect(lists.map((headers) => headers["x-partner-store"])).toEqual(["MYNTRA", "omni", "myntra"]);
  const proof = `Basic ${btoa(`${account.state.merchantId}:${account.state.secretKey}`)}`;
  expect(lists.map((headers) => headers.authorization)).toEqual([undefined, undefined, proof]);
});

test.each([
  ["merchantId", /merchant id is missing/],
  ["secretKey", /secret key is missing/],
  ["warehouses", /at least one warehouse/],
])("a form without %s says what is missing", async (field, texts) => {
  await using account = await openAccount();
  const refused = await account.connect({ values: { [field]: "" } }).then(
    () => null,
    (reason: ConnectorError) => reason,
  );
  expect(refused?.message).toMatch(texts);
  expect(account.sandbox.calls).toEqual([]);
});

test("keys Myntra does not accept are explained, with the host to check", async () => {
  await using account = await openAccount();
  await expect(account.connect({ values: { merchantId: "M999" } })).rejects.toThrow(/Check both.*API base URL/);
});

test("an account without orders connects: that answer is an error of its own", async () => {
  await using account = await openAccount();
  const { detected } = await account.connect();
  expect(detected.locations).toEqual([{ key: "WH01", name: "WH01", active: true }]);
  expect(textOf(detected.warnings[0] ?? "")).toMatch(/^Beta/);
  expect(account.sandbox.calls.at(-1)?.responseBody).toContain('"statusCode":2020');
});
