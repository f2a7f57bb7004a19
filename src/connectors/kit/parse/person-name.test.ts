import { expect, test } from "vitest";
import { splitName } from "./person-name.ts";

test.each([
  ["Ada Lovelace", "Ada", "Lovelace"],
  ["  Anna  de\tVries ", "Anna", "de Vries"],
  ["محمد", "محمد", ""],
  ["", "", ""],
  [undefined, "", ""],
])("%j is %j and %j", (name, first, last) => {
  expect(splitName(name)).toEqual({ first, last });
});
