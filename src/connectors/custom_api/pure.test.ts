/** The small pieces: times, helpers, templates, pages. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HELPERS } from "./helpers.ts";
import type { Pagination } from "./manifest-parts.ts";
import { askFor, nextLink, nextPosition, type PageFacts } from "./paging.ts";
import { formatSince } from "./sweeps.ts";
import { fill, namesIn, valueAt } from "./template.ts";
import { formatTime, parseTime } from "./time.ts";

describe("times", () => {
  test.each([
    ["2026-11-20T09:30:00Z", "iso", "Africa/Cairo", "2026-11-20T09:30:00.000Z"],
    ["2026-11-20T09:30:00+05:30", "iso", "UTC", "2026-11-20T04:00:00.000Z"],
    ["2026-11-20 09:30:00", "iso", "Africa/Cairo", "2026-11-20T07:30:00.000Z"],
    ["2026-07-01 09:30:00", "iso", "Africa/Cairo", "2026-07-01T06:30:00.000Z"],
    ["1763600000", "epoch", "UTC", "2025-11-20T00:53:20.000Z"],
    ["1763600000123", "epoch_ms", "UTC", "2025-11-20T00:53:20.123Z"],
    ["20.11.2026 09:30", "dd.MM.yyyy HH:mm", "Europe/Berlin", "2026-11-20T08:30:00.000Z"],
    // Clocks set back: 02:30 comes twice, the first one counts.
    ["2026-10-25 02:30:00", "yyyy-MM-dd HH:mm:ss", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
    // Clocks set forward: 02:30 does not exist.
    ["2026-03-29 02:30:00", "yyyy-MM-dd HH:mm:ss", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
  ])("%s as %s in %s", (text, format, zone, requested) => {
    expect(new Date(parseTime(text, format, zone)).toISOString()).toBe(requested);
  });

  test.each([
    ["2026-02-30 09:30:00", "yyyy-MM-dd HH:mm:ss"],
    ["20/11/2026", "yyyy-MM-dd"],
    ["yesterday", "iso"],
    ["12a", "epoch"],
    ["", "iso"],
  ])("%s is no time of the form %s", (text, format) => {
    expect(() => parseTime(text, format, "UTC")).toThrow(RangeError);
  });

  test("a time that is written is read again", () => {
    const zones = fc.constantFrom("UTC", "Africa/Cairo", "Asia/Kolkata", "America/Sao_Paulo");
    const formats = fc.constantFrom("iso", "epoch", "epoch_ms", "yyyy-MM-dd HH:mm:ss", "dd/MM/yyyy HH:mm:ss.SSS");
    const times = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(times, formats, zones, (ms, format, zone) => {
        const reported = formatTime(ms, format, zone);
        const read = parseTime(reported, format, zone);
        // An hour that comes twice is read as the first of the two.
        expect(formatTime(read, format, zone)).toBe(reported);
      }),
    );
  });
});

describe("helpers", () => {
  test.each([
    ["12.50", "12.50"],
    ["12,50", "12.50"],
    ["1.234,50", "1234.50"],
    ["1,234.50", "1234.50"],
    ["1,250", "1250"],
    ["EGP 1 250.00", "1250.00"],
    ["١٢٫٥٠", "12.50"],
    ["١٬٢٣٤٫٥", "1234.5"],
    ["-3,5", "-3.5"],
    [7, "7"],
  ])("$decimal reads %s", (text, requested) => {
    expect(HELPERS.decimal(text)).toBe(requested);
  });

  test("$decimal believes the separator it is told, and no float", () => {
    expect(HELPERS.decimal("1,250", ",")).toBe("1.250");
    expect(() => HELPERS.decimal(0.1 + 0.2)).toThrow("float");
    expect(() => HELPERS.decimal("free")).toThrow();
    expect(HELPERS.decimal(null)).toBeUndefined();
  });

  test("$money, $times and $plus are exact", () => {
    expect([
      HELPERS.money(1250, 2),
      HELPERS.money("12505", "KWD"),
      HELPERS.money(500, "JPY"),
      HELPERS.money(-5, 2),
    ]).toEqual(["12.50", "12.505", "500", "-0.05"]);
    expect(() => HELPERS.money("12.5", 2)).toThrow("minor units");
    expect([HELPERS.times("0.1", 3), HELPERS.plus("0.1", "0.2"), HELPERS.plus(undefined, "1.50")]).toEqual([
      "0.3",
      "0.3",
      "1.50",
    ]);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 0, max: 4 }), (minor, exponent) => {
        const text = HELPERS.money(String(minor), exponent) ?? "";
        expect(BigInt(text.replace(".", ""))).toBe(minor);
      }),
    );
  });

  test("a filter by a wall clock asks for every later moment, also in the hour that comes twice", () => {
    const format = "yyyy-MM-dd HH:mm:ss";
    const zones = fc.constantFrom("Africa/Cairo", "Europe/Berlin", "America/New_York", "UTC");
    const around = fc.constantFrom(Date.UTC(2026, 9, 29, 21), Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 10, 1, 6));
    const minutes = fc.integer({ min: -200, max: 200 });
    fc.assert(
      fc.property(zones, around, minutes, fc.integer({ min: 0, max: 300 }), (zone, change, offset, later) => {
        const seen = change + offset * 60_000;
        const read = parseTime(formatTime(seen, format, zone), format, zone);
        const shown = formatTime(seen + later * 60_000, format, zone);
        expect(formatSince(read, format, zone) <= shown).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(formatSince(0, "iso", "Africa/Cairo")).toBe("1970-01-01T00:00:00.000Z");
  });

  test("$phone keeps what is no number, $slug keeps letters of every script", () => {
    expect(HELPERS.phone("٠١٠٠١٢٣٤٥٦٧", "EG")).toBe("+201001234567");
    expect(HELPERS.phone("ask reception", "EG")).toBe("ask reception");
    expect([HELPERS.slug("Crème Brûlée 2!"), HELPERS.slug("قميص قطن")]).toEqual(["creme-brulee-2", "قميص-قطن"]);
  });
});

describe("templates", () => {
  test("a template encodes by position, and names what is missing", () => {
    const values = { input: { sku: "A/B ?&ü", n: 5, no: null } };
    expect(fill("/stock/{{input.sku}}/{{input.n}}", values, encodeURIComponent)).toBe("/stock/A%2FB%20%3F%26%C3%BC/5");
    expect(fill("{{ input.none }}", values)).toBeNull();
    expect(fill("{{input.no}}", values)).toBeNull();
    expect(namesIn("a {{input.x}} b {{state.since}}")).toEqual(["input.x", "state.since"]);
  });

  test("a template reaches own fields only", () => {
    expect(valueAt({ a: 1 }, "constructor")).toBeUndefined();
    expect(valueAt({ a: 1 }, "__proto__.toString")).toBeUndefined();
    expect(valueAt({ a: { b: [5] } }, "a.b.0")).toBe(5);
  });

  test("a template never breaks out of a path", () => {
    fc.assert(
      fc.property(fc.string(), (sku) => {
        const path = fill("/stock/{{input.sku}}", { input: { sku } }, encodeURIComponent) ?? "/stock/";
        expect(path.slice("/stock/".length)).not.toMatch(/[/?#\s]/);
      }),
    );
  });
});

describe("pages", () => {
  const told = (more: Partial<PageFacts>): PageFacts => ({
    place: "",
    count: 100,
    seen: { status: 200, headers: {}, body: null },
    told: undefined,
    base: "https://shop.example/api",
    url: "https://shop.example/api/orders",
    ...more,
  });
  const page = (more: object = {}): Pagination =>
    ({
      kind: "page",
      param: "page",
      start: 1,
      sizeParam: "limit",
      size: 100,
      stop: "short_page",
      ...more,
    }) as Pagination;

  test("pages by number end with a short page, an empty one, or the reported total", () => {
    expect(askFor(page(), "").query).toEqual([
      ["limit", "100"],
      ["page", "1"],
    ]);
    expect(nextPosition(page(), told({}))).toBe("2");
    expect(nextPosition(page(), told({ place: "2", count: 99 }))).toBeNull();
    expect(nextPosition(page({ stop: "empty" }), told({ count: 1 }))).toBe("2");
    expect(nextPosition(page({ stop: "empty" }), told({ count: 0 }))).toBeNull();
    const total = page({ start: 0, stop: { totalPages: "body.pages" } });
    expect([nextPosition(total, told({ told: 2 })), nextPosition(total, told({ place: "1", told: 2 }))]).toEqual([
      "1",
      null,
    ]);
    expect(() => nextPosition(total, told({ told: "many" }))).toThrow("number of pages");
  });

  test("pages by offset overlap by one row", () => {
    const offset: Pagination = { kind: "offset", param: "skip", in: "query", size: 100 };
    expect([
      nextPosition(offset, told({})),
      nextPosition(offset, told({ place: "99" })),
      nextPosition(offset, told({ count: 40 })),
    ]).toEqual(["99", "198", null]);
  });

  test("pages by cursor go on until there is none; one that travels alone does", () => {
    const cursor: Pagination = {
      kind: "cursor",
      param: "after",
      in: "query",
      sizeParam: "n",
      size: 50,
      next: "body.next",
      alone: false,
    };
    expect([
      nextPosition(cursor, told({ told: "abc" })),
      nextPosition(cursor, told({ told: null })),
      nextPosition(cursor, told({ told: "" })),
      nextPosition(cursor, told({ told: 7 })),
    ]).toEqual(["abc", null, null, "7"]);
    expect(askFor(cursor, "abc").query).toEqual([
      ["n", "50"],
      ["after", "abc"],
    ]);
    expect(askFor({ ...cursor, alone: true }, "abc")).toEqual({ query: [["after", "abc"]], alone: true });
  });

  test.each([
    ['<https://shop.example/api/o?page=2>; rel="next", </api/o>; rel="first"', "https://shop.example/api/o?page=2"],
    ['</api/o?p=1>; rel="prev", </api/o?p=3>; title="a, b"; rel="last next"', "/api/o?p=3"],
    ["</api/o?p=3>; rel=next", "/api/o?p=3"],
    ['</api/o?p=3>; rel="nextish"', null],
    [undefined, null],
  ])("pages follow a Link header: %s", (header, requested) => {
    expect(nextLink(header)).toBe(requested);
  });

  test("pages of another host are not followed", () => {
    const next: Pagination = { kind: "next_url", size: 100, next: "body.next" };
    expect(nextPosition(next, told({ told: "?after=2" }))).toBe("https://shop.example/api/orders?after=2");
    for (const bad of [
      "https://evil.example/api",
      "//evil.example/",
      "http://shop.example/api",
      "https://shop.example:8443/",
    ])
      expect(() => nextPosition(next, told({ told: bad })), bad).toThrow("another host");
  });
});
