/** Dialogs of the dashboard stay open until what they changed has been read again. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const WEB = join(import.meta.dirname, "..");

/** A dialog closes, and within the same lines what it changed is made old. */
const CLOSED_FIRST =
  /\n( +)(?:(?:\w+\.)?onClose\(\);|close\(\);|set[A-Z]\w*\((?:null|false)\);)\n(?:\1(?:await|const) .*\n)*?\1.*(?:invalidateQueries|renew)\(/g;

// Who opens a dialog again at once went on from the old number.
test("no dialog closes before what it changed has been read again", () => {
  const found = globSync("**/*.tsx", { cwd: WEB }).flatMap((file) => {
    const text = readFileSync(join(WEB, file), "utf8");
    return [...text.matchAll(CLOSED_FIRST)].map(
      ({ index }) => `${file}:${text.slice(0, index).split("\n").length + 1}`,
    );
  });
  expect(found).toEqual([]);
});
