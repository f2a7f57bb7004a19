import { expect, test } from "vitest";
import { twinProblems, twinsAmong } from "./twins.ts";

const schema = {
  file: "src/hub/mugs/mugs.ts",
  text: `import { z } from "zod";
const size = { widthMm: z.int(), heightMm: z.int() };
export const mugSchema = z.object({
  id,
  name: z.string().describe("{as printed}"),
  ...size,
  maker: z.object({ country: z.string() }),
});
`,
};
const typeOf = (fields: readonly string[]) => ({
  file: "src/hub/mugs/read.ts",
  text: `/** A mug. */\nexport interface Mug {\n${fields.map((name) => `  readonly ${name}: string;`).join("\n")}\n}\n`,
});
const fields = ["id", "name", "widthMm", "heightMm", "maker"];

test("a type that repeats the fields of a schema is named with both lines, also where one field is missing", () => {
  for (const typed of [fields, fields.slice(1)])
    expect(twinProblems([schema, typeOf(typed)], {})).toEqual([
      "src/hub/mugs/read.ts:2 declares Mug again, which src/hub/mugs/mugs.ts:3 has as a schema: infer it",
    ]);
});

test("inferred types, types of other fields, small ones, and types beside what callers send pass", () => {
  const inferred = { file: "src/hub/mugs/read.ts", text: "export type Mug = Answered<typeof mugSchema>;\n" };
  const others = typeOf(["id", "name", "orders", "returns", "refunds"]);
  const query = { ...schema, text: schema.text.replace("export const mugSchema =", "export const mugQuery =") };
  for (const passing of [
    [schema, inferred],
    [schema, others],
    [schema, typeOf(["id", "name", "maker"])],
    [query, typeOf(fields)],
  ])
    expect(twinsAmong(passing).twins).toEqual([]);
});

test("a file may have the twins recorded of before, and says when there are fewer", () => {
  const sources = [schema, typeOf(fields)];
  expect(twinProblems(sources, { "src/hub/mugs/read.ts": 1 })).toEqual([]);
  expect(twinProblems(sources, { "src/hub/mugs/read.ts": 1, "src/hub/cups.ts": 2 })).toEqual([
    "src/hub/cups.ts has 0 types beside their schemas: scripts/exceptions.ts says 2",
  ]);
});

test("a type that the compiler holds equal to its schema is no twin", () => {
  const held = { ...schema, text: schema.text.replace("z.object({\n", "schemaOf<Mug>()(z.object({\n") };
  expect(twinsAmong([held, typeOf(fields)]).twins).toEqual([]);
});

test("a type that adds ten fields of a schema to those of another type is a twin, also where the schema has more", () => {
  const many = Array.from({ length: 12 }, (_, n) => `field${n}`);
  const large = {
    ...schema,
    text: schema.text.replace("  id,\n", `  id,\n${many.map((name) => `  ${name}: z.string(),\n`).join("")}`),
  };
  const added = (count: number) => {
    const type = typeOf(many.slice(0, count));
    return { ...type, text: type.text.replace("Mug {", "Mug extends Cup {") };
  };
  expect(twinsAmong([large, added(10)]).twins.map(({ common }) => common)).toEqual([10]);
  expect(twinsAmong([large, added(9)]).twins).toEqual([]);
});
