/** Intents on an order, carried out by the writes the description declares, each at most once. */

import type { Message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type {
  CommandLine,
  CommandOf,
  CommandResult,
  CommandRun,
  OrderCommand,
  TrackingRun,
} from "../kit/contract/ports.ts";
import { BOOKS_ONLY, rejected } from "../kit/contract/results.ts";
import { stillToShip } from "../kit/contract/still-to-ship.ts";
import { quantityOf } from "../kit/parse/sold-units.ts";
import { write } from "./client.ts";
import type { Manifest } from "./manifest.ts";
import type { Write } from "./manifest-parts.ts";
import { canLookUp, getOrder } from "./order-read.ts";
import { manifestOf } from "./settings.ts";
import { message } from "./words.ts";

type WriteName = keyof Manifest["writes"];

interface Intent {
  readonly name: WriteName;
  readonly input: Readonly<Record<string, Json | undefined>>;
  /** For the timeline. */
  readonly done: Message;
  /** Of a refund: false when the shop books it only. */
  readonly moneyMoved?: boolean | undefined;
  /** The shop shows already what is wanted. */
  isDone(order: OrderPart): boolean;
}

const UNSUPPORTED: Readonly<Record<OrderCommand["kind"], Message>> = {
  status: message("refused.noWayStatus"),
  fulfil: message("refused.noWayFulfil"),
  cancel: message("refused.noWayCancel"),
  refund: message("refused.noWayRefund"),
  note: message("refused.noWayNote"),
};

/** Carries a command out. What has no idempotency key is looked up before it is repeated. */
export async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const intent = intentOf(run, manifestOf(ctx));
  if ("state" in intent) return intent;
  const operation = manifestOf(ctx).writes[intent.name];
  return operation
    ? perform(run, intent, operation, ctx)
    : { state: "unsupported", text: UNSUPPORTED[run.command.kind] };
}

/** Puts other tracking on a parcel that has left. */
export async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  const operation = manifestOf(ctx).writes["tracking.update"];
  if (!operation) return { state: "unsupported", text: message("refused.shopDescriptionDeclaresNoWay") };
  const intent: Intent = {
    name: "tracking.update",
    input: {
      ...orderInput(run),
      fulfilmentId: command.fulfilmentKey,
      ...parcelInput(command),
    },
    done: message("done.newTracking"),
    isDone: (order) =>
      order.fulfilments.some(
        ({ key, trackingNumbers }) => key === command.fulfilmentKey && hasAll(trackingNumbers, command.trackingNumbers),
      ),
  };
  return perform(run, intent, operation, ctx);
}

type Run = Pick<CommandRun, "order" | "idempotencyKey" | "saved" | "save" | "uncertain">;

async function perform(run: Run, intent: Intent, operation: Write, ctx: Context): Promise<CommandResult> {
  const done: Extract<CommandResult, { state: "done" }> = {
    state: "done",
    text: intent.done,
    ...(intent.moneyMoved === undefined ? {} : { moneyMoved: intent.moneyMoved }),
  };
  if (run.saved !== null) return done;
  if (run.uncertain && operation.idempotency === undefined) {
    const isShown = intent.name !== "order.note" && intent.name !== "order.refund" && canLookUp(manifestOf(ctx));
    const order = isShown ? await getOrder(run.order.key, ctx) : null;
    if (order && intent.isDone(order)) return { ...done, order };
    if (!isShown)
      return {
        state: "rejected",
        code: "unknown_outcome",
        text: message("refused.notKnownWhetherShopCarried"),
      };
  }
  try {
    await write(operation, { name: `writes.${intent.name}`, input: intent.input }, ctx);
  } catch (error) {
    if (!isConnectorError(error) || !["rejected", "not_found", "conflict"].includes(error.kind)) throw error;
    const { info } = error;
    return {
      state: "rejected",
      code: (info.kind === "rejected" ? info.code : undefined) ?? info.kind,
      text: error.userMessage,
    };
  }
  await run.save({ done: intent.name });
  return { ...done, ...(await shownAfter(run.order.key, ctx)) };
}

/** The order as the shop shows it now, where it can be asked for one; what was done stays done when it does not answer. */
async function shownAfter(key: string, ctx: Context): Promise<{ readonly order?: OrderPart }> {
  if (!manifestOf(ctx).lookups["order.byId"]) return {};
  try {
    const order = await getOrder(key, ctx);
    return order === null ? {} : { order };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    ctx.log.warn("the order could not be read after a command", { kind: error.kind });
    return {};
  }
}

