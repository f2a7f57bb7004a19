/** Ties what a handler answers to the schema its route declares: what does not match does not compile. */
import type { z } from "zod";
import type { Json } from "../commerce/product.ts";

/** What a handler may answer for a value of the schema: JSON has neither times nor large integers. */
type Answer<T> = [Json] extends [T]
  ? T
  : T extends string
    ? T | (string extends T ? Date : never)
    : T extends number
      ? T | (number extends T ? bigint : never)
      : T extends Date
        ? T
        : T extends readonly (infer Item)[]
          ? readonly Answer<Item>[]
          : T extends object
            ? string extends keyof T
              ? AnyFields<T>
              : { readonly [Key in keyof T]: Answer<T[Key]> }
            : T;

/** Fields of any name: an interface has them without saying so. */
type AnyFields<T extends object> =
  T extends Readonly<Record<string, infer Value>>
    ? unknown extends Value
      ? object
      : Readonly<Record<string, Answer<Value>>>
    : object;

/** What the handler of a route answers: what its schema says, where it has one. */
export type HandlerAnswer<R extends z.ZodType | undefined> = [R] extends [z.ZodType] ? Answer<z.input<R>> : unknown;
