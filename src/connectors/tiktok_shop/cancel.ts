/** Cancelling before shipping; a buyer's request to cancel is granted rather than doubled (sheet section 5). */
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { afterSalesOf } from "./after-sales.ts";
import { CANCEL_REASONS, UNPAID_REASONS } from "./cancel-reasons.ts";
import { call } from "./client.ts";
import { attempt, done, isAnswer, orderFor } from "./order-steps.ts";
import { cancellationState } from "./statuses.ts";
import { message } from "./words.ts";

type Cancel = CommandOf<"cancel">;

const OUT_OF_STOCK = "seller_cancel_reason_out_of_stock";
const WRONG_PRICE = "seller_cancel_reason_wrong_price";
const BUYERS_REQUEST = "seller_cancel_paid_reason_buyer_requested_cancellation";

const DONE = message("refused.orderCancelled");
/** Cancelled, or being cancelled, already. */
const CANCELLED_ALREADY = ["25001010", "25001011", "25020009"];
const CANCELLABLE = new Set(["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"]);

export async function cancel(run: CommandRun, command: Cancel, ctx: Context): Promise<CommandResult> {
  const reported = await orderFor(run.order.key, ctx);
  if (isAnswer(reported)) return reported;
  const { order } = reported;
  if (order.status === "CANCELLED") return done(DONE, order.id, ctx);
  if (!CANCELLABLE.has(order.status)) return rejected("shipped", message("refused.cancelsNothingWayRefundOrder"));
  const { cancellations } = (await afterSalesOf([order], ctx)).get(order.id) ?? { cancellations: [] };
  const input = cancellations.find(({ cancel_status }) => cancellationState(cancel_status, ctx) === "open");
  const failure = input
    ? await approve(input.cancel_id, run.idempotencyKey, ctx)
    : await request(order.id, reasonOf(command, order.status, ctx), ctx);
  return failure ? rejected(failure.code, failure.text) : done(DONE, order.id, ctx);
}

function approve(id: string, key: string, ctx: Context) {
  const url = `/return_refund/202309/cancellations/${encodeURIComponent(id)}/approve`;
  const query = [["idempotency_key", key]] as const;
  return attempt(
    () =>
      call(
        { method: "POST", url, query, json: {}, operation: "cancellations.approve", safe: true, changes: true },
        ctx,
      ),
    CANCELLED_ALREADY,
  );
}

function request(orderId: string, reason: string, ctx: Context) {
  const url = "/return_refund/202309/cancellations";
  const json = { order_id: orderId, cancel_reason: reason };
  return attempt(() => call({ method: "POST", url, json, operation: "cancellations.create" }, ctx), CANCELLED_ALREADY);
}

/** TikTok has no word for fraud, nor for a declined payment once it is paid: the store's setting speaks for those. */
export function reasonOf(
  { reason }: Pick<Cancel, "reason">,
  status: string,
  { connection }: Pick<Context, "connection">,
): string {
  const { cancelReason } = connection.settings;
  if (status === "UNPAID") return unpaidReasonOf(reason, cancelReason);
  if (reason === "inventory") return OUT_OF_STOCK;
  if (reason === "customer") return BUYERS_REQUEST;
  return CANCEL_REASONS.find(({ value }) => value === cancelReason)?.value ?? OUT_OF_STOCK;
}

function unpaidReasonOf(reason: Cancel["reason"], setting: unknown): string {
  if (reason === "inventory") return UNPAID_REASONS.outOfStock;
  if (reason === "customer") return UNPAID_REASONS.buyersRequest;
  if (reason === "declined") return UNPAID_REASONS.notPaidInTime;
  if (setting === WRONG_PRICE) return UNPAID_REASONS.wrongPrice;
  return setting === BUYERS_REQUEST ? UNPAID_REASONS.buyersRequest : UNPAID_REASONS.outOfStock;
}
