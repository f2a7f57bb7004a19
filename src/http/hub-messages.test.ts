/** Everything the hub can say has words: its own English with a code, and Arabic for every code. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONNECTION_STATES } from "../commerce/connection-states.ts";
import { CONTENT_FIELDS } from "../commerce/content-fields.ts";
import { messages } from "../commerce/message.ts";
import { CANCEL_REASONS } from "../commerce/order-command.ts";
import { HOLD_REASONS } from "../commerce/order-holds.ts";
import { problemCodes } from "../commerce/problem-codes.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES, SHIPMENT_STATUSES } from "../commerce/statuses.ts";
import { RUN_STEPS } from "../engine/runs/steps.ts";
import { actions, roles } from "../hub/accounts/permissions.ts";
import { type AlertKind, alertKinds } from "../hub/alerts/alerts.ts";
import { FIELD_NAMES } from "../hub/catalog/check.ts";
import { RETURN_STATES } from "../hub/orders/returns/return-view.ts";
import { MARKS, type RecordKind } from "../hub/parked/kinds.ts";
import { POLICIES } from "../hub/stores/settings.ts";
import { connectorKinds } from "./problem.ts";

const SRC = join(import.meta.dirname, "..");

const arabic = JSON.parse(readFileSync(join(SRC, "commerce/messages/ar.json"), "utf8")) as Readonly<
  Record<string, string>
>;
const english: ReadonlyMap<string, string | { readonly one: string; readonly other: string }> = new Map(
  Object.entries(messages),
);
const ARABIC_FORMS = ["zero", "one", "two", "few", "many", "other"];
const gapsIn = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, gap]) => gap);

test.each([...english])("%s is said in Arabic, with no gap the hub does not fill", (code, entry) => {
  const isCounted = typeof entry !== "string";
  const texts = isCounted ? ARABIC_FORMS.map((form) => arabic[`${code}_${form}`]) : [arabic[code]];
  const given = gapsIn(isCounted ? entry.other : entry);
  for (const text of texts) {
    expect(text).toMatch(/[\u0600-\u06ff{]/);
    for (const gap of gapsIn(text ?? "")) expect(given).toContain(gap);
    for (const [, group] of (text ?? "").matchAll(/\$t\((\w+)\./g)) expect(wordGroups).toHaveProperty(String(group));
  }
});

/** Sentences that name a counted thing once for every number, and why none of them is ever of one. */
const NEVER_ONE: Readonly<Record<string, string>> = {
  "alert.plan_orders.text": "a plan's limit",
  "alert.stock_contested.item": "contested is what went back several times",
  "alert.stock_hold.in": "a hold stops a change of many items",
  "alert.stock_hold.out": "a hold stops a change of many items",
  "log.hold.outApproved": "a hold stops a change of many items",
  "log.hold.outRejected": "a hold stops a change of many items",
  "log.stock.many": "one item is told by its name",
  "order.split.made": "at least two",
  "platform.tooLong": "a fixed limit",
  "platform.unanswered": "told after several times",
  "product.imagesMost": "a fixed limit",
  "product.tooLong": "a fixed limit",
  "product.variantsMost": "a fixed limit",
  "refused.replyLength": "a fixed limit",
  "refused.settlementRows": "a fixed limit",
  "shipment.silent": "a fixed number of days",
};
const COUNTED =
  /\{\{\w+\}\} (?:[a-z]+ )?(?:units|items|orders|lines|rows|products|channels|variants|listings|days|hours|minutes|months|times|parcels|shipments|records|files|characters|images)\b/;

test("a sentence that counts a thing has a form for one of it", () => {
  const found = [...english]
    .filter(([, entry]) => typeof entry === "string" && COUNTED.test(entry))
    .map(([code]) => code);
  expect(found.filter((code) => !Object.hasOwn(NEVER_ONE, code))).toEqual([]);
  expect(Object.keys(NEVER_ONE).filter((code) => !found.includes(code))).toEqual([]);
});

/** What `$t(group.word)` may ask for: the hub's own lists. */
const wordGroups: Readonly<Record<string, readonly string[]>> = {
  status: ORDER_STATUSES,
  financial: FINANCIAL_STATUSES,
  fulfilment: FULFILMENT_STATUSES,
  parcel: SHIPMENT_STATUSES,
  run: Object.keys(RUN_STEPS),
  action: actions,
  storeState: CONNECTION_STATES,
  returnState: RETURN_STATES,
  holdReason: HOLD_REASONS,
  command: ["status", "fulfil", "tracking", "hold", "cancel", "refund", "note", "push"],
  cancel: CANCEL_REASONS,
  edited: POLICIES,
  contentField: [...CONTENT_FIELDS, "stock", "price"],
  left: ["access", "webhooks", "both"],
  thing: ["order", "product", "delivery"],
  fieldName: Object.values(FIELD_NAMES),
  role: roles,
};

test.each(Object.entries(wordGroups))("every %s of the hub has its word", (group, texts) => {
  expect(texts.filter((word) => !english.has(`${group}.${word}`))).toEqual([]);
});

const RECORDS: readonly RecordKind[] = ["fee", "settlement_record", "stock_level", "conversation"];
/** The titles of a kind whose alerts are not all titled alike. */
const TITLES: Partial<Record<AlertKind, readonly string[]>> = {
  answer_late: ["title.price", "title.stock"],
  stock_hold: ["title.in", "title.out"],
  // One sentence for each kind of work that can be set aside.
  work_failed: [...Object.keys(MARKS), ...RECORDS],
};

test.each(alertKinds)("the alert %s has its title, and no other kind's", (kind) => {
  const titles = [...english.keys()].filter(
    (code) => code.startsWith(`alert.${kind}.`) && (/\.title(\.\w+)?$/.test(code) || kind === "work_failed"),
  );
  const requested = (TITLES[kind] ?? ["title"]).map((title) => `alert.${kind}.${title}`);
  expect(titles.filter((code) => code !== "alert.work_failed.text").sort()).toEqual(requested.sort());
});

test("every refusal of the hub is worded by its code", () => {
  const platform = Object.keys(connectorKinds).map((kind) => `PLATFORM_${kind.toUpperCase()}`);
  expect([...problemCodes, ...platform].filter((code) => arabic[code] === undefined)).toEqual([]);
});

test("every sentence is said somewhere: none is left over from words that changed", () => {
  const source = globSync("**/*.ts", { cwd: SRC, exclude: ["**/*.test.ts"] })
    .filter((path) => !path.includes("messages/"))
    .map((path) => readFileSync(join(SRC, path), "utf8"))
    .join("\n");
  const isInGroup = (code: string) => Object.hasOwn(wordGroups, code.split(".")[0] ?? "");
  const quoted = new Set([...source.matchAll(/"(?=([\w.]+)")/g)].map(([, code]) => code));
  // Some are put together: a template's beginning stands in the source.
  const started = new Set([...source.matchAll(/`([\w.]+)\.\$\{/g)].map(([, start]) => start));
  const earlyWrites = (code: string) => {
    const parts = code.split(".");
    return parts.slice(1).map((_, n) => parts.slice(0, n + 1).join("."));
  };
  const isUsed = (code: string) => quoted.has(code) || earlyWrites(code).some((start) => started.has(start));
  expect([...english.keys()].filter((code) => !isInGroup(code) && !isUsed(code))).toEqual([]);
});