function intentOf(run: CommandRun, manifest: Manifest): Intent | CommandResult {
  const { command } = run;
  const base = orderInput(run);
  switch (command.kind) {
    case "status": {
      const word = manifest.statusMapOut[command.status];
      if (typeof word !== "string")
        return {
          state: "unsupported",
          text: message("refused.shopNoWordStatusmapoutDescription", { status: command.status }),
        };
      return {
        name: "order.status",
        input: { ...base, status: word, ourStatus: command.status },
        done: message("done.statusShown", { word }),
        isDone: (order) => order.status === command.status || order.platformStatus === word,
      };
    }
    case "fulfil":
      return {
        name: "fulfilment.create",
        input: { ...base, ...parcelInput(command), lines: parcelLines(run, command.lines) },
        done: message("done.parcelKnown"),
        isDone: (order) => isShipped(order, command),
      };
    case "cancel":
      return {
        name: "order.cancel",
        input: {
          ...base,
          reason: command.reason,
          restock: command.restock,
          notifyCustomer: command.notifyCustomer,
          note: command.note,
        },
        done: message("done.orderCancelled"),
        isDone: (order) => order.status === "cancelled",
      };
    case "refund":
      return refundIntent(run, command, manifest);
    case "note":
      return {
        name: "order.note",
        input: { ...base, text: command.text, visibleToCustomer: command.visibleToCustomer },
        done: message("done.noteStands"),
        isDone: () => false,
      };
  }
}

function refundIntent(run: Run, command: CommandOf<"refund">, manifest: Manifest): Intent | CommandResult {
  const described = manifest.writes["order.refund"];
  // A description that does not pass it on pays with every refund.
  const decides = described?.movesMoney === false || JSON.stringify(described ?? {}).includes("moveMoney");
  if (!command.moveMoney && !decides) return rejected(BOOKS_ONLY, message("refused.refundAlwaysPays"));
  const lineOf = (lineKey: string) => run.order.lines.find(({ key }) => key === lineKey);
  return {
    name: "order.refund",
    input: {
      ...orderInput(run),
      amount: formatDecimal(command.amount),
      amountMinor: command.amount.minor.toString(),
      currency: command.amount.currency,
      reason: command.reason,
      moveMoney: command.moveMoney,
      lines: command.lines.map(({ lineKey, quantity, restock }) => {
        const line = lineOf(lineKey);
        return { lineId: lineKey, quantity: shopQuantity(line, quantity, line?.refundedQuantity), restock };
      }),
    },
    done: message("done.refundBooked"),
    moneyMoved: command.moveMoney && described?.movesMoney !== false,
    isDone: () => false,
  };
}

function orderInput({ order, idempotencyKey }: Run): Record<string, Json> {
  return { id: order.key, number: order.number, currency: order.currency, idempotencyKey };
}

function parcelInput(
  parcel: Pick<CommandOf<"fulfil">, "carrier" | "trackingNumbers" | "trackingUrl" | "notifyCustomer">,
) {
  const { carrier, trackingNumbers, trackingUrl, notifyCustomer } = parcel;
  return { carrier, trackingNumbers, trackingNumber: trackingNumbers[0], trackingUrl, notifyCustomer };
}

function parcelLines({ order }: CommandRun, lines: CommandOf<"fulfil">["lines"]): Json {
  const left = order.lines.map(({ key, quantity, fulfilledQuantity }) => ({
    lineKey: key,
    quantity: quantity - fulfilledQuantity,
  }));
  return (lines ?? left)
    .filter(({ quantity }) => quantity > 0)
    .map(({ lineKey, quantity }) => {
      const line = order.lines.find(({ key }) => key === lineKey);
      return { lineId: lineKey, quantity: shopQuantity(line, quantity, line?.fulfilledQuantity) };
    });
}

/** Of goods sold by measure what the shop itself calls these units, after so many before them. */
function shopQuantity(line: CommandLine | undefined, units: number, before = 0): number {
  if (line?.exactQuantity === undefined) return units;
  const { orderedQuantity = line.quantity, exactQuantity } = line;
  return Number(quantityOf({ orderedQuantity, exactQuantity }, units, before));
}

const hasAll = (shown: readonly string[], requested: readonly string[]) =>
  requested.every((number) => shown.includes(number));

const hasAny = (shown: readonly string[], requested: readonly string[]) =>
  requested.some((number) => shown.includes(number));

/** By its tracking numbers, in parcels that hold its goods where the shop tells them; without any, when nothing is left. */
function isShipped(order: OrderPart, { lines, trackingNumbers }: CommandOf<"fulfil">): boolean {
  if (trackingNumbers.length === 0) return order.lines.every((line) => line.fulfilledQuantity >= line.quantity);
  const ours = order.fulfilments.filter((parcel) => hasAny(parcel.trackingNumbers, trackingNumbers));
  const shown = ours.flatMap((parcel) => parcel.trackingNumbers);
  const items = ours.flatMap((parcel) => parcel.lines);
  return hasAll(shown, trackingNumbers) && (items.length === 0 || stillToShip(lines ?? [], items).length === 0);
}
