import { type HubText, message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import { trackingText } from "./order-fields/order-timeline.ts";
import type { HubCommand } from "./stored-command.ts";

/** The requested change, for the timeline. */
export function requestText(command: HubCommand): HubText {
  switch (command.kind) {
    case "status":
      return message("order.asked.status", { status: command.status });
    case "fulfil":
      return [
        message(command.lines ? "order.asked.fulfil.part" : "order.asked.fulfil"),
        ...trackingText(command.trackingNumbers),
      ];
    case "tracking":
      return [message("order.asked.tracking"), ...trackingText(command.trackingNumbers)];
    case "hold":
      return message(command.action === "place" ? "order.asked.hold" : "order.asked.release");
    case "document":
      return message("order.asked.document", { number: command.number });
    case "cancel":
      return message("order.asked.cancel", { reason: command.reason });
    case "refund": {
      const amount = `${formatDecimal(command.amount)} ${command.amount.currency}`;
      return message(command.moveMoney ? "order.asked.refund" : "order.asked.refund.booked", { amount });
    }
    case "note": {
      const { text } = command;
      return message(command.visibleToCustomer ? "order.asked.note.visible" : "order.asked.note", { text });
    }
  }
}
