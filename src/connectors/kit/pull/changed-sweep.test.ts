import { expect, test } from "vitest";
import { z } from "zod";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../contract/contract.ts";
import { ConnectorError, type ErrorKind } from "../contract/errors.ts";
import { type ChangedWalk, walkChanged } from "./changed-sweep.ts";
import { readEach } from "./read-each.ts";

const MINUTE = 60_000;
const clock = { ms: 0 };
const ctx = { drift: () => undefined, shopNow: () => clock.ms } as unknown as Context;

const rowSchema = z.object({ id: z.string(), ms: z.number() });
type Row = z.output<typeof rowSchema>;

/** A shop that answers what changed at or after a moment, oldest first. */
function shop(
  rows: Row[],
  fail: (id: string) => ErrorKind | null = () => null,
  more: Partial<ChangedWalk<string>> = {},
) {
  const read: string[] = [];
  const requests: (number | null)[] = [];
  const walk: ChangedWalk<string> = {
    what: "orders",
    pageSize: 50,
    filter: "changed",
    async page(fromMs, page) {
      requests.push(fromMs);
      const reported = rows.filter((row) => fromMs === null || row.ms >= fromMs).toSorted((a, b) => a.ms - b.ms);
      return reported.slice((page - 1) * 50, page * 50).map((row): Json => ({ id: row.id, ms: row.ms }));
    },
    stamp: (row) => rowSchema.parse(row),
    async read(some) {
      const items: string[] = [];
      for (const { id } of some.map((row) => rowSchema.parse(row))) {
        read.push(id);
        const kind = fail(id);
        if (kind) throw new ConnectorError(kind, "unreadable");
        items.push(id);
      }
      return items;
    },
    overlapMs: () => 10 * MINUTE,
    fromSince: () => null,
    ...more,
  };
  let cursor: string | null = null;
  clock.ms = 105 * MINUTE;
  return {
    rows,
    read,
    asked: requests,
    /** `pages`: after so many the turn is over. */
    async poll(pages = Number.POSITIVE_INFINITY) {
      const items: string[] = [];
      const unread: string[] = [];
      for await (const page of walkChanged(walk, { cursor }, ctx)) {
        items.push(...page.items);
        unread.push(...(page.unreadKeys ?? []));
        cursor = page.cursor;
        pages -= 1;
        if (pages === 0) break;
      }
      return { items, unread };
    },
  };
}

test("an idle shop is asked from one place, and its known rows are read twice, not with every poll", async () => {
  const there = shop([
    { id: "a", ms: 100 * MINUTE },
    { id: "b", ms: 101 * MINUTE },
  ]);
  for (let poll = 0; poll < 20; poll += 1) await there.poll();
  expect(new Set(there.asked.slice(1))).toEqual(new Set([91 * MINUTE]));
  expect(there.read).toEqual(["a", "b", "a", "b"]);
});

test("an idle shop is read from its newest row on, once nothing can come late any more", async () => {
  const there = shop([
    { id: "a", ms: 100 * MINUTE },
    { id: "b", ms: 101 * MINUTE },
  ]);
  await there.poll();
  clock.ms = 140 * MINUTE;
  await there.poll();
  await there.poll();
  expect(there.asked).toEqual([null, 91 * MINUTE, 101 * MINUTE]);
});

test("a row that changes again, or comes late into the overlap, is read", async () => {
  const there = shop([{ id: "a", ms: 100 * MINUTE }]);
  for (let poll = 0; poll < 5; poll += 1) await there.poll();
  there.rows.push({ id: "late", ms: 95 * MINUTE });
  expect((await there.poll()).items).toEqual(["late"]);
  there.rows.splice(0, 1, { id: "a", ms: 102 * MINUTE });
  expect((await there.poll()).items).toContain("a");
});

