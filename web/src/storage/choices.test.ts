import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choiceOf, jsonOf, keepChoice, keepJson } from "./choices.ts";

const kept = new Map<string, string>();
let isFull = false;

beforeEach(() => {
  isFull = false;
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    removeItem: (name: string) => kept.delete(name),
    setItem(name: string, text: string) {
      if (isFull) throw new DOMException("full", "QuotaExceededError");
      kept.set(name, text);
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

test("a choice a full storage does not take holds in this page, and is stored once there is room", () => {
  keepChoice("paper", "a6");
  isFull = true;
  keepChoice("paper", "4x6");
  expect(choiceOf("paper")).toBe("4x6");
  expect(kept.get("paper")).toBe("a6");
  isFull = false;
  keepChoice("paper", "a4_4");
  expect([choiceOf("paper"), kept.get("paper")]).toEqual(["a4_4", "a4_4"]);
  keepChoice("paper", null);
  expect(choiceOf("paper")).toBeNull();
});

test("a storage that is blocked keeps choices for this page, and nothing breaks", () => {
  vi.stubGlobal("localStorage", undefined);
  expect(jsonOf("columns")).toBeNull();
  keepJson("columns", ["sku"]);
  expect(jsonOf("columns")).toEqual(["sku"]);
});

test("what cannot be read is no choice", () => {
  kept.set("theme", "{");
  expect(jsonOf("theme")).toBeNull();
});
