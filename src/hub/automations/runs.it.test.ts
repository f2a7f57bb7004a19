import fc from "fast-check";
import { expect, test } from "vitest";
import type { AutomationAction, AutomationDefinition } from "../../commerce/automations/definition.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { statementsOf } from "../../db/testing-statements.ts";
import { changeHandling } from "../orders/handling.ts";
import { changeTags } from "../orders/tags.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { dryRunAutomations, dryRunRequest } from "./dry-run.ts";
import { noteLateOrders } from "./late.ts";
import { takeDueLetters } from "./mails.ts";
import { previewMessage } from "./message-preview.ts";
import {
  addMessageTemplate,
  changeMessageTemplate,
  listMessageTemplates,
  removeMessageTemplate,
} from "./message-templates.ts";
import { withWarning } from "./references.ts";
import { listAutomationRuns, undoRun } from "./runs.ts";
import { ruleOf, switchedOn, workAll } from "./testing.ts";
import { workEvents } from "./work.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());

let sold = 0;
const partOf = (quantity: number) => orderPart(`r-${++sold}`, { lines: [orderLine({ quantity })] });
async function sell(quantity = 1): Promise<string> {
  const [applied] = await store.apply([partOf(quantity)]);
  if (!applied) throw new Error("No order was applied.");
  return applied.orderId;
}
const on = (...rules: readonly AutomationDefinition[]) => shop.run((tx) => switchedOn(tx, rules, noon));
const work = (now = noon) => workAll(shop.run, now);
const by = { actor, now: minutes(5) };

const handlingOf = (id: string) =>
  shop.run((tx) =>
    tx.one<{ tags: string[]; priority: string; assigned: string | null; status: string; due: Date }>(
      `select own_tags as tags, priority, assigned_to as assigned, status, due_at as due
       from argosy.sales_order
       where organization_id = argosy.tenant() and id = $1`,
      [id],
    ),
  );

test("undoing a run puts back tags, priority, assignee, ship-by time and the hold, but not what was changed since", async () => {
  await on(
    ruleOf("order.received", [
      { do: "add_tags", tags: ["vip", "own"] },
      { do: "set_priority", priority: "high" },
      { do: "assign", member: "m1" },
      { do: "set_ship_by", hours: 4 },
      { do: "hold_order", reason: "fraud" },
    ]),
  );
  const order = await sell();
  const before = await handlingOf(order);
  await shop.run((tx) => changeTags(tx, { orderIds: [order], add: ["own"], remove: [], ...by }));
  await work(minutes(1));
  expect(await handlingOf(order)).toMatchObject({
    tags: ["own", "vip"],
    priority: "high",
    assigned: "m1",
    status: "on_hold",
  });
  await shop.run((tx) => changeHandling(tx, [{ orderId: order, assignedTo: "m2" }], by));
  const [run] = (await shop.run((tx) => listAutomationRuns(tx, { orderId: order }))).items;
  const undone = await shop.run((tx) => undoRun(tx, { id: run?.id ?? "", ...by }));
  expect(await handlingOf(order)).toEqual({ ...before, tags: ["own"], assigned: "m2" });
  expect(undone.acts.map((each) => each["undone"])).toEqual([true, true, false, true, true]);
  await expect(shop.run((tx) => undoRun(tx, { id: run?.id ?? "", ...by }))).rejects.toMatchObject({
    code: "AUTOMATION_RUN_NOT_UNDOABLE",
  });
});

test("a dry run says order by order what would be done, with texts filled, and does nothing", async () => {
  await on();
  const order = await sell(7);
  const definitions = [
    ruleOf("order.received", [{ do: "add_note", text: "{{order.units}} units for {{order.total}}" }], {
      when: { field: "order.units", is: "is", value: 7 },
      stopHere: true,
    }),
    ruleOf("order.received", [{ do: "add_tags", tags: ["never"] }]),
  ];
  const { rows, matched, counts, orders } = await shop.run((tx) =>
    dryRunAutomations(tx, { definitions, orders: 1, now: noon }),
  );
  expect({ matched, counts, orders }).toEqual({ matched: 1, counts: [1, 0], orders: 1 });
  expect(rows).toMatchObject([
    {
      orderId: order,
      matches: [{ index: 0, looked: [{ found: 7 }], actions: [{ do: "add_note", text: "7 units for 70.00 EUR" }] }],
    },
  ]);
  expect((await handlingOf(order)).tags).toEqual([]);
});

