/** What is found by words, in the fields that look it up while one types. */
import type { Locator } from "playwright-core";

/** A variant. */
export const pickVariant = (field: Locator, text: string, option: RegExp): Promise<void> =>
  pickFound(field, text, option, "/api/variants");

/** What stood there before the answer is drawn anew with it, under the pointer too: one would click on nothing. */
export async function pickFound(field: Locator, text: string, option: RegExp, path: string): Promise<void> {
  const page = field.page();
  const found = page.waitForResponse((answer) => {
    const { pathname, searchParams } = new URL(answer.url());
    return pathname === path && searchParams.get("q") === text;
  });
  await field.fill(text);
  await found;
  await page.getByRole("option", { name: option }).click();
}
