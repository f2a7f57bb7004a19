import { afterEach, expect, test } from "vitest";
import { refusal } from "../conformance/case.ts";
import type { ErrorKind } from "../contract/errors.ts";
import type { PlatformResponse } from "../contract/platform-http.ts";
import { cleanUp, connectorFor, open, platform } from "../testing/toy.ts";
import { answerJson } from "./answer-json.ts";
import { shownOf } from "./shown.ts";

afterEach(cleanUp);

test("a long answer is read once, before it is classified, and of a refusal no more than a megabyte [F13]", async () => {
  const rows = Array.from({ length: 40_000 }, (_, id) => ({ id, price: 1.5, name: "a mug of the shop" }));
  const text = JSON.stringify({ rows });
  const url = await platform((request, reply) =>
    reply.writeHead(request.url === "/no" ? 400 : 200, { "content-type": "application/json" }).end(text),
  );
  const { ctx } = open(connectorFor(url));
  const seen: { readonly length: number; readonly json: unknown }[] = [];
  const classify = (response: PlatformResponse): ErrorKind | null => {
    seen.push({ length: response.text.length, json: answerJson(response) });
    return response.status === 200 ? null : { kind: "rejected" };
  };
  const { body } = await ctx.http.json({ method: "GET", url: "/yes", operation: "x", classify });
  expect(body).toEqual({ rows: rows.map((row) => ({ ...row, price: "1.5" })) });
  expect(seen[0]?.json).toBe(body);
  const error = await refusal(ctx.http.json({ method: "GET", url: "/no", operation: "x", classify }));
  expect([error.kind, seen[0]?.length, seen[1]]).toEqual([
    "rejected",
    text.length,
    { length: 1024 * 1024, json: null },
  ]);
});

test("a value that changed is shown, and words in place of one that is too long", () => {
  const values = [10, 300_000].map((letters) => ({ b: ["x".repeat(letters)] }));
  expect(values.map(shownOf)).toEqual([values[0], "(too long to be shown)"]);
});
