import { formatDecimal } from "../../commerce/money.ts";
import { say, type Told } from "../../commerce/sentence.ts";
import type { HubCommand } from "./stored-command.ts";
import { trackingText } from "./timeline.ts";

/** What was asked, for the timeline. */
export function requestText(command: HubCommand): Told {
  switch (command.kind) {
    case "status":
      return say("order.asked.status", { status: command.status });
    case "fulfil":
      return [
        say(command.lines ? "order.asked.fulfil.part" : "order.asked.fulfil"),
        ...trackingText(command.trackingNumbers),
      ];
    case "tracking":
      return [say("order.asked.tracking"), ...trackingText(command.trackingNumbers)];
    case "cancel":
      return say("order.asked.cancel", { reason: command.reason });
    case "refund": {
      const amount = `${formatDecimal(command.amount)} ${command.amount.currency}`;
      return say(command.moveMoney ? "order.asked.refund" : "order.asked.refund.booked", { amount });
    }
    case "note": {
      const { text } = command;
      return say(command.visibleToCustomer ? "order.asked.note.visible" : "order.asked.note", { text });
    }
  }
}
