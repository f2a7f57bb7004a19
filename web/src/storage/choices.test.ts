import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choiceOf, jsonOf, saveChoice, saveJson } from "./choices.ts";

const cached = new Map<string, string>();
let isFull = false;

beforeEach(() => {
  isFull = false;
  cached.clear();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => cached.get(name) ?? null,
    removeItem: (name: string) => cached.delete(name),
    setItem(name: string, text: string) {
      if (isFull) throw new DOMException("full", "QuotaExceededError");
      cached.set(name, text);
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

test("a choice a full storage does not take holds in this page, and is stored once there is room", () => {
  saveChoice("paper", "a6");
  isFull = true;
  saveChoice("paper", "4x6");
  expect(choiceOf("paper")).toBe("4x6");
  expect(cached.get("paper")).toBe("a6");
  isFull = false;
  saveChoice("paper", "a4_4");
  expect([choiceOf("paper"), cached.get("paper")]).toEqual(["a4_4", "a4_4"]);
  saveChoice("paper", null);
  expect(choiceOf("paper")).toBeNull();
});

test("a storage that is blocked keeps choices for this page, and nothing breaks", () => {
  vi.stubGlobal("localStorage", undefined);
  expect(jsonOf("columns")).toBeNull();
  saveJson("columns", ["sku"]);
  expect(jsonOf("columns")).toEqual(["sku"]);
});

test("a choice that cannot be read is none", () => {
  cached.set("theme", "{");
  expect(jsonOf("theme")).toBeNull();
});
