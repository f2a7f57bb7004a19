import { expect, test } from "vitest";
import { byNumber, byOffset } from "./whole-list.ts";

const ROWS = ["a", "b", "c", "d", "e"];

async function gathered<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

/** `told` is what the platform sent: "b" cannot be read. */
const offsetPage = async (offset: number) => {
  const rows = ROWS.slice(offset, offset + 2);
  return { items: rows.filter((row) => row !== "b"), unread: rows.includes("b") ? 1 : 0, told: rows.length, total: 5 };
};

test("an unreadable record moves the offset on like any other; after the last page the list begins anew", async () => {
  expect(await gathered(byOffset(null, offsetPage))).toEqual([
    { items: ["a"], unread: 1, cursor: "2", safeToSave: true },
    { items: ["c", "d"], unread: 0, cursor: "4", safeToSave: true },
    { items: ["e"], unread: 0, cursor: "0", safeToSave: true },
  ]);
});

test("a list goes on from its cursor, and ends on an empty page although more was announced", async () => {
  expect(await gathered(byOffset("4", offsetPage))).toHaveLength(1);
  const shrunk = async () => ({ items: [], told: 0, total: 9 });
  expect(await gathered(byOffset("4", shrunk))).toEqual([{ items: [], cursor: "0", safeToSave: true }]);
});

test("numbered pages begin with 1, also for a cursor nobody can read", async () => {
  const requests: number[] = [];
  const ask = async (page: number) => {
    requests.push(page);
    return { items: [page], isLast: page === 2 };
  };
  const pages = await gathered(byNumber("nonsense", ask));
  expect(requests).toEqual([1, 2]);
  expect(pages.map(({ cursor }) => cursor)).toEqual(["2", "1"]);
});
