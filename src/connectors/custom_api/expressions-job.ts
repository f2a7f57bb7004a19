/** What a process of expressions is given and answers. It loads this file too, so that nothing else is loaded by it. */
import type { Json } from "../../commerce/product.ts";
import type { Mapping } from "./manifest-parts.ts";

export type Bindings = Readonly<Record<string, Json>>;

export type Job =
  | { readonly kind: "check"; readonly expressions: readonly string[] }
  /** Several mappings of one input. */
  | {
      readonly kind: "values";
      readonly mappings: readonly Mapping[];
      readonly input: Json;
      readonly bindings: Bindings;
    }
  /** One mapping of several records; one that fails does not hold up the others. */
  | {
      readonly kind: "records";
      readonly mapping: Mapping;
      readonly records: readonly Json[];
      readonly bindings: Bindings;
    };

export type Evaluated = { readonly value: Json | undefined } | { readonly problem: string };
export type Answer = readonly Evaluated[];

/** What a whole answer may be long, as JSON. */
export const LONGEST_ANSWER = 20_000_000;
