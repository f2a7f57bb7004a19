import { expect, test } from "vitest";
import { code128 } from "./code128.ts";
import { read128 } from "./testing-code128.ts";

test("a barcode is read as its text, and each of its characters is eleven modules wide", () => {
  for (const text of ["SH-1042", "#10 / b~", "4006381333931"]) {
    const widths = code128(text) ?? [];
    expect(read128(widths)).toBe(text);
    // As a camera measures them.
    expect(read128(widths.map((width, n) => width * 2.7 + (n % 3) * 0.3))).toBe(text);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(11 * (text.length + 2) + 13);
  }
});

test("a barcode is the one of the standard's example, and there is none for text that set B cannot encode", () => {
  // "A": start B, the sign itself (33), check (104 + 33) mod 103 = 34, stop.
  expect(code128("A")?.join("")).toBe(`211214${"111323"}${"131123"}2331112`);
  expect([code128(""), code128("طلب"), code128("a".repeat(81))]).toEqual([null, null, null]);
});

test("a barcode with one wrong bar is not read", () => {
  const widths = code128("SH-1042") ?? [];
  const wrong = widths.map((width, n) => (n === 8 ? width + 1 : n === 9 ? width - 1 : width));
  expect([read128(wrong), read128(widths.slice(6)), read128([])]).toEqual([null, null, null]);
});
