import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { paymentOf } from "./orders.ts";
import { insert, micro, num, type Row, type State, sixDecimals, text, touch } from "./state.ts";

const OVER = [6, 7];

/** What the order page of the back office shows: the total, less the payments entered there. */
export function owedControls(
  state: State,
  orderOf: (key: string) => Row,
): Required<Pick<SandboxShop, "owedOn" | "payPart">> {
  return {
    owedOn(key) {
      const order = orderOf(key);
      const open = micro(text(order, "total_paid")) - micro(text(order, "total_paid_real"));
      if (OVER.includes(num(order, "current_state")) || open <= 0n) return "0";
      return formatDecimal(parseMoney(sixDecimals(open), state.currency));
    },
    payPart(key) {
      const order = orderOf(key);
      insert(state, "order_payments", paymentOf(order, "20.000000"));
      order.values.total_paid_real = sixDecimals(micro(text(order, "total_paid_real")) + 20_000_000n);
      touch(state, order);
    },
  };
}
