/** What a shop's answers mean, by status and by its own words; and how much it may be asked. */
import { describe, expect, test } from "vitest";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { classify, reader } from "./classify.ts";
import { limitsOf } from "./settings.ts";
import { described, openLabs, set } from "./testing.ts";

const lab = openLabs();

describe("answers", () => {
  const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}): PlatformResponse => ({
    status,
    headers,
    text: JSON.stringify(body),
    url: "",
  });
  const request = { method: "GET", url: "/", operation: "reads.orders" } as const;

  test.each([
    [200, null],
    [204, null],
    [302, null],
    [400, "rejected"],
    [401, "auth_expired"],
    [403, "forbidden"],
    [404, "not_found"],
    [408, "transient"],
    [409, "conflict"],
    [410, "not_found"],
    [422, "rejected"],
    [425, "transient"],
    [429, "throttled"],
    [500, "transient"],
    [503, "transient"],
  ])("an answer of status %i means %s", (status, kind) => {
    expect(classify(answer(status), request)?.kind ?? null).toBe(kind);
  });

  test("an answer of 503 with Retry-After is a pause", () => {
    expect(classify(answer(503, {}, { "retry-after": "5" }), request)?.kind).toBe("throttled");
  });

  test.each([
    [{ "body.ok": false }, "validation", { ok: false }, "rejected"],
    [{ status: [200, 201], "body.code": ["E1", "E2"] }, "duplicate", { code: "E2" }, "conflict"],
    [{ "body.error": { exists: true } }, "auth", { error: "x" }, "auth_expired"],
    [{ "body.error": { exists: false } }, "retryable", {}, "transient"],
    [{ "headers.x-wait": "1" }, "throttled", {}, "throttled"],
    [{ "body.code": 7 }, "fatal", { code: 7 }, "forbidden"],
    [{ "body.gone": true }, "not_found", { gone: true }, "not_found"],
    [{ "body.code": "E1", status: 500 }, "validation", { code: "E1" }, null],
  ] as const)("an answer by rule %o is %s", async (when, errorClass, body, kind) => {
    const { connect, clock } = await lab("push");
    const { info } = await connect();
    const read = reader({ rules: [{ when: when as never, class: errorClass }], answers: "json" }, request, {
      connection: info,
      shopNow: () => clock.now(),
    });
    expect((await read(answer(200, body, { "x-wait": "1" })))?.kind ?? null).toBe(kind);
  });

  test("an answer of too many calls waits as long as the shop's header says", async () => {
    const { connect, clock } = await lab("page");
    const { info } = await connect();
    const wait = async (manifest: string, value: string) => {
      const connection = { ...info, settings: { ...info.settings, manifest } };
      const kind = await reader({ rules: [], answers: "json" }, request, { connection, shopNow: () => clock.now() })(
        answer(429, {}, { "x-ratelimit-reset": value }),
      );
      return kind?.kind === "throttled" ? kind.waitMs : -1;
    };
    expect(await wait(described("page"), "12")).toBe(12_000);
    expect(await wait(described("page", set("rateLimit/resetUnit", "ms")), "1500")).toBe(1_500);
    const epoch = await wait(
      described("page", set("rateLimit/resetUnit", "epoch")),
      String(Math.ceil(clock.now() / 1000) + 30),
    );
    expect(epoch).toBeGreaterThan(28_000);
    expect(await wait(described("page"), "soon")).toBe(0);
  });
});

describe("limits", () => {
  test("limits follow the description, corrected by the shop's own headers", async () => {
    const { connect } = await lab("page");
    const { info } = await connect();
    const [bucket] = limitsOf(info);
    expect(bucket).toMatchObject({ rate: 15, burst: 30, concurrency: 1, scope: "connection" });
    const answer = (remaining: string) => ({
      status: 200,
      headers: { "x-ratelimit-remaining": remaining },
      text: "",
      url: "",
    });
    expect([bucket?.learn?.(answer("3")), bucket?.learn?.(answer("soon"))]).toEqual([{ available: 3 }, null]);
  });
});
