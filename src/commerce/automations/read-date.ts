import type { Problems } from "./problems.ts";

/** As ISO 8601, whatever way it was written. */
export function readDate(problems: Problems, path: string, given: unknown): string | undefined {
  const text = problems.text(path, given, 40);
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? problems.add(path, "field.moment") : new Date(at).toISOString();
}
