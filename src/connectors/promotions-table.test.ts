/** The table of docs/promotions.md says of each platform what its connector can be asked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectors } from "./index.ts";

const HEAD =
  "| channel | checks codes | returns the rule | gift cards | refund to card | counts a use with the order |";

/** What accounts with every right and edition tell of themselves: their ports depend on it. */
const FACTS = { readsDiscounts: true, writesGiftCards: true, hasGiftCards: true };

/** First cells may name several platforms. */
function rowsOfTable(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(join(import.meta.dirname, "../../docs/promotions.md"), "utf8");
  const lines = text.slice(text.indexOf(HEAD)).split("\n").slice(2);
  const rows = lines.slice(0, lines.indexOf("")).map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(rows.flatMap(([, names = "", ...cells]) => names.split(", ").map((name) => [name, cells] as const)));
}

test("the table of discounts and gift cards says of each platform what its connector can be asked [F1] [F2]", () => {
  const rows = rowsOfTable();
  const reported: string[] = [];
  const can: string[] = [];
  for (const { meta, open } of connectors.values()) {
    // Described by its seller: it can what its description says.
    if (meta.id === "custom_api") continue;
    const { discounts, giftCards } = open({ account: { externalId: "1" }, facts: FACTS, settings: {} });
    const [requested, , cards, back, counts] = rows.get(meta.name) ?? ["no", "", "no", "no", "no"];
    const yes = (cell: string | undefined) => cell !== undefined && cell !== "no" && !cell.startsWith("unknown");
    const has = (...of: readonly (boolean | undefined)[]) => of.map((each) => (each === true ? "yes" : "no")).join(" ");
    reported.push(
      `${meta.name}: ${has(yes(requested), yes(cards), cards?.includes("redeem"), yes(back), yes(counts))}`,
    );
    const does = [giftCards !== undefined, giftCards?.redeem !== undefined, giftCards?.giveBack !== undefined];
    can.push(`${meta.name}: ${has(discounts !== undefined, ...does, discounts?.countsWithOrder)}`);
  }
  expect(reported).toEqual(can);
});
