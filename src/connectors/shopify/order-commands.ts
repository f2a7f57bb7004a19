/** Commands on an order: which ones Shopify takes (sheet section 7, outbound) and how each is carried out. */

import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun, Orders } from "../kit/contract/ports.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { optionalText } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { holdOrder, reportProgress } from "./holds.ts";
import { gid } from "./ids.ts";
import { fulfil } from "./order-fulfil.ts";
import { mustLoadOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import type { RunOf } from "./order-steps.ts";
import { orderGone, refusedBy } from "./order-steps.ts";
import * as q from "./queries-orders.ts";
import { message } from "./words.ts";

/** Shopify's orderCancel runs as a job; it is looked at again after this. */
const JOB_POLL_MS = 2_000;
/** Characters of orderCancel's staff note (schema text of 2026-10). */
const MAX_STAFF_NOTE = 255;

/** What can be asked for an order in this state, and what a person should know before. */
export const commandOptions: Orders["options"] = (order) => {
  const open = order.status !== "cancelled";
  const unshipped = order.lines.some((line) => line.quantity > line.fulfilledQuantity);
  return [
    { kind: "status", allowed: open, warnings: [], statuses: open ? ["processing", "on_hold", "completed"] : [] },
    {
      kind: "fulfil",
      allowed: open && unshipped,
      warnings: [message("warning.eMailsCustomerWhereStore")],
    },
    {
      kind: "cancel",
      allowed: open,
      warnings: [message("warning.cancellationCannotUndone"), message("warning.cancellationItselfPaysNothingBack")],
    },
    {
      kind: "refund",
      money: "by_payment",
      allowed: true,
      warnings: [message("warning.paidBackThroughStoreMoney")],
    },
    { kind: "note", allowed: true, warnings: [message("warning.orderNoteReadStaffNot")] },
  ];
};

/** Carries a command out; repeats are harmless, progress is saved before and after every remote write. */
export function executeCommand(run: CommandRun, ctx: Context): Promise<CommandResult> {
  switch (run.command.kind) {
    case "fulfil":
      return fulfil({ ...run, command: run.command }, ctx);
    case "refund":
      return refund({ ...run, command: run.command }, ctx);
    case "cancel":
      return cancel({ ...run, command: run.command }, ctx);
    case "note":
      return addNote(run.order.key, run.command, ctx);
    case "status":
      return setStatus({ ...run, command: run.command }, ctx);
  }
}

const briefShape = z.object({
  order: z
    .object({ name: z.string(), note: z.string().nullish(), cancelledAt: optionalText, closed: z.boolean() })
    .nullable(),
});

async function brief(key: string, ctx: Context) {
  const variables = { id: gid("Order", key) };
  return (await graphql(ctx, q.ORDER_BRIEF, { variables, schema: briefShape, what: "an order" })).order;
}

const REASONS = {
  customer: "CUSTOMER",
  inventory: "INVENTORY",
  fraud: "FRAUD",
  declined: "DECLINED",
  other: "OTHER",
} as const;
const cancelSaved = z.object({ job: z.string().optional() });

async function cancel(run: RunOf<"cancel">, ctx: Context): Promise<CommandResult> {
  const now = await brief(run.order.key, ctx);
  if (!now) return orderGone;
  const saved = cancelSaved.safeParse(run.saved);
  if (now.cancelledAt !== undefined)
    return {
      state: "done",
      text: message("done.orderCancelled"),
      order: await mustLoadOrder(run.order.key, ctx),
    };
  if (saved.success && saved.data.job !== undefined) return awaitCancel(saved.data.job, ctx);
  // The answer to an earlier request was lost: its job, if there is one, gets the time to end before we ask again.
  if (run.uncertain && !saved.success) return { state: "pending", saved: {}, pollAfterMs: 5 * JOB_POLL_MS };
  const { command } = run;
  const answer = await graphql(ctx, q.ORDER_CANCEL, {
    variables: {
      id: gid("Order", run.order.key),
      reason: REASONS[command.reason],
      restock: command.restock,
      notify: command.notifyCustomer,
      note: command.note?.slice(0, MAX_STAFF_NOTE) ?? null,
    },
    schema: z.object({
      orderCancel: z.object({
        job: z.object({ id: z.string(), done: z.boolean() }).nullable(),
        orderCancelUserErrors: userErrors,
      }),
    }),
    what: "cancelling the order",
  });
  const { job, orderCancelUserErrors } = answer.orderCancel;
  const refused = refusedBy(orderCancelUserErrors, "to cancel the order");
  if (refused) return refused;
  if (!job) return { state: "rejected", code: "NO_JOB", text: message("refused.notStartCancellation") };
  const progress: Json = { job: job.id };
  await run.save(progress);
  return { state: "pending", saved: progress, pollAfterMs: JOB_POLL_MS };
}

async function awaitCancel(job: string, ctx: Context): Promise<CommandResult> {
  const schema = z.object({ job: z.object({ done: z.boolean() }).nullable() });
  const answer = await graphql(ctx, q.JOB, { variables: { id: job }, schema, what: "the cancellation" });
  if (answer.job && !answer.job.done) return { state: "pending", saved: { job }, pollAfterMs: JOB_POLL_MS };
  return {
    state: "rejected",
    code: "CANCEL_FAILED",
    text: message("refused.endedCancellationWithoutCancellingFulfilled"),
  };
}

async function addNote(key: string, command: RunOf<"note">["command"], ctx: Context): Promise<CommandResult> {
  const now = await brief(key, ctx);
  if (!now) return orderGone;
  const note = now.note ?? "";
  const hidden = command.visibleToCustomer ? [message("done.noteForStaff")] : [];
  // The text itself tells whether an earlier attempt got through.
  if (`\n${note}\n`.includes(`\n${command.text}\n`))
    return { state: "done", text: [message("done.noteOnOrder"), ...hidden] };
  const text = note === "" ? command.text : `${note}\n${command.text}`;
  const answer = await graphql(ctx, q.ORDER_NOTE, {
    variables: { input: { id: gid("Order", key), note: text } },
    schema: z.object({ orderUpdate: z.object({ userErrors }) }),
    what: "the order note",
  });
  return (
    refusedBy(answer.orderUpdate.userErrors, "the note") ?? {
      state: "done",
      text: [message("done.noteAdded"), ...hidden],
    }
  );
}

async function setStatus(run: RunOf<"status">, ctx: Context): Promise<CommandResult> {
  const { status } = run.command;
  switch (status) {
    case "on_hold":
      return holdOrder(run, ctx);
    case "processing":
      return reportProgress(run, ctx);
    case "completed":
      return closeOrder(run.order.key, ctx);
    case "cancelled":
      return cancel(
        { ...run, command: { kind: "cancel", reason: "other", restock: true, notifyCustomer: false } },
        ctx,
      );
    case "pending":
    case "confirmed":
      return {
        state: "unsupported",
        text: message("refused.noWaySetOrderFollows", { status }),
      };
  }
}

async function closeOrder(key: string, ctx: Context): Promise<CommandResult> {
  const now = await brief(key, ctx);
  if (!now) return orderGone;
  if (!now.closed) {
    const answer = await graphql(ctx, q.ORDER_CLOSE, {
      variables: { input: { id: gid("Order", key) } },
      schema: z.object({ orderClose: z.object({ userErrors }) }),
      what: "closing the order",
    });
    const refused = refusedBy(answer.orderClose.userErrors, "to close the order");
    if (refused) return refused;
  }
  return { state: "done", text: message("refused.orderArchived"), order: await mustLoadOrder(key, ctx) };
}
