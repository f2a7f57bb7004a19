/** Bugs in carrying out what is asked of an order. */
import type { OrderCommand } from "../../../../commerce/order-command.ts";
import { platformText } from "../../contract/answer-text.ts";
import type { PlatformHttp, PlatformRequest } from "../../contract/platform-http.ts";
import type { CommandResult, CommandRun, Orders } from "../../contract/ports.ts";
import { isWrite } from "../../http/one-exchange.ts";
import type { LackWord } from "../absence-phrases.ts";
import type { Mutant } from "./mutant.ts";
import { onPort, watched } from "./wrap.ts";

type Kind = OrderCommand["kind"];
type Of<K extends Kind> = Extract<OrderCommand, { readonly kind: K }>;

function runs(
  name: string,
  likely: readonly string[],
  change: (run: CommandRun) => CommandRun,
  more: Pick<Mutant, "fields" | "harmless"> = {},
): Mutant {
  return {
    name: `command: ${name}`,
    likely,
    ...more,
    plant: onPort("orders", (orders, touch) => {
      const alter = watched(change, touch);
      return { execute: (run, ctx) => orders.execute(alter(run), ctx) };
    }),
  };
}

function commands<K extends Kind>(
  kind: K,
  name: string,
  change: (command: Of<K>, run: CommandRun) => OrderCommand,
  ...fields: readonly LackWord[]
): Mutant {
  const isKind = (command: OrderCommand): command is Of<K> => command.kind === kind;
  return runs(
    name,
    [`commands: a ${kind}`, `commands: ${kind}`, "commands:"],
    (run) => (isKind(run.command) ? { ...run, command: change(run.command, run) } : run),
    { fields },
  );
}

/** Answers without asking the platform. */
function instead(kind: Kind, name: string, result: CommandResult): Mutant {
  return {
    name: `command: ${name}`,
    likely: [`commands: ${kind}`],
    plant: onPort("orders", (orders, touch) => ({
      execute: async (run, ctx) => {
        if (run.command.kind !== kind) return orders.execute(run, ctx);
        touch();
        return result;
      },
    })),
  };
}

/** Cases in which an attempt follows another one. */
const LOST = ["commands: a fulfil", "commands: the same", "commands: a refund whose", "commands: a part shipped"];
const EITHER =
  "An attempt knows by what was saved or by looking at the shop what was done before; that both are lost is a bug of its own, planted beside.";

/** Every change says that it only asks, as a POST that is safe to repeat seems to. */
function calledQuestions(http: PlatformHttp, touch: () => void): PlatformHttp {
  const sendRequest = (request: PlatformRequest): PlatformRequest => {
    if (!isWrite(request)) return request;
    touch();
    return { ...request, changes: false };
  };
  return {
    ...http,
    request: (request) => http.request(sendRequest(request)),
    json: (request) => http.json(sendRequest(request)),
  };
}

const done: CommandResult = { state: "done", text: platformText("Done.") };

function options(
  name: string,
  change: (offered: ReturnType<Orders["options"]>) => ReturnType<Orders["options"]>,
): Mutant {
  return {
    name: `command: ${name}`,
    likely: ["commands: a cancelled", "commands:"],
    plant: onPort("orders", (orders, touch) => {
      const alter = watched(change, touch);
      return { options: (order) => alter(orders.options(order)) };
    }),
  };
}

