/** Whether what a sandbox or connector says has the form of a published sample: keys and types of values, not the values. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../commerce/product.ts";
import { classified, type Fidelity, fidelityReport } from "./fidelity.ts";

/** Paths at which keys or types are not the same. The first of a list stands for all; an empty one for any. */
export function shapeDifferences(theirs: Json, ours: Json | undefined, path = ""): string[] {
  if (typeOf(theirs) !== typeOf(ours)) {
    const isEmptyList = Array.isArray(theirs) && Array.isArray(ours);
    return isEmptyList ? [] : [path];
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    if (theirs.length === 0) return [];
    return shapeDifferences(theirs[0] ?? null, ours[0], `${path}[]`);
  }
  if (theirs === null || typeof theirs !== "object" || typeof ours !== "object" || ours === null) return [];
  const [a, b] = [theirs as { readonly [key: string]: Json }, ours as { readonly [key: string]: Json }];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => {
    const inner = path === "" ? key : `${path}.${key}`;
    return key in a && key in b ? shapeDifferences(a[key] ?? null, b[key], inner) : [inner];
  });
}

function typeOf(value: Json | undefined): string {
  if (Array.isArray(value)) return "list";
  return value === null ? "null" : typeof value;
}

/**
 * How what was sent and answered compares with the samples in a folder of the specs, a file a call. `onPurpose` says by
 * sample why it differs; `shown` takes out of both what is to be compared.
 */
export function sampleFidelity(
  folder: string,
  text: ReadonlyMap<string, Json>,
  onPurpose: Readonly<Record<string, string>>,
  shown: (value: Json) => Json = (value) => value,
): Fidelity {
  const calls = [...text].map(([call, ours]) => {
    const theirs: Json = JSON.parse(readFileSync(join(folder, `${call}.json`), "utf8"));
    return classified(call, shapeDifferences(shown(theirs), shown(ours)), onPurpose[call]);
  });
  return fidelityReport(calls, (call) => onPurpose[call]);
}
