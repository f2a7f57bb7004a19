import { expect, test } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import { timeVersion } from "../../../commerce/version.ts";
import { readEach } from "../pull/read-each.ts";
import { isConnectorError } from "./errors.ts";
import type { Stock } from "./ports.ts";
import { readingPorts } from "./unreadable.ts";

const stock = (read: Stock["read"]) => readingPorts({ stock: { read } as Stock }).stock;

test.each([
  ["a currency nobody knows", () => parseMoney("1.00", "abc")],
  ["a date that is none", () => timeVersion("2026-02-30T00:00:00Z")],
])("%s ends as drift, with its cause", async (_name, mapped) => {
  const error = await stock(async () => [mapped() as never])
    .read([], {} as never)
    .catch((thrown: unknown) => thrown);
  expect(isConnectorError(error) && error.kind).toBe("drift");
  expect(error).toMatchObject({ cause: expect.any(Error) });
});

test("a fault of ours stays one", async () => {
  const broken = stock(() => Promise.reject(new TypeError("ours")));
  await expect(broken.read([], {} as never)).rejects.toThrow(TypeError);
});

test("a row with a currency nobody knows is set aside, and the others are read [F29]", async () => {
  const { items, unread } = await readEach(["EUR", "abc", "USD"], async (rows) =>
    rows.map((currency) => parseMoney("1.00", currency).currency),
  );
  expect([items, unread]).toEqual([["EUR", "USD"], ["abc"]]);
});
