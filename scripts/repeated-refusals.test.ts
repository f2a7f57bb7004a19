import { expect, test } from "vitest";
import { repeatedRefusals } from "./repeated-refusals.ts";

const refusing = (file: string, text: string) => ({
  file,
  text: `throw new HubError("MUG_UNKNOWN", "not_found", "${text}");`,
});

test("a refusal worded alike in two files is named with both", () => {
  const [one, two] = [refusing("src/hub/mugs.ts", "No such mug."), refusing("src/http/mugs.ts", "No such mug.")];
  expect(repeatedRefusals([one, two])).toEqual([
    'src/hub/mugs.ts, src/http/mugs.ts each word MUG_UNKNOWN "No such mug.": src/hub/refusals.ts has it once',
  ]);
});

test("other words, one file and tests pass", () => {
  const one = refusing("src/hub/mugs.ts", "No such mug.");
  const two = refusing("src/hub/cups.ts", "No such mug here.");
  expect(repeatedRefusals([one, { ...one, text: one.text.repeat(2) }, two])).toEqual([]);
  expect(repeatedRefusals([one, refusing("src/hub/mugs.test.ts", "No such mug.")])).toEqual([]);
});
