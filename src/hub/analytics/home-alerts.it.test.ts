import { expect, test } from "vitest";
import { message } from "../../commerce/message.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { raiseAlerts } from "../alerts/alerts.ts";
import { noon, testShop } from "../orders/testing.ts";
import { homeFigures } from "./home.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("twenty refusals of one cause are one of the five alerts on Home, and the others are seen", async () => {
  const store = await shop.newStore();
  const failed = (kind: "stock_failed" | "command_failed", n: number, text: string) => ({
    kind,
    severity: "warning" as const,
    cause: `${kind}:${n}`,
    connectionId: store.id,
    title: { ...message("alert.privacy_export.title"), text: `${kind} ${n}` },
    text,
    now: noon,
  });
  await shop.run((tx) =>
    raiseAlerts(tx, [
      ...Array.from({ length: 20 }, (_, n) => failed("stock_failed", n, "Inventory tracking is off.")),
      failed("command_failed", 1, "The place is closed."),
      failed("command_failed", 2, "The order is archived."),
    ]),
  );
  const { alerts } = await shop.run((tx) => homeFigures(tx, noon));
  expect(alerts.map(({ kind, text, alike }) => [kind, text, alike]).toSorted()).toEqual([
    ["command_failed", "The order is archived.", 0],
    ["command_failed", "The place is closed.", 0],
    ["stock_failed", "Inventory tracking is off.", 19],
  ]);
});