test("an order tells why each automation that is on would act or not", async () => {
  await on(
    ruleOf("order.received", [{ do: "add_tags", tags: ["big"] }], {
      when: {
        all: [
          { field: "order.units", is: "at_least", value: 5 },
          { field: "customer.orders", is: "is", value: 1 },
        ],
      },
    }),
  );
  const order = await sell(2);
  expect(await shop.run((tx) => dryRunRequest(tx, { subject: "order", id: order, now: noon }))).toMatchObject([
    {
      verdict: "no",
      looked: [
        { path: "when.all.0", found: 2, verdict: "no" },
        { path: "when.all.1", found: null, verdict: "unknown" },
      ],
    },
  ]);
});

test("a mail to the buyer is queued with the run, taken once, and holds a buyer's words on one line", async () => {
  await on(
    ruleOf("order.received", [{ do: "mail_customer", subject: "Order {{order.number}}", text: "{{order.note}}" }]),
  );
  const part = {
    ...partOf(1),
    contact: { quality: "real", email: "bo@example.test" },
    buyerNote: "Hello\nEvil: 1",
  } as const;
  await store.apply([part]);
  await work();
  const take = () => shop.run((tx) => takeDueLetters(tx, { members: new Map(), now: noon }));
  expect(await take()).toMatchObject([
    { mail: { to: "bo@example.test", text: expect.stringMatching(/^Hello Evil: 1\n/) } },
  ]);
  expect(await take()).toEqual([]);
});

test("an order that becomes late is told once", async () => {
  await on(ruleOf("order.late", [{ do: "add_tags", tags: ["late"] }]));
  await shop.run((tx) => noteLateOrders(tx, noon));
  const order = await sell();
  const { due } = await handlingOf(order);
  const after = new Date(due.getTime() + 60_000);
  await shop.run((tx) => noteLateOrders(tx, after));
  await shop.run((tx) => noteLateOrders(tx, new Date(after.getTime() + 60_000)));
  await work(after);
  expect((await handlingOf(order)).tags).toEqual(["late"]);
  const { items } = await shop.run((tx) => listAutomationRuns(tx, { orderId: order }));
  expect(items).toHaveLength(1);
});

const ACTIONS: readonly AutomationAction[] = [
  { do: "add_tags", tags: ["a"] },
  { do: "remove_tags", tags: ["a", "b"] },
  { do: "add_note", text: "n" },
  { do: "set_priority", priority: "low" },
  { do: "create_task", title: "t" },
];
const rule = fc.record({
  actions: fc.array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 3 }),
  least: fc.integer({ min: 1, max: 4 }),
  stopHere: fc.boolean(),
});

test("an automation of any kind acts once on an event, however often work is repeated or killed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.boolean(), { maxLength: 4 }),
      async (rules, quantities, kills) => {
        await on(
          ...rules.map(({ actions, least, stopHere }) =>
            ruleOf("order.received", actions, {
              when: { field: "order.units", is: "at_least", value: least },
              stopHere,
            }),
          ),
        );
        const orders: string[] = [];
        for (const quantity of quantities) orders.push(await sell(quantity));
        for (const isKilled of kills)
          await shop
            .run(async (tx) => {
              await workEvents(tx, noon, { size: 2, taken: [] });
              if (isKilled) throw new Error("killed");
            })
            .catch((error: unknown) => expect(String(error)).toContain("killed"));
        await work();
        for (const [n, order] of orders.entries()) {
          const fit = rules.filter(({ least }) => (quantities[n] ?? 0) >= least);
          const end = fit.findIndex(({ stopHere }) => stopHere);
          const acting = end === -1 ? fit : fit.slice(0, end + 1);
          const { items } = await shop.run((tx) => listAutomationRuns(tx, { orderId: order }));
          expect(items.map(({ outcome }) => outcome)).toEqual(acting.map(() => "acted"));
          const notes = await shop.run((tx) =>
            tx.rows(
              `select from argosy.timeline
               where organization_id = argosy.tenant() and order_id = $1 and kind = 'note'`,
              [order],
            ),
          );
          const requested = acting.flatMap(({ actions }) => actions).filter((each) => each.do === "add_note");
          expect(notes).toHaveLength(requested.length);
        }
      },
    ),
    { numRuns: runsOf({ few: 8, many: 100 }) },
  );
});

