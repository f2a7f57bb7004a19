/** How long ago, in the words the platform's own format has for it. */
import { expect, test } from "vitest";
import { localeOf } from "../../../src/commerce/money-text.ts";
import { type RelativeUnit, relativeText } from "./relative.ts";

const MS: Readonly<Record<RelativeUnit, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 30.4 * 86_400_000,
};
/** How many of each are said before the next larger one is. */
const MOST: Readonly<Record<RelativeUnit, number>> = { second: 59, minute: 59, hour: 23, day: 59, month: 250 };
const LEAST: Readonly<Record<RelativeUnit, number>> = { second: 0, minute: 1, hour: 1, day: 1, month: 2 };

test.each(["en", "ar"])("a moment near now is said in %s as Intl.RelativeTimeFormat says it", (language) => {
  const format = new Intl.RelativeTimeFormat(localeOf(language), { numeric: "auto", style: "narrow" });
  for (const unit of Object.keys(MS) as RelativeUnit[])
    for (let count = LEAST[unit]; count <= MOST[unit]; count += 1)
      for (const signed of [count, -count])
        expect(relativeText(language, signed * MS[unit]), `${signed} ${unit}`).toBe(format.format(signed, unit));
});
