import { expect, test } from "vitest";
import { HubAway, Refused } from "./hub.ts";
import { refundOutcome, type TerminalPayment } from "./terminal-refund.ts";

const ended = (state: TerminalPayment["state"]): TerminalPayment => ({
  ...{ id: "refund", state, paidMinor: null, tipMinor: 0, card: "visa 4242", reason: null, text: "" },
});
const unknown = new Refused(404, "POS_TERMINAL_PAYMENT_NOT_FOUND", "There is no such payment.");
const paused = new Refused(409, "OUTBOUND_PAUSED", "Paused.");

/** A hub that answers a refund, and a look at it, like this. */
function outcome(refund: TerminalPayment | Error, look: TerminalPayment | Error = unknown) {
  const register = {
    // The hub's answers are not checked on the way in a register either.
    async online<T>(method: string): Promise<T> {
      const answer = method === "POST" ? refund : look;
      if (answer instanceof Error) throw answer;
      return answer as T;
    },
  };
  return refundOutcome(register, { key: "charge", id: "refund", amount: 500n });
}

test("money that went back, was refused or is on its way is told apart", async () => {
  expect(await outcome(ended("paid"))).toEqual({ state: "paid", card: "visa 4242" });
  expect(await outcome(ended("declined"))).toEqual({ state: "refused", text: "" });
  expect(await outcome(ended("waiting"))).toEqual({ state: "unclear", text: "" });
});

test("a refusal of a later try says nothing of the first, which is looked at", async () => {
  expect(await outcome(paused, ended("paid"))).toMatchObject({ state: "paid" });
  expect(await outcome(paused, ended("waiting"))).toEqual({ state: "unclear", text: "Paused." });
  expect(await outcome(paused, new Refused(409, "POS_TERMINAL_REFUSED", "The key."))).toMatchObject({
    state: "unclear",
  });
  expect(await outcome(paused, unknown)).toEqual({ state: "refused", text: "Paused." });
});

test("a hub that is away leaves it open, whichever question it does not answer", async () => {
  await expect(outcome(new HubAway("away"))).rejects.toThrow(HubAway);
  await expect(outcome(paused, new HubAway("away"))).rejects.toThrow(HubAway);
});
