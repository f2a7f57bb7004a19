import type { RowOf } from "../data/pages.ts";

export type Entry = RowOf<"/api/audit">;

/** What an entry's sentence and its before and after are made of. */
export type DescribedEntry = Pick<Entry, "action" | "targetKind" | "targetId" | "targetName" | "details">;

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What the entry says a change was from and became, field by field; empty where it says nothing of it. */
export function changesIn({ details }: DescribedEntry): readonly FieldChange[] {
  const { changes } = asRecord(details);
  return Object.entries(asRecord(changes)).map(([field, sides]) => {
    const { before, after } = asRecord(sides);
    return { field, before, after };
  });
}

/** In which currency the thing has its amounts; undefined where the entry does not say. */
export function currencyIn({ details }: DescribedEntry): string | undefined {
  const { currency } = asRecord(details);
  return typeof currency === "string" ? currency : undefined;
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};

/** A value that is kept as a fingerprint: it can be compared and not read. */
export const isConcealed = (value: unknown): boolean => Object.keys(asRecord(value)).join() === "fingerprint";
