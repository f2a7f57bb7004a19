import { expect, test } from "vitest";
import { ConnectorError, isConnectorError, isKind } from "./errors.ts";

test("an error of another copy of the kit is known as a connector's, any other is not", async () => {
  const another = `${import.meta.url.replace("errors.test.ts", "errors.ts")}?another-copy`;
  const copy = await import(another);
  expect(copy.ConnectorError).not.toBe(ConnectorError);
  const thrown = new copy.ConnectorError({ kind: "throttled", waitMs: 5 }, "Slow down.");
  expect(isConnectorError(thrown)).toBe(true);
  expect(isKind(thrown, "throttled")).toBe(true);
  expect(isConnectorError(new Error("Slow down."))).toBe(false);
  expect([null, undefined, "throttled", { kind: "throttled" }].map(isConnectorError)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
