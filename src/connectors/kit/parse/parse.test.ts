import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import {
  decimal,
  idText,
  MOST_ROWS,
  optionalDecimal,
  optionalId,
  optionalText,
  optionalTime,
  parseDecoration,
  parseResponse,
  readBody,
  wholeNumber,
} from "./parse.ts";

const order = z.object({ id: idText, total: decimal, lines: z.array(z.object({ sku: optionalText })) });

describe("parseResponse", () => {
  it("a response's unknown fields are ignored, and ids and figures normalised", () => {
    const read = parseResponse(
      order,
      { id: 7, total: 12, lines: [{ sku: null, new: 1 }], extra: true },
      { what: "order 7" },
    );
    expect(read).toEqual({ id: "7", total: "12", lines: [{ sku: undefined }] });
  });

  it("a response's changed field is reported by its path and throws drift", () => {
    const reports: unknown[] = [];
    const read = () =>
      parseResponse(
        order,
        { id: "7", total: "12.00", lines: [{ sku: {} }] },
        { what: "order 7", ctx: { drift: (report) => void reports.push(report) } },
      );
    expect(read).toThrow(ConnectorError);
    expect(reports).toEqual([{ path: "lines.0.sku", problem: expect.stringContaining("order 7"), value: {} }]);
  });
});

describe("a field that decides nothing", () => {
  const record = z.object({
    ...{ id: idText, name: z.string().min(1), phone: optionalText, at: optionalTime },
    people: z.array(z.object({ name: z.string() })).nullish(),
    lines: z.array(z.object({ id: idText, title: z.string(), note: optionalText })),
  });
  const read = (more: object) => {
    const reports: string[] = [];
    const whole = { id: 7, name: "A", lines: [{ id: 1, title: "Mug" }], ...more };
    const essential = ["id", "lines.*.id"];
    const ctx = {
      drift: ({ path, problem }: { path: string; problem: string }) => void reports.push(`${path} ${problem}`),
    };
    return { data: parseResponse(record, whole as Json, { what: "a record", ctx, essential }), reports };
  };

  it("a field that decides nothing is read as text or left out, and reported", () => {
    const { data, reports } = read({ name: {}, phone: 5, at: "0000-00-00 00:00:00", lines: [{ id: 1, title: [] }] });
    expect(data).toMatchObject({ id: "7", name: "-", phone: "5", lines: [{ id: "1", title: "" }] });
    expect(reports).toEqual([
      expect.stringMatching(/^name left out/),
      expect.stringMatching(/^at left out/),
      expect.stringMatching(/^lines\.\*\.title left out/),
    ]);
  });

  it("a field that decides nothing drops what holds nothing else, never what decides", () => {
    expect(read({ people: [{ name: "Ada" }, 5, { name: {} }] }).data.people).toEqual([{ name: "Ada" }, { name: "" }]);
    expect(() => read({ lines: [{ id: {}, title: "Mug" }] })).toThrow(ConnectorError);
    expect(() => read({ lines: "none" })).toThrow(ConnectorError);
  });

  it("a whole record that decides nothing is absent where it cannot be read", () => {
    const ctx = { drift: () => undefined };
    expect(parseDecoration(record, "gone", { what: "a customer", ctx })).toBeUndefined();
  });
});

describe("fields", () => {
  it("an optional id or decimal may be absent from an object", () => {
    const line = z.object({ variant: optionalId, price: optionalDecimal });
    expect(line.parse({})).toEqual({ variant: undefined, price: undefined });
    expect(line.parse({ variant: null, price: "" })).toEqual({ variant: undefined, price: undefined });
    expect(line.parse({ variant: 0, price: 1.5 })).toEqual({ variant: undefined, price: "1.5" });
  });

  it("decimals, ids, texts and whole numbers are read as platforms print them", () => {
    expect([" 12.50 ", "-0.5", ".5", 3].map((value) => decimal.parse(value))).toEqual(["12.50", "-0.5", ".5", "3"]);
    for (const bad of ["", "1,000", "1e99", "abc", null]) expect(decimal.safeParse(bad).success).toBe(false);
    expect(["", null, undefined, "3.10"].map((value) => optionalDecimal.parse(value))).toEqual([
      undefined,
      undefined,
      undefined,
      "3.10",
    ]);
    expect([0, "0", "", null, 12, "gid://1"].map((value) => optionalId.parse(value))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      "12",
      "gid://1",
    ]);
    expect(["  ", null, " a "].map((value) => optionalText.parse(value))).toEqual([undefined, undefined, "a"]);
    expect([7, "7", "7.0", "-2"].map((value) => wholeNumber.parse(value))).toEqual([7, 7, 7, -2]);
    expect(wholeNumber.safeParse("7.5").success).toBe(false);
  });
});

describe("readBody", () => {
  it("a body that is not the platform's JSON is rejected, never drift", () => {
    for (const bytes of [Buffer.from("{"), Buffer.from([0xff, 0xfe]), Buffer.from('{"id":1}'), Buffer.alloc(0)]) {
      expect(() => readBody(order, bytes, "order webhook")).toThrow(expect.objectContaining({ kind: "rejected" }));
    }
  });
});

it("a record with a list of more rows than are read is told as what it is, and a list of records may have more", () => {
  const schema = z.object({ lines: z.object({ nodes: z.array(z.unknown()) }) });
  const value = (rows: number) => ({ lines: { nodes: Array.from({ length: rows }, () => ({})) } });
  const read = (rows: number, essential?: readonly string[]) =>
    parseResponse(schema, value(rows), { what: "order 7", essential });
  expect(() => read(MOST_ROWS + 1, ["lines.nodes"])).toThrow(`its "lines.nodes" has more than ${MOST_ROWS} rows`);
  expect(read(MOST_ROWS, ["lines.nodes"]).lines.nodes).toHaveLength(MOST_ROWS);
  expect(read(MOST_ROWS + 1).lines.nodes).toHaveLength(MOST_ROWS + 1);
});
