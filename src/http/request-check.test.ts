import type { FastifyRouteSchemaDef } from "fastify/types/schema.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { fieldMessage } from "../commerce/messages/checks.ts";
import { RequestRefusal, requestCheck } from "./request-check.ts";

function refusal(schema: z.ZodType, value: unknown): RequestRefusal {
  const check = requestCheck({ schema } as FastifyRouteSchemaDef<z.ZodType>);
  const answer: unknown = check(value);
  const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : undefined;
  if (!(error instanceof RequestRefusal)) throw new Error(`It was taken: ${JSON.stringify(answer)}`);
  return error;
}

const cases: readonly (readonly [string, z.ZodType, unknown, string, object])[] = [
  ["nothing where something is needed", z.string(), undefined, "field.required", {}],
  ["an empty text", z.string().trim().min(1), "  ", "field.required", {}],
  ["a text too short", z.string().min(8), "abc", "field.tooShort", { count: 8 }],
  ["a text too long", z.string().max(3), "abcd", "field.tooLong", { count: 3 }],
  ["a code of another length", z.string().length(3), "ab", "field.length", { count: 3 }],
  ["an empty list", z.array(z.string()).min(1), [], "field.tooFew", { count: 1 }],
  ["too many entries", z.array(z.int()).max(1), [1, 2], "field.tooMany", { count: 1 }],
  ["no number", z.coerce.number(), "abc", "field.number", {}],
  ["a part of a unit", z.int(), 1.5, "field.whole", {}],
  ["too few", z.int().min(1), 0, "field.atLeast", { least: 1 }],
  ["too many", z.number().max(200), 201, "field.atMost", { most: 200 }],
  ["none at all", z.number().positive(), 0, "field.above", { least: 0 }],
  ["no e-mail address", z.email(), "mona", "field.email", {}],
  ["no address", z.url(), "x y", "field.url", {}],
  ["no moment", z.iso.datetime(), "soon", "field.moment", {}],
  ["no day", z.iso.date(), "31.3.", "field.day", {}],
  ["an unknown choice", z.enum(["a", "b"]), "c", "field.choice", { choices: "a, b" }],
  [
    "a pattern that says what it wants",
    z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency")),
    "eur",
    "field.currency",
    {},
  ],
  ["a pattern that does not", z.string().regex(/^x/), "y", "field.shape", {}],
];

test.each(cases)("%s has a code and its facts", (_, schema, value, code, gaps) => {
  const { details } = refusal(z.object({ it: z.object({ each: schema }) }), { it: { each: value } });
  expect(details).toEqual([{ field: "it.each", message: expect.stringMatching(/\.$/), said: { code, gaps } }]);
});

test("a field nobody knows is named, and the whole says the first thing that is wrong", () => {
  const { details, message } = refusal(z.strictObject({ name: z.string() }), { nmae: "x" });
  expect(details.map(({ said }) => said)).toEqual([
    { code: "field.required", gaps: {} },
    { code: "field.unknown", gaps: { names: "nmae" } },
  ]);
  expect(message).toBe("name: This field is required.");
});

test("an unknown kind of thing is told at its field, with the kinds there are", () => {
  const schema = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a") }),
    z.object({ kind: z.enum(["b", "c"]) }),
  ]);
  for (const value of [{ kind: "x" }, {}])
    expect(refusal(schema, value).details).toMatchObject([
      { field: "kind", said: { code: "field.choice", gaps: { choices: "a, b, c" } } },
    ]);
});