export const commandMutants: readonly Mutant[] = [
  commands("fulfil", "a part to be shipped ships all", (command) => ({ ...command, lines: undefined })),
  commands("fulfil", "one unit more than asked is shipped", (command) => ({
    ...command,
    lines: command.lines?.map((line) => ({ ...line, quantity: line.quantity + 1 })),
  })),
  commands("fulfil", "only the first line of a part is shipped", (command) => ({
    ...command,
    lines: command.lines?.slice(0, 1),
  })),
  commands("fulfil", "the other line is shipped", (command, { order }) => ({
    ...command,
    lines: command.lines?.map((line) => ({
      ...line,
      lineKey: order.lines.find(({ key }) => key !== line.lineKey)?.key ?? line.lineKey,
    })),
  })),
  commands(
    "fulfil",
    "tracking is not sent",
    (command) => ({
      ...command,
      trackingNumbers: [],
      trackingUrl: undefined,
    }),
    "parcel.tracking",
    "fulfil.tracking",
  ),
  commands(
    "fulfil",
    "another tracking number is sent",
    (command) => ({
      ...command,
      trackingNumbers: command.trackingNumbers.map((number) => `${number}0`),
    }),
    "parcel.tracking",
    "fulfil.tracking",
  ),
  commands(
    "fulfil",
    "of two tracking numbers one is sent",
    (command) => ({
      ...command,
      trackingNumbers: command.trackingNumbers.slice(0, 1),
    }),
    "parcel.tracking",
    "fulfil.tracking",
    "parcel.severalNumbers",
  ),
  commands(
    "fulfil",
    "the carrier is not sent",
    (command) => ({ ...command, carrier: undefined }),
    "parcel.carrier",
    "fulfil.carrier",
  ),
  commands(
    "fulfil",
    "the tracking link is not sent",
    (command) => ({ ...command, trackingUrl: undefined }),
    "parcel.trackingUrl",
    "fulfil.trackingUrl",
  ),
  commands("fulfil", "an order to be shipped is cancelled", () => ({
    kind: "cancel",
    reason: "other",
    restock: true,
    notifyCustomer: false,
  })),
  commands("cancel", "an order to be cancelled is shipped", () => ({
    kind: "fulfil",
    trackingNumbers: [],
    notifyCustomer: false,
  })),
  commands(
    "cancel",
    "a cancellation puts nothing back into stock",
    (command) => ({ ...command, restock: false }),
    "cancel.restock",
    "cancel.choice",
  ),
  commands(
    "refund",
    "a refund pays back twice the amount",
    (command) => ({
      ...command,
      amount: { ...command.amount, minor: command.amount.minor * 2n },
    }),
    "refund.moves",
  ),
  commands(
    "refund",
    "a refund loses its cents",
    (command) => ({
      ...command,
      amount: { ...command.amount, minor: command.amount.minor - (command.amount.minor % 100n) },
    }),
    "refund.moves",
  ),
  commands(
    "refund",
    "a refund names no lines",
    (command) => ({ ...command, lines: [] }),
    "refund.part",
    "refund.units",
  ),
  commands(
    "refund",
    "a refund never restocks",
    (command) => ({
      ...command,
      lines: command.lines.map((line) => ({ ...line, restock: false })),
    }),
    "refund.restock",
    "refund.part",
  ),
  commands(
    "refund",
    "a refund always restocks",
    (command) => ({
      ...command,
      lines: command.lines.map((line) => ({ ...line, restock: true })),
    }),
    "refund.restock",
    "refund.part",
  ),
  commands(
    "refund",
    "a refund takes every unit of its line",
    (command) => ({
      ...command,
      lines: command.lines.map((line) => ({ ...line, quantity: line.quantity + 1 })),
    }),
    "refund.part",
    "refund.units",
  ),
  commands("refund", "a refund's reason is lost", (command) => ({ ...command, reason: undefined }), "refund.reason"),
  commands("note", "another note is written", (command) => ({ ...command, text: "Note" })),
  commands(
    "note",
    "an internal note is shown to the buyer",
    (command) => ({ ...command, visibleToCustomer: true }),
    "note.visible",
  ),
  commands("status", "another status is set", (command) => ({
    kind: "status",
    status: command.status === "processing" ? "completed" : "processing",
  })),
  instead("fulfil", "a shipment is claimed and never told", done),
  instead("cancel", "a cancellation is claimed and never told", done),
  instead("refund", "a refund is claimed and never told", done),
  instead("note", "a note is claimed and never written", done),
  instead("status", "a status is claimed and never set", done),
  runs("what an attempt saved is ignored", LOST, (run) => ({ ...run, saved: null }), { harmless: EITHER }),
  runs("an unknown outcome is repeated without looking", LOST, (run) => ({ ...run, uncertain: false }), {
    harmless: EITHER,
  }),
  runs(
    "when money was first asked for is forgotten",
    ["commands: a refund"],
    (run) => ({ ...run, sentAt: undefined }),
    {
      harmless:
        "Where refunds that stood there before are saved, or our key is, what was made since is known without a time.",
    },
  ),
  runs(
    "a refund is repeated where its record stands without our key",
    ["commands: a refund"],
    (run) => (run.command.kind === "refund" ? { ...run, saved: null, sentAt: undefined } : run),
    { harmless: "A platform that writes our key with the record, or refuses a second one, is not paid from twice." },
  ),
  {
    name: "command: a refund that is found is said to be new",
    likely: ["commands: a refund"],
    plant: onPort("orders", (orders, touch) => ({
      execute: async (run, ctx) => {
        const result = await orders.execute(run, ctx);
        if (result.state !== "done" || !result.found) return result;
        touch();
        return { ...result, found: undefined };
      },
    })),
  },
  {
    name: "command: doubt about money is answered with done",
    likely: ["commands: a refund"],
    plant: onPort("orders", (orders, touch) => ({
      execute: async (run, ctx) => {
        const result = await orders.execute(run, ctx);
        if (result.state !== "uncertain") return result;
        touch();
        return done;
      },
    })),
  },
  {
    name: "command: progress and doubt are both forgotten",
    likely: [...LOST, "commands: a note", "commands: a cancel"],
    plant: (sound, touch) => {
      let attempt = 0;
      return onPort("orders", (orders) => ({
        execute: (run, ctx) => {
          attempt += 1;
          if (run.saved !== null || run.uncertain) touch();
          return orders.execute(
            {
              ...run,
              saved: null,
              uncertain: false,
              sentAt: undefined,
              idempotencyKey: `${run.idempotencyKey.slice(0, -4)}${String(attempt).padStart(4, "0")}`,
            },
            ctx,
          );
        },
      }))(sound, touch);
    },
  },
  {
    name: "command: a tracking number that stands there is taken for the whole shipment",
    likely: ["commands: goods that leave later"],
    plant: onPort("orders", (orders, touch) => ({
      execute: async (run, ctx) => {
        const { command } = run;
        if (command.kind !== "fulfil" || command.trackingNumbers.length === 0) return orders.execute(run, ctx);
        const order = await orders.get(run.order.key, ctx);
        const existing = new Set(order?.fulfilments.flatMap(({ trackingNumbers }) => trackingNumbers));
        if (!order || !command.trackingNumbers.every((number) => existing.has(number))) return orders.execute(run, ctx);
        touch();
        return { ...done, order };
      },
    })),
  },
  {
    name: "command: what changes an order is called a question",
    likely: ["commands: a fulfil of which", "commands: fulfil", "commands: note", "commands:"],
    plant: onPort("orders", (orders, touch) => ({
      execute: (run, ctx) => orders.execute(run, { ...ctx, http: calledQuestions(ctx.http, touch) }),
    })),
  },
  options("commands the platform has not are offered", (offered) => offered.map((one) => ({ ...one, allowed: true }))),
  {
    name: "command: corrected tracking is claimed and never sent",
    likely: ["commands: corrected"],
    plant: onPort("orders", ({ updateTracking }, touch) =>
      updateTracking
        ? {
            updateTracking: async () => {
              touch();
              return done;
            },
          }
        : {},
    ),
  },
  {
    name: "command: a hold is claimed and never placed",
    likely: ["holds:"],
    plant: onPort("orders", ({ hold }, touch) =>
      hold
        ? {
            hold: async () => {
              touch();
              return done;
            },
          }
        : {},
    ),
  },
  {
    name: "command: corrected tracking has another number",
    likely: ["commands: corrected"],
    plant: onPort("orders", ({ updateTracking }, touch) =>
      updateTracking
        ? {
            updateTracking: (run, ctx) => {
              touch();
              return updateTracking(
                {
                  ...run,
                  command: {
                    ...run.command,
                    trackingNumbers: run.command.trackingNumbers.map((number) => `${number}0`),
                  },
                },
                ctx,
              );
            },
          }
        : {},
    ),
  },
];
