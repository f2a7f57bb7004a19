import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "../testing/any-character.ts";
import { hasMoreValues, jsonNumber, parseJson, stringifyJson } from "./json.ts";
import { readJsonBody } from "./parse.ts";

describe("parseJson", () => {
  it("a figure stays exact: what is not a safe integer becomes its decimal text", () => {
    expect(parseJson('{"price":12.50,"id":12345678901234567890,"qty":3,"e":1.5e3,"small":25e-4,"neg":-0.10}')).toEqual({
      price: "12.50",
      id: "12345678901234567890",
      qty: 3,
      e: 1500,
      small: "0.0025",
      neg: "-0.10",
    });
    expect(parseJson("9007199254740993")).toBe("9007199254740993");
    expect(parseJson("[1.0,0.1]")).toEqual([1, "0.1"]);
  });

  it("a text without such numbers is read exactly as by JSON.parse", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "number" ? 7 : inner));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("a text is accepted exactly where JSON.parse accepts it", () => {
    const tokens = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1.5",
      "-",
      "0",
      "12345678901234567890",
      "1e3",
      " ",
      "\n",
      "true",
      ".",
      "e",
      '"',
      "\\",
    );
    const accepts = (parse: (text: string) => unknown, text: string) => {
      try {
        parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const texts = fc.oneof(
      fc.array(tokens, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.tuple(fc.json(), tokens, fc.nat(40)).map(([json, token, at]) => json.slice(0, at) + token + json.slice(at)),
    );
    fc.assert(
      fc.property(texts, (text) => accepts(parseJson, text) === accepts(JSON.parse, text)),
      { numRuns: 5_000 },
    );
  });

  it("a list is counted by its values, not by commas in strings", () => {
    expect([hasMoreValues("[1,2,3]", 3), hasMoreValues("[1,2,3]", 2), hasMoreValues('["a,b,[c",{}]', 3)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(() => readJsonBody(Buffer.from(`[${"0,".repeat(500_000)}0]`), "order")).toThrow();
    expect(readJsonBody(Buffer.from(`["${"0,".repeat(500_000)}0"]`), "order")).toHaveLength(1);
  });

  it("a text of any form gives a value or a SyntaxError, and the value can be printed", () => {
    const unit = anyCharacter;
    const texts = fc.oneof(fc.string(), fc.string({ unit }), fc.json(), fc.json({ stringUnit: unit }));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const printed = stringifyJson(parseJson(text));
          expect(printed.isWellFormed()).toBe(true);
          expect(printed).not.toContain("\\u0000");
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("a text nested so deep that it would blow a stack is refused quickly", () => {
    expect(() => parseJson("[".repeat(100_000))).toThrow(SyntaxError);
    expect(() => parseJson(`${'{"a":'.repeat(300)}1${"}".repeat(300)}`)).toThrow(/deeper/);
    expect(parseJson(`"${"[".repeat(1000)}\\""`)).toBe(`${"[".repeat(1000)}"`);
  });

  it("a text's NUL and lone surrogates are replaced, and __proto__ stays an ordinary key [F13]", () => {
    expect(parseJson('{"a":"x\\u0000y","b":"\\ud800z","c":"\\ud83d\\ude00"}')).toEqual({
      a: "x\uFFFDy",
      b: "\uFFFDz",
      c: "😀",
    });
    const value = parseJson('{"__proto__":{"polluted":1.5}}');
    expect(Object.hasOwn(Object(value), "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("jsonNumber", () => {
  it("a number is printed with the digits it was given", () => {
    expect(stringifyJson({ price: jsonNumber("12.50"), text: "12.50" })).toBe('{"price":12.50,"text":"12.50"}');
    expect(() => jsonNumber("1e5")).toThrow(SyntaxError);
    expect(() => jsonNumber('1,"x":2')).toThrow(SyntaxError);
  });
});
