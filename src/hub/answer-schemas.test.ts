import { expect, test } from "vitest";
import { z } from "zod";
import { minorUnits, schemaOf, time } from "./answer-schemas.ts";

interface Mug {
  readonly name: string;
  readonly priceMinor: bigint;
  readonly firedAt: Date | null;
}

test("a schema held to a type is the schema itself, and one with another, a missing or a further field does not compile", () => {
  const fields = { name: z.string(), priceMinor: minorUnits, firedAt: time.nullable() };
  const schema = z.object(fields);
  expect(schemaOf<Mug>()(schema)).toBe(schema);
  // @ts-expect-error: another type of a field
  schemaOf<Mug>()(z.object({ ...fields, priceMinor: z.string() }));
  // @ts-expect-error: a field is missing
  schemaOf<Mug>()(z.object({ name: z.string(), priceMinor: minorUnits }));
  // @ts-expect-error: a field the type does not have
  schemaOf<Mug>()(z.object({ ...fields, maker: z.string() }));
  // @ts-expect-error: a field that may be left out, which the type does not have
  schemaOf<Mug>()(z.object({ ...fields, maker: z.string().optional() }));
});
