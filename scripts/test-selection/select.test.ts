import { describe, expect, test } from "vitest";
import { leftOut, requestOf, select } from "./select.ts";

const FILES = [
  "src/commerce/money.test.ts",
  "src/hub/orders/stock.it.test.ts",
  "src/connectors/wix/wix.test.ts",
  "test/spine.test.ts",
  "test/kill.test.ts",
  "test/browser/orders.test.ts",
  "test/browser/screens.test.ts",
];
const selected = (...argv: string[]) =>
  select(requestOf(argv), FILES, {
    affected: (base) => (base === "main" ? ["test/kill.test.ts"] : []),
    check: () => ({ changed: ["test/browser/screens.test.ts"], rotation: 5, countsCommits: true }),
  });

describe("npm test", () => {
  test("a call without arguments runs the first tier with the static checks, and names what it leaves out", () => {
    const selection = selected();
    expect(selection.withStatics).toBe(true);
    expect(FILES.filter((file) => !selection.files.includes(file))).toEqual([
      "test/kill.test.ts",
      "test/browser/screens.test.ts",
    ]);
    expect(leftOut(selection, FILES)).toBe(
      "Left out: 1 whole-system, 1 browser files. `npm test -- --rest` runs them, `npm test -- --all` everything.",
    );
  });

  test("the option --rest runs exactly what the plain call leaves out, without the static checks", () => {
    const [plain, rest] = [selected(), selected("--rest")];
    expect([...plain.files, ...rest.files].toSorted()).toEqual(FILES.toSorted());
    expect(rest.withStatics).toBe(false);
    expect(leftOut(rest, FILES)).toBeUndefined();
  });

  test("the option --due runs what is due of the second tier, and says when the others are", () => {
    const selection = selected("--due");
    // Number 5 is nobody's turn of these two; one of them changed.
    expect(selection.files).toEqual(["test/browser/screens.test.ts"]);
    expect(selection.withStatics).toBe(false);
    expect(leftOut(selection, FILES)).toBe(
      "Left out: 1 whole-system files. They come in the checks of commits number 6 to 7, and in every nightly run.",
    );
  });

  test("the option --all runs everything", () => {
    expect(selected("--all")).toEqual({ files: FILES, withStatics: true });
    expect(leftOut(selected("--all"), FILES)).toBeUndefined();
  });

  test("the option --changed runs what the change can reach since the named commit, with the static checks", () => {
    const selection = selected("--changed", "main");
    expect(selection).toMatchObject({ files: ["test/kill.test.ts"], withStatics: true });
    expect(leftOut(selection, FILES)).toBe(
      "Left out: 1 unit, 1 conformance, 1 integration, 1 whole-system, 2 browser files. `npm test -- --all` runs everything.",
    );
    expect(selected("--changed").files).toEqual([]);
  });

  test("paths are passed on as typed, with what each matches", () => {
    expect(selected("src/hub", "test/kill")).toEqual({
      files: ["src/hub/orders/stock.it.test.ts", "test/kill.test.ts"],
      typed: ["src/hub", "test/kill"],
      withStatics: false,
    });
  });

  test("a kind and paths run the files of the kind that match all of them", () => {
    expect(selected("--kind", "browser").files).toEqual([
      "test/browser/orders.test.ts",
      "test/browser/screens.test.ts",
    ]);
    expect(selected("--kind", "browser", "screens").files).toEqual(["test/browser/screens.test.ts"]);
    expect(() => selected("--kind", "browser", "nowhere")).toThrow("No browser test has nowhere in its path.");
  });

  test.each([
    [["--all", "--rest"], "Only one of"],
    [["--changed", "--kind", "unit"], "Only one of"],
    [["--changed", "main", "other"], "one commit"],
    [["--all", "src/hub"], "takes no paths"],
    [["--kind", "slow"], 'no tests of the kind "slow"'],
    [["--fast"], "--fast"],
  ])("the arguments %j are rejected", (argv, message) => {
    expect(() => requestOf(argv)).toThrow(message);
  });
});
