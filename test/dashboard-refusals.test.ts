/** What a refusal says on a screen: fields as their forms call them, never as programs do. */
import { expect, test, vi } from "vitest";
import { Problem } from "../sdk/index.ts";

test("a refused field is named as its form names it, or not at all", async () => {
  vi.stubGlobal("window", { location: { origin: "https://hub.example" }, addEventListener: () => undefined });
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  const { keepWords } = await import("../web/src/i18n/words.ts");
  keepWords("en", "ui", { fieldName: { priceMinor: "Price" } });
  const { problemText } = await import("../web/src/said/wording.ts");
  const refusal = (field: string) => {
    const detail = { field, message: "This is not a number.", said: { code: "field.number", gaps: {} } };
    return new Problem({
      status: 400,
      code: "REQUEST_INVALID",
      detail: `${field}: ${detail.message}`,
      errorType: "validation_error",
      details: [detail],
      retryable: false,
    });
  };
  expect(problemText(refusal("variants.2.priceMinor"))).toBe("Price: This is not a number.");
  expect(problemText(refusal("someInternalThing.0"))).toBe("This is not a number.");
  vi.unstubAllGlobals();
});
