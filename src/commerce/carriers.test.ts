import { expect, test } from "vitest";
import { carrierNames, carrierWord, LISTED_CARRIERS } from "./carriers.ts";

test("a table is total over the known carriers, and a carrier is known however it is written", () => {
  const names = carrierNames({ "Canada Post": "canadaPost", UPS: "ups" });
  expect(Object.keys(names).sort()).toEqual([...LISTED_CARRIERS].sort());
  for (const text of ["Canada Post", "canadapost", " CANADA-POST "])
    expect(carrierWord(names, text)).toBe("canadaPost");
  for (const text of ["Delhivery", "UPS Store", "", undefined]) expect(carrierWord(names, text)).toBeNull();
});
