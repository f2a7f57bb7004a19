import { afterEach, beforeEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { listAudit } from "../../hub/audit/audit.ts";
import { historyOf } from "../../hub/audit/history.ts";
import { importer } from "../../hub/imports/samples.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { getRun } from "../../hub/runs/runs.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import type { RunDeps } from "./run.ts";
import { cancelRun, executeRun, retryRun, startRun } from "./runs.ts";
import { runDeps } from "./testing.ts";

const ROWS = 1_200;
let engine: TestEngine;
let deps: RunDeps;
/** Called with every chunk that is committed. */
let onApplied: () => void;

beforeEach(async () => {
  engine = await testEngine({});
  onApplied = () => undefined;
  const usual = runDeps(engine);
  deps = { ...usual, onApplied: () => onApplied(), jobs: { ...usual.jobs, lostRuns: async () => [] } };
  await engine.inside((tx) => ensureDefaultLocation(tx, new Date(engine.clock.now())));
});
afterEach(() => engine[Symbol.asyncDispose]());

async function startedRun(): Promise<string> {
  const lines = Array.from(
    { length: ROWS },
    (_, n) => `SKU-${n},Product ${n % 7 === 0 ? n : n - (n % 7)},p${Math.floor(n / 7)},${n + 1}`,
  );
  const file = importer(engine.db, engine.organization, () => new Date(engine.clock.now()));
  const { id } = await file.upload(`SKU,Title,Handle,Stock\n${lines.join("\n")}\n`);
  const run = await engine.inside((tx) =>
    startRun(deps, tx, {
      organization: engine.organization,
      connectionId: null,
      kind: "import_apply",
      options: { importId: id },
      actor: systemActor,
    }),
  );
  return run.id;
}

const execute = (run: string, signal = new AbortController().signal) =>
  executeRun(deps, { organization: engine.organization, run }, signal);
const state = (id: string) => engine.inside((tx) => getRun(tx, id));

async function expectWhole(id: string): Promise<void> {
  expect(await state(id)).toMatchObject({
    status: "done",
    progress: { counts: { rows: ROWS, create: ROWS, refused: 0 } },
  });
  const [found] = await engine.inside((tx) =>
    tx.rows(
      `select (select count(*)::int from variant where organization_id = argosy.tenant()) as variants,
         (select count(*)::int from product where organization_id = argosy.tenant()) as products,
         (select count(*)::int from movement
           where organization_id = argosy.tenant() and cause_kind = 'import') as movements,
         (select sum(on_hand)::int from level where organization_id = argosy.tenant()) as units`,
    ),
  );
  expect(found).toEqual({
    variants: ROWS,
    products: Math.ceil(ROWS / 7),
    movements: ROWS,
    units: (ROWS * (ROWS + 1)) / 2,
  });
}

test("an import stopped between two chunks goes on behind the last one and doubles nothing", async () => {
  const id = await startedRun();
  const stopping = new AbortController();
  let chunks = 0;
  onApplied = () => {
    if (++chunks === 2) stopping.abort(new Error("stopping"));
  };
  await expect(execute(id, stopping.signal)).rejects.toThrow("stopping");
  // From how far it is and what it counts up to follows the time left.
  expect(await state(id)).toMatchObject({
    status: "running",
    progress: { counts: { create: expect.any(Number) }, goal: { count: "rows", from: 0, total: ROWS } },
  });
  await execute(id);
  await expectWhole(id);
});

test("a chunk that fails leaves nothing of itself; the run is continued by hand", async () => {
  const id = await startedRun();
  await engine.db.owner.run(
    `create function argosy.fail() returns trigger language plpgsql as $$ begin if new.sku = 'SKU-1000' then raise
       'disk on fire'; end if; return new; end $$`,
  );
  await engine.db.owner.run(
    "create trigger fail before insert on argosy.variant for each row execute function argosy.fail()",
  );
  await execute(id);
  expect(await state(id)).toMatchObject({ status: "failed" });
  const alerts = await engine.inside((tx) =>
    tx.rows<{ title: string }>("select title from alert where organization_id = argosy.tenant()"),
  );
  expect(alerts.map(({ title }) => title)).toEqual(["Applying the import did not finish"]);
  await engine.db.owner.run("drop trigger fail on argosy.variant");
  await engine.inside((tx) => retryRun(deps, tx, engine.organization, id));
  await execute(id);
  await expectWhole(id);
});

test("a run cancelled in the middle ends at the next chunk and may be continued", async () => {
  const id = await startedRun();
  let isRequested = false;
  const requests: Promise<void>[] = [];
  onApplied = () => {
    if (!isRequested) requests.push(engine.inside((tx) => cancelRun(deps, tx, id)));
    isRequested = true;
  };
  await execute(id);
  await Promise.all(requests);
  expect(await state(id)).toMatchObject({ status: "cancelled" });
  onApplied = () => undefined;
  await engine.inside((tx) => retryRun(deps, tx, engine.organization, id));
  await execute(id);
  await expectWhole(id);
});

test("a change of many products, stopped in the middle, is made once of each", async () => {
  const file = importer(engine.db, engine.organization, () => new Date(engine.clock.now()));
  const lines = Array.from({ length: 450 }, (_, n) => `S-${n},Product ${n},${n + 1}`);
  await file.apply(`SKU,Title,Price\n${lines.join("\n")}\n`);
  const run = await engine.inside((tx) =>
    startRun(deps, tx, {
      organization: engine.organization,
      connectionId: null,
      kind: "bulk_edit",
      options: { where: {}, change: { price: { percent: "10" }, addTags: ["sale"] } },
      actor: systemActor,
    }),
  );
  const stopping = new AbortController();
  onApplied = () => stopping.abort(new Error("stopping"));
  await expect(execute(run.id, stopping.signal)).rejects.toThrow("stopping");
  expect(await state(run.id)).toMatchObject({
    progress: { counts: { changed: 200 }, goal: { count: "products", from: 0, total: 450 } },
  });
  onApplied = () => undefined;
  await execute(run.id);
  expect(await state(run.id)).toMatchObject({ status: "done", progress: { counts: { products: 450, changed: 450 } } });
  const prices = await engine.inside((tx) =>
    tx.rows<{ price: bigint }>(
      "select price_minor as price from variant where organization_id = argosy.tenant() order by price_minor",
    ),
  );
  expect(prices.map(({ price }) => Number(price))).toEqual(Array.from({ length: 450 }, (_, n) => (n + 1) * 110));
  const entries = await engine.inside((tx) => listAudit(tx, { action: "products.bulk-edit" }));
  expect(entries.items.map(({ details }) => details)).toMatchObject(
    [50, 200, 200].map((changed) => ({ counts: { changed } })),
  );
  // The last product of its page, far behind those the entry itself names.
  const { id } = await engine.inside((tx) =>
    tx.one<{ id: string }>(
      "select id from argosy.product where organization_id = argosy.tenant() order by id limit 1 offset 260",
    ),
  );
  const history = await engine.inside((tx) => historyOf(tx, { subject: "product", id, showsCosts: true }));
  expect(history.items).toMatchObject([
    {
      actor: "system",
      targetKind: "runs",
      changes: [{ field: "tags" }, { field: expect.stringMatching(/ priceMinor$/) }],
    },
  ]);
});
