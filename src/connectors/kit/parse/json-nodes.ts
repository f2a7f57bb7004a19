/** Parts of JSON that somebody else wrote, for readers that take what is there. */
import type { Json } from "../../../commerce/product.ts";

export type Node = { readonly [key: string]: Json };

export const isRecord = (value: Json | undefined): value is Node =>
  value !== null && typeof value === "object" && !Array.isArray(value);

export const nodeOf = (json: Json | undefined): Node => (isRecord(json) ? json : {});
export const listed = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);
export const names = (json: Json | undefined): readonly string[] =>
  listed(json).filter((one): one is string => typeof one === "string");
