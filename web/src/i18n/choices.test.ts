import { expect, test } from "vitest";
import { currencyChoices } from "./choices.ts";

test("a currency is listed by its name and code in the language of the screen", () => {
  expect(currencyChoices("en")).toContainEqual({ value: "INR", label: "Indian Rupee (INR)" });
  expect(currencyChoices("ar").find(({ value }) => value === "EGP")?.label).toBe("جنيه مصري (EGP)");
});
