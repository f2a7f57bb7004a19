/** Texts nobody writes by accident: long runs that make patterns go back and forth, odd signs, almost-values. */
import fc from "fast-check";

const RUNS = [
  ..." \t\n\r\"'\\/.,;:-_+=@#%&(){}[]<>|0123456789aAeEZ\u0000\u00a0\u200f\u202e\ufeff\uff1d",
  "ab",
  "a.",
  "a@",
  "1,",
  "1.",
  "-0",
  "\\u",
  "\r\n",
  "<a",
  "</a",
  "&#",
  "&amp;",
  "{{",
  "}}",
  "%2",
  "http://",
  "::",
  "é",
  "😀",
  "ا",
  '""',
  "'='",
] as const;

const run = fc
  .tuple(
    fc.constantFrom(...RUNS),
    fc.constantFrom(1, 2, 3, 7, 7, 60, 60, 1_000, 5_000),
    fc.constantFrom("", "!", "\u0000", "\n", "x", "]"),
  )
  .map(([unit, times, end]) => unit.repeat(times) + end);

const almost = fc.constantFrom(
  "",
  "null",
  "NaN",
  "Infinity",
  "1e400",
  "-1e-400",
  "0x10",
  "1,234.56",
  "1.234,56",
  "9".repeat(40),
  "2026-02-30T25:61:61Z",
  "2026-11-20T08:00:00+99:99",
  "+20 100 000 0000",
  "a@b",
  "javascript:alert(1)",
  "//evil.example",
  "__proto__",
  "constructor",
  "[object Object]",
  "ar-EG",
  "EUR",
  "../../etc/passwd",
  "=1+1",
  "gid://shopify/Order/1",
  "00000000-0000-4000-8000-000000000000",
);

/** One text. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: run },
  { weight: 2, arbitrary: almost },
  { weight: 1, arbitrary: fc.tuple(run, almost, run).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);

/** JSON with these names in it, and texts like the above. */
export function nastyJson(names: readonly string[]): fc.Arbitrary<unknown> {
  const value = fc.oneof(nastyText, almost, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("id", ...names) },
    { weight: 1, arbitrary: fc.constantFrom("__proto__", "", "toString") },
  );
  return fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4, depthSize: "small" },
      value,
      fc.array(tie("any"), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie("any")), { maxLength: 12 }).map((pairs) => Object.fromEntries(pairs)),
    ),
  })).any;
}

/** The same, most often an object of the names at the top. */
export function nastyRecord(names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .array(fc.tuple(fc.constantFrom("id", ...names), nastyJson(names)), { minLength: 1, maxLength: 20 })
    .map((pairs) => Object.fromEntries(pairs));
}
