import { expect, test } from "vitest";
import { unsetOptions } from "./unset-options.ts";

const declared = {
  file: "src/hub/kiln.ts",
  text: "export interface KilnOptions {\n  readonly heat?: number | undefined;\n  glaze?: string;\n}\n",
};
const read = {
  file: "src/hub/fire.ts",
  text: "// heat: as given\nexport const fire = (o: KilnOptions) => o.heat ?? 900;\n",
};

test("an option that is read and set nowhere is named", () => {
  const glazed = { file: "src/hub/use.ts", text: 'fire({ glaze: "blue" });\n' };
  expect(unsetOptions([declared, read, glazed])).toEqual(["src/hub/kiln.ts: heat"]);
});

test.each([
  ["as a field", "use.ts", "fire({ heat: 1 });"],
  ["as a bare field", "use.ts", "fire({ heat });"],
  ["by assignment", "use.ts", "options.heat = 1;"],
  ["by a test", "use.test.ts", "fire({ heat: 1 });"],
  ["as an attribute", "use.tsx", "<Kiln glaze={blue} heat />;"],
])("an option that is set %s passes", (_how, name, text) => {
  const sources = [declared, read, { file: `src/hub/${name}`, text: `${text}\nfire({ glaze: "x" });\n` }];
  expect(unsetOptions(sources)).toEqual([]);
});