test("1,000 orders through 100 automations cost a bounded number of statements", async () => {
  const rules = Array.from({ length: 100 }, (_, n) =>
    ruleOf("order.received", [{ do: "add_tags", tags: [`t${n % 10}`] }], {
      when: { field: "order.units", is: "is", value: (n % 10) + 1 },
    }),
  );
  await on(...rules);
  const parts = Array.from({ length: 1_000 }, (_, n) => partOf((n % 10) + 1));
  for (let n = 0; n < parts.length; n += 100) await store.apply(parts.slice(n, n + 100));
  const statements = await statementsOf(() => work());
  const { n } = await shop.run((tx) =>
    tx.one<{ n: number }>(
      `select count(*)::int as n
       from argosy.automation_run r
       join argosy.automation a on a.organization_id = argosy.tenant() and a.id = r.automation_id
       where r.organization_id = argosy.tenant() and r.outcome = 'acted'`,
    ),
  );
  expect(n).toBe(10_000);
  // Each of five chunks: what it reads and writes once, however many automations act.
  expect(statements.length).toBeLessThan(5 * 60);
});

/** An order of a buyer with an address: the mails it brings, and what its automation did. */
async function mailed() {
  const [applied] = await store.apply([{ ...partOf(1), contact: { quality: "real", email: "bo@example.test" } }]);
  await work();
  const letters = await shop.run((tx) => takeDueLetters(tx, { members: new Map(), now: noon }));
  const { items } = await shop.run((tx) => listAutomationRuns(tx, { orderId: applied?.orderId }));
  return { letters: letters.map(({ mail }) => mail), acts: items[0]?.acts };
}

test("a mail says what its message template says now, and is left out where the template is gone", async () => {
  const texts = { name: "Received", subject: "Order {{order.number}}", text: "Thank you." };
  const byAna = { actor, now: noon };
  const template = await shop.run((tx) => addMessageTemplate(tx, texts, byAna));
  const rule = ruleOf("order.received", [{ do: "mail_customer", template: template.id }]);
  const [id = ""] = await on(rule);
  const invalid = (change: Partial<typeof texts>) =>
    shop.run((tx) => changeMessageTemplate(tx, { id: template.id, ...texts, ...change }, byAna));
  await expect(invalid({ text: "{{shipment.tracking_number}}" })).rejects.toMatchObject({
    code: "MESSAGE_TEMPLATE_INVALID",
    details: [{ field: "text" }],
  });
  for (const text of ["{{order.profit}}", "{{order.nothing}}"])
    await expect(invalid({ text })).rejects.toMatchObject({ code: "MESSAGE_TEMPLATE_INVALID" });
  await expect(shop.run((tx) => removeMessageTemplate(tx, template.id))).rejects.toMatchObject({
    code: "MESSAGE_TEMPLATE_USED",
  });
  await expect(shop.run((tx) => addMessageTemplate(tx, { ...texts, name: "RECEIVED" }, byAna))).rejects.toMatchObject({
    details: [{ field: "name" }],
  });
  await invalid({ subject: "We have {{order.number}}" });
  const preview = () => shop.run((tx) => previewMessage(tx, { ...texts, now: noon }));
  const sent = await mailed();
  expect(sent.letters).toMatchObject([
    { subject: expect.stringMatching(/^We have SH-/), text: expect.stringMatching(/^Thank you\.\n/) },
  ]);
  expect((await preview()).subject).toMatch(/^Order SH-/);
  const [listed] = (await shop.run(listMessageTemplates)).filter((each) => each.id === template.id);
  expect(listed?.automations).toMatchObject([{ id }]);
  const tried = await shop.run((tx) => dryRunAutomations(tx, { definitions: [rule], orders: 1, now: noon }));
  expect(tried.rows[0]?.matches[0]?.actions).toMatchObject([{ subject: expect.stringMatching(/^We have SH-/) }]);
  await shop.run((tx) =>
    tx.run("delete from argosy.message_template where organization_id = argosy.tenant() and id = $1", [template.id]),
  );
  const gone = await mailed();
  expect(gone.letters).toEqual([]);
  expect(gone.acts).toMatchObject([{ do: "mail_customer", leftOut: "no_template" }]);
  const warned = await shop.run((tx) => withWarning(tx, rule));
  expect(warned.warnings).toMatchObject([{ field: "actions.0.template" }]);
});
