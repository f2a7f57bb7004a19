import { describe, expect, it } from "vitest";
import { foldDigits, normalisePhone } from "./phone.ts";

describe("normalisePhone", () => {
  it("a number in local, international or Arabic-Indic form is read as E.164", () => {
    expect(normalisePhone("01001234567", "EG")).toBe("+201001234567");
    expect(normalisePhone("٠١٠٠١٢٣٤٥٦٧", "eg")).toBe("+201001234567");
    expect(normalisePhone("۰۱۰۰ ۱۲۳ ۴۵۶۷", "EG")).toBe("+201001234567");
    expect(normalisePhone("0020 100 123 4567")).toBe("+201001234567");
    expect(normalisePhone("+1 (613) 555-0186", "EG")).toBe("+16135550186");
  });

  it("a text that is no number has no phone number", () => {
    for (const text of ["", null, undefined, "call me", "123", "9".repeat(500)])
      expect(normalisePhone(text, "EG")).toBeUndefined();
    expect(normalisePhone("01001234567")).toBeUndefined();
    expect(normalisePhone("01001234567", "nowhere")).toBeUndefined();
  });

  it("a phone number's digits of other scripts are folded", () => {
    expect(foldDigits("٤२৩７")).toBe("4237");
  });
});
