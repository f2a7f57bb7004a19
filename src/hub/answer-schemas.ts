/**
 * Pieces of what the hub answers. Such a schema says how a field stands in JSON, and its type how the hub has it: a moment
 * is a Date, minor money may be a bigint. `Answered` infers the type, so that nobody declares the same fields by hand.
 */
import { z } from "zod";
import type { Message, MessagePart, MessageRef } from "../commerce/message.ts";
import { fieldMessage } from "../commerce/messages/checks.ts";
import type { ProblemCode } from "../commerce/problem-codes.ts";
import type { Json } from "../commerce/product.ts";

/** What the hub makes for a schema. */
export type Answered<S extends z.ZodType> = DeepReadonly<z.output<S>>;

/** Nobody changes what was made. */
export type DeepReadonly<T> = [Json] extends [T]
  ? T
  : T extends string | number | bigint | boolean | Date
    ? T
    : T extends readonly (infer Item)[]
      ? readonly DeepReadonly<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
        : T;

/**
 * A value the hub has as `T`, where the interface says less of it. Answers are never parsed: types and documents alone
 * read these schemas.
 */
export const typed = <T>(schema: z.ZodType): z.ZodType<T, T> => schema as z.ZodType<T, T>;

type Same<One, Other> = [One] extends [Other]
  ? [Other] extends [One]
    ? [keyof One] extends [keyof Other]
      ? [keyof Other] extends [keyof One]
        ? true
        : false
      : false
    : false
  : false;

/**
 * A schema of a type that is declared where nobody knows of the interface: it has the type's fields and no others, and
 * does not compile where they differ.
 */
export const schemaOf =
  <T>() =>
  <S extends z.ZodType>(schema: Same<Answered<S>, DeepReadonly<T>> extends true ? S : never): S =>
    schema;

/** ISO 8601 UTC in JSON. */
export const time = typed<Date>(z.string());

/** Minor units of money. */
export const minorUnits = typed<bigint>(z.int());

export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, fieldMessage("field.id"));

/** A count that is exact to 10,000; `more`: there are, or may be, others. */
export const boundedCount = z
  .object({ count: z.int().describe("to 10,000"), more: z.boolean() })
  .meta({ id: "BoundedCount" });

/** Parameters of a message. */
export const gaps = z.record(z.string(), z.union([z.string(), z.number()]));

/** The code of one of the hub's messages and its parameters, for other languages. */
export const answer = typed<MessageRef>(z.object({ code: z.string(), gaps }));

/** One of the hub's messages. */
export const messageSchema = typed<Message>(z.object({ code: z.string(), gaps, text: z.string() }));

/** What is wrong at one field. */
export const fieldErrorSchema = z.object({
  code: typed<ProblemCode>(z.string()),
  message: z.string(),
  field: z.string().optional(),
  said: messageSchema.optional(),
});
export type FieldError = Answered<typeof fieldErrorSchema>;

/** What a text is made of: messages of the hub by their codes, and words of others as they are. */
export const partsSchema = typed<readonly MessagePart[] | null>(
  z.array(z.object({ code: z.string().optional(), gaps: gaps.optional(), text: z.string().optional() })).nullable(),
);
