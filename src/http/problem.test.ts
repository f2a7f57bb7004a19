import { expect, test } from "vitest";
import { message } from "../commerce/message.ts";
import { ConnectorError, type ErrorKind } from "../connectors/kit/contract/errors.ts";
import { HubError } from "../hub/errors.ts";
import { ApiError, connectorKinds, errorTypes, failureOf, hubKinds, problemOf } from "./problem.ts";

const kinds: readonly ErrorKind[] = [
  { kind: "throttled", waitMs: 2_500 },
  { kind: "transient" },
  { kind: "auth_expired" },
  { kind: "auth_revoked" },
  { kind: "forbidden", scope: "read_orders" },
  { kind: "suspended" },
  { kind: "rejected", field: "price", code: "TOO_LOW" },
  { kind: "not_found" },
  { kind: "conflict" },
  { kind: "unsupported" },
  { kind: "facts_stale" },
  { kind: "drift", path: "order.total" },
  { kind: "ambiguous" },
];

test.each(kinds)(
  "a platform's $kind has one status and type, and never looks like the caller's own sign-in",
  (info) => {
    const failure = failureOf(new ConnectorError(info, "The platform said no.", { details: { said: "no" } }));
    const [status, errorType, retryable] = connectorKinds[info.kind];
    expect(failure).toMatchObject({ status, errorType, retryable, detail: "The platform said no." });
    expect(failure.code).toBe(`PLATFORM_${info.kind.toUpperCase()}`);
    expect([401, 403]).not.toContain(failure.status);
    expect(errorTypes).toContain(failure.errorType);
  },
);

test("every kind of the contract is in the table [I7.1]", () => {
  expect(kinds.map(({ kind }) => kind).sort()).toEqual(Object.keys(connectorKinds).sort());
});

test("a throttle tells how long to wait, a rejection which field", () => {
  expect(failureOf(new ConnectorError({ kind: "throttled", waitMs: 2_500 }, "Wait."))).toMatchObject({
    status: 429,
    retryAfterS: 3,
  });
  expect(
    failureOf(new ConnectorError({ kind: "rejected", field: "price", code: "TOO_LOW" }, "Too low.")).details,
  ).toEqual([{ field: "price", platformCode: "TOO_LOW", platform: null }]);
});

test("a call that a person waits for is theirs to repeat, and one of the background is the hub's", () => {
  const waiting = message("platform.throttled", { platform: "Shop", seconds: 64 });
  const error = new ConnectorError({ kind: "throttled", waitMs: 64_000 }, waiting);
  expect(failureOf(error).detail).toBe("Shop is rate limiting. Try again in 64 s.");
  expect(error.message).toBe("Shop is rate limiting. Argosy repeats the call in 64 s.");
});

test.each(Object.entries(hubKinds))("the hub's %s", (kind, [status, errorType]) => {
  const failure = failureOf(new HubError("STORE_NAME", kind as HubError["kind"], "Words.", "name"));
  expect(failure).toMatchObject({
    status,
    errorType,
    code: "STORE_NAME",
    detail: "Words.",
    details: [{ field: "name", message: "Words." }],
  });
});

test("an unforeseen error is an internal one that reveals nothing of the inside", () => {
  for (const error of [
    new Error("password=hunter2 at /srv/x.ts"),
    "text",
    null,
    Object.assign(new Error("x"), { code: "42P01" }),
  ]) {
    const failure = failureOf(error);
    expect(failure).toMatchObject({ status: 500, errorType: "internal_error", retryable: false });
    expect(JSON.stringify(failure)).not.toMatch(/hunter2|42P01/);
  }
});

test("a key that was taken at the same moment is a conflict that tells nothing of the inside", () => {
  const duplicate = new Error('duplicate key value violates unique constraint "variant_sku"');
  const failure = failureOf(Object.assign(duplicate, { code: "23505", detail: "Key (sku_key)=(soap-1) exists" }));
  expect(failure).toMatchObject({ status: 409, errorType: "validation_error", code: "TAKEN", retryable: true });
  expect(JSON.stringify(failure)).not.toMatch(/variant_sku|soap-1|23505/);
});

test.each(["57P01", "08006", "ECONNREFUSED", "53300", "53100", "25006"])(
  "a database that is away (%s) is 503 and worth another try",
  (code) => {
    expect(failureOf(Object.assign(new Error("gone"), { code }))).toMatchObject({
      status: 503,
      retryable: true,
      retryAfterS: 5,
    });
  },
);

test.each(["55P03", "40P01", "40001"])("a lock that was not to be had (%s) is 503 and worth another try", (code) => {
  expect(failureOf(Object.assign(new Error("lock"), { code }))).toMatchObject({
    status: 503,
    code: "DATABASE_BUSY",
    retryable: true,
    retryAfterS: 5,
  });
});

test("the document has the fields of RFC 9457 and ours [I7.1]", () => {
  const now = new Date("2026-11-20T10:00:00Z");
  const failure = failureOf(new ApiError(429, "rate_limit_error", "TOO_MANY_REQUESTS", "Slow down.", 7));
  expect(problemOf(failure, { appUrl: "https://hub.test", path: "/api/orders", requestId: "r1", now })).toEqual({
    type: "https://hub.test/problems/rate_limit_error",
    title: "Too many requests",
    status: 429,
    detail: "Slow down.",
    said: null,
    instance: "/api/orders",
    errorType: "rate_limit_error",
    code: "TOO_MANY_REQUESTS",
    details: [],
    retryable: true,
    timestamp: "2026-11-20T10:00:00.000Z",
    requestId: "r1",
  });
});
