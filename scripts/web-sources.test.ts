import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashOfWebSources } from "./web-sources.ts";

let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "argosy-web-sources-"));
  for (const file of ["package-lock.json", "web/index.html", "web/src/orders/list.tsx", "src/commerce/money.ts"])
    write(file, "before");
});
afterEach(() => rmSync(root, { recursive: true }));

test.each([
  "package-lock.json",
  "web/index.html",
  "web/src/orders/list.tsx",
  "src/commerce/money.ts",
  "web/src/new.ts",
])("the dashboard is built again after a change of %s", (file) => {
  const before = hashOfWebSources(root);
  write(file, "after");
  expect(hashOfWebSources(root)).not.toBe(before);
});

test.each([
  "web/src/orders/list.test.ts",
  "web/src/register/device/testing.ts",
  "src/commerce/money.test.ts",
  "src/commerce/till/testing-escpos.ts",
  "src/hub/orders/apply.ts",
])("the dashboard is not built again after a change of %s", (file) => {
  const before = hashOfWebSources(root);
  write(file, "after");
  expect(hashOfWebSources(root)).toBe(before);
});
