import { expect, test } from "vitest";
import { secretsNow } from "./previous-secrets.ts";

test("a replaced secret counts after the one in use, for its own name alone, and until its time", () => {
  const secrets = new Map([
    ["previous:2000:webhookSecret", "older"],
    ["previous:3000:webhookSecret", "old"],
    ["previous:3000:appSecret", "another's"],
    ["webhookSecret", "new"],
  ]);
  expect(secretsNow(secrets, ["webhookSecret"], 1_000)).toEqual(["new", "older", "old"]);
  expect(secretsNow(secrets, ["webhookSecret"], 2_000)).toEqual(["new", "old"]);
  expect(secretsNow(secrets, ["webhookSecret"], 3_000)).toEqual(["new"]);
  expect(secretsNow(secrets, [], 1_000)).toEqual([]);
});