test("a walk of several pages, in one turn or in several, reads each row once, and a late one of its overlap next time", async () => {
  const rush = () => Array.from({ length: 120 }, (_, index) => ({ id: `r${index}`, ms: 100 * MINUTE + index * 1_000 }));
  const unknown = () => Number.POSITIVE_INFINITY;
  for (const [pages, nowMs] of [[1], [Number.POSITIVE_INFINITY], [1, unknown]] as const) {
    const there = shop(rush(), undefined, nowMs && { nowMs });
    const items: string[] = [];
    for (let round = 0; round < 3; round += 1) items.push(...(await there.poll(pages)).items);
    expect(new Set(items).size).toBe(120);
    there.rows.push({ id: "late", ms: 99 * MINUTE });
    if (pages === 1) expect(items).toHaveLength(120);
    const next = [...(await there.poll()).items, ...(await there.poll()).items];
    expect(next).toContain("late");
    expect(await there.poll(), "the third time all are known").toEqual({ items: [], unread: [] });
  }
});

test("a clock set back in the midst of a walk begins it a day earlier, and the next run not ahead of that clock", async () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({ id: `r${index}`, ms: 100 * MINUTE + index * 1_000 }));
  let shown = 105 * MINUTE;
  const there = shop(rows, undefined, { nowMs: () => shown });
  await there.poll(1);
  shown = 60 * MINUTE;
  there.rows.push({ id: "behind", ms: 59 * MINUTE });
  expect((await there.poll()).items).toContain("behind");
  there.rows.push({ id: "later", ms: 58 * MINUTE });
  expect((await there.poll()).items).toContain("later");
});

test.each(["drift", "not_found", "rejected", "forbidden", "conflict", "unsupported"] as const)(
  "one row that fails as %s holds up no other and does not pin the cursor",
  async (kind) => {
    const bad: ErrorKind =
      kind === "drift" ? { kind, path: "x" } : kind === "forbidden" ? { kind, scope: "x" } : { kind };
    const there = shop([{ id: "poison", ms: 100 * MINUTE }], (id) => (id === "poison" ? bad : null));
    expect(await there.poll()).toEqual({ items: [], unread: ["poison"] });
    there.rows.push({ id: "good", ms: 200 * MINUTE });
    expect(await there.poll()).toEqual({ items: ["good"], unread: ["poison"] });
    await there.poll();
    expect(there.asked.at(-1)).toBe(190 * MINUTE);
  },
);

test("an error of the connection is not a row's", async () => {
  const fail = async () => {
    throw new ConnectorError({ kind: "throttled", waitMs: 1 }, "slow down");
  };
  await expect(readEach(["a", "b"], fail)).rejects.toMatchObject({ kind: "throttled" });
});

test("a platform of which no row at all can be read has changed", async () => {
  const fail = async () => {
    throw new ConnectorError({ kind: "drift", path: "x" }, "unreadable");
  };
  await expect(readEach(["a", "b", "c"], fail)).rejects.toMatchObject({ kind: "drift" });
});

test("a page that takes too long is asked for half as large, and nothing is lost; a small one is the host's own trouble", async () => {
  const rows = Array.from({ length: 130 }, (_, index) => ({ id: `r${index}`, ms: index * MINUTE }));
  const walked = async (bears: number) => {
    const sizes: number[] = [];
    const walk: ChangedWalk<string> = {
      what: "orders",
      pageSize: 100,
      filter: "changed",
      takesPortions: true,
      async page(fromMs, page, _ctx, { size, halves }) {
        sizes.push(size);
        if (size > bears) throw new ConnectorError({ kind: "transient", slow: true }, `slow, ${halves}`);
        return rows.filter(({ ms }) => fromMs === null || ms >= fromMs).slice((page - 1) * size, page * size);
      },
      stamp: (row) => rowSchema.parse(row),
      read: async (some) => some.map((row) => rowSchema.parse(row).id),
      overlapMs: () => MINUTE,
      fromSince: () => null,
    };
    const reported: string[] = [];
    for await (const page of walkChanged(walk, { cursor: null }, ctx)) reported.push(...page.items);
    return { sizes, told: reported };
  };
  const { sizes, told } = await walked(30);
  expect(sizes.slice(0, 4)).toEqual([100, 50, 25, 25]);
  expect(new Set(told).size).toBe(130);
  await expect(walked(5)).rejects.toMatchObject({ message: "slow, false" });
});
