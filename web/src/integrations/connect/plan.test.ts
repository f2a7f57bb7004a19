import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ExclusionReason } from "../../../../src/engine/plan/item.ts";

test.each(["en", "ar"])(
  "a plan says in %s why an item of the channel is left out, and what to do about one that will be sold",
  (language) => {
    const file = join(import.meta.dirname, `../messages/${language}.json`);
    const { problem } = (
      JSON.parse(readFileSync(file, "utf8")) as { plan: { problem: Record<ExclusionReason, string> } }
    ).plan;
    expect(Object.keys(problem).sort()).toEqual(["external", "group", "no_variants"]);
    // What it is, why nothing can be linked; then what to do.
    expect(problem.no_variants.split(/\. ?/).filter(Boolean)).toHaveLength(2);
  },
);
