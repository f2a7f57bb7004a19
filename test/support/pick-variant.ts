/** A variant found by words, in the fields that look it up while one types. */
import type { Locator } from "playwright-core";

/** What stood there before the answer is drawn anew with it, under the pointer too: one would click on nothing. */
export async function pickVariant(field: Locator, words: string, option: RegExp): Promise<void> {
  const page = field.page();
  const found = page.waitForResponse((answer) => {
    const { pathname, searchParams } = new URL(answer.url());
    return pathname === "/api/variants" && searchParams.get("q") === words;
  });
  await field.fill(words);
  await found;
  await page.getByRole("option", { name: option }).click();
}
