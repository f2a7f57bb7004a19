/** Tables of what a platform's words mean, as tests tell them. */
import { expect, test } from "vitest";

/** One test for each word; what it means in several respects stands as "confirmed, paid, unfulfilled". */
export function wordsMean(
  title: string,
  table: Readonly<Record<string, string>>,
  read: (word: string) => readonly (string | undefined)[],
): void {
  test.each(Object.entries(table))(title, (word, meaning) => {
    expect(read(word).join(", ")).toBe(meaning);
  });
}

/** Rows for `test.each` of a table by meaning: the meaning, then what means it. */
export const byMeaning = <Meaning extends string, const Given extends readonly unknown[]>(
  table: Readonly<Partial<Record<Meaning, readonly Given[]>>>,
): readonly (readonly [Meaning, ...Given])[] =>
  Object.entries<readonly Given[] | undefined>(table).flatMap(([meaning, all = []]) =>
    all.map((given) => [meaning as Meaning, ...given] as const),
  );
