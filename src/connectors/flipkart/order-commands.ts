/** What a person may ask of a Flipkart order, and who carries it out. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandOrder, CommandResult, CommandRun, Orders } from "../kit/contract/ports.ts";
import { unsupported } from "../kit/contract/results.ts";
import { cancel } from "./cancel.ts";
import { ship } from "./order-fulfil.ts";
import { deliver } from "./self-ship.ts";
import { packingOf } from "./settings.ts";
import { CANCELLABLE, HOLD, OPEN, statusTermsOf } from "./statuses.ts";
import { message } from "./words.ts";

type Settings = Context["connection"]["settings"];

const CANCEL_WARNINGS = [
  message("said.setsListingOutStockSeller"),
  message("said.manyCancellationsSellerLowerAccount"),
  message("said.knowsThreeReasons"),
];
const SHIP_WARNINGS = [message("said.ownCourierMakesTrackingNumber")];

/** By the words of all the order's shipments: what is allowed for each alone is decided when it is carried out. */
export function optionsOf(order: CommandOrder, settings: Settings): ReturnType<Orders["options"]> {
  const texts = [...statusTermsOf(order.platformStatus)].filter((word) => word !== HOLD && word !== "CANCELLED");
  const isHeld = statusTermsOf(order.platformStatus).has(HOLD);
  const statuses = [
    ...(packingOf(settings) && texts.includes("APPROVED") && !isHeld ? (["processing"] as const) : []),
    ...(texts.includes("SHIPPED") ? (["completed"] as const) : []),
  ];
  const isOpen = !isHeld && texts.some((word) => OPEN.has(word));
  const isCancellable = texts.length > 0 && texts.every((word) => CANCELLABLE.has(word));
  return [
    { kind: "status", allowed: statuses.length > 0, warnings: [], statuses },
    { kind: "fulfil", allowed: isOpen, warnings: SHIP_WARNINGS },
    { kind: "cancel", allowed: isCancellable, warnings: CANCEL_WARNINGS },
    { kind: "refund", allowed: false, warnings: [] },
    { kind: "note", allowed: false, warnings: [] },
  ];
}

export async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return ship(run, { until: "ready", command }, ctx);
    case "cancel":
      return cancel(run, command, ctx);
    case "status":
      if (command.status === "processing") return pack(run, ctx);
      if (command.status === "completed") return deliver(run, ctx);
      return unsupported(
        command.status === "cancelled"
          ? message("refused.useCancelWantsReason")
          : message("refused.decidesItselfWhenOrderCannot", { status: command.status.replace("_", " ") }),
      );
    case "refund":
      return unsupported(message("refused.paysBuyersBackItselfWhen"));
    case "note":
      return unsupported(message("refused.ordersNoNotesKeepHere"));
  }
}

async function pack(run: CommandRun, ctx: Context): Promise<CommandResult> {
  if (!packingOf(ctx.connection.settings)) return unsupported(message("refused.shipmentsPackedSellerPortalPack"));
  return ship(run, { until: "packed", command: null }, ctx);
}
