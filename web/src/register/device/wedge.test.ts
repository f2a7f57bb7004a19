import { expect, test } from "vitest";
import { NO_KEYS, takeKey } from "./wedge.ts";

const type = (text: string, everyMs: number) => {
  let [keys, at] = [NO_KEYS, 1_000];
  let code: string | null = null;
  for (const key of [...text, "Enter"]) {
    ({ keys, code } = takeKey(keys, key, at));
    at += everyMs;
  }
  return code;
};

test("a scanner's code is read, and what fingers or a short code type is not", () => {
  expect(type("4006381333931", 8)).toBe("4006381333931");
  expect(type("4006381333931", 120)).toBeNull();
  expect(type("12", 8)).toBeNull();
});

test("a code is read anew after a pause", () => {
  const slow = takeKey(NO_KEYS, "x", 0).keys;
  expect(takeKey(slow, "4", 500).keys.text).toBe("4");
});
