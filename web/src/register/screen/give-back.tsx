/** Giving money back: in cash, by hand on another terminal, or to the card that paid at this register's. */
import { useState } from "react";
import { inCash } from "../../../../src/commerce/till/payments.ts";
import type { TillPaymentKind } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { Basket } from "../device/basket.ts";
import { HubAway, SignedOut } from "../device/hub.ts";
import { deviceId } from "../device/ids.ts";
import { cashRule } from "../device/setup.ts";
import { refundOutcome } from "../device/terminal-refund.ts";
import type { WayProps } from "./payment-input.ts";
import css from "./register.module.css";
import { useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

/** What comes back is paid back whole, the way chosen; cash rounded as it is taken. */
export function GiveBack({
  kind,
  amount,
  onTake,
}: { readonly kind: TillPaymentKind; readonly amount: bigint } & Pick<WayProps, "onTake">) {
  const { t } = useTranslation("register");
  const setup = useSetup();
  const money = useMoney();
  const { basket } = useRegisterState();
  const [isByHand, setByHand] = useState(false);
  const back = kind === "cash" ? inCash(amount, cashRule(setup)) : amount;
  const refund = basket.refunding ?? refundFor(basket, back);
  const isAtTerminal = kind === "card" && setup.register.hasTerminal === true && !isByHand;
  if (refund && (isAtTerminal || basket.refunding))
    return <ToCard key={refund.of} refund={refund} onTake={onTake} onByHand={() => setByHand(true)} />;
  return (
    <button type="button" className={css.pay} onClick={() => void onTake({ kind, amount: -back })}>
      {t(kind === "cash" ? "payment.giveCash" : "payment.giveCard", { amount: money(back) })}
    </button>
  );
}

interface Refund {
  /** The payment it is of. */
  readonly of: string;
  readonly amount: bigint;
}

/** To the card that paid as much, or most of what it was: each is given back to once, the rest goes to the next. */
function refundFor({ returnCards = [], charges, payments }: Basket, back: bigint): Refund | undefined {
  const given = new Set(payments.map(({ key }) => key));
  const open = returnCards.filter(({ key }) => !given.has(charges?.[key] ?? ""));
  const paid = open.find(({ amount }) => amount >= back) ?? open.toSorted((a, b) => (a.amount > b.amount ? -1 : 1))[0];
  return paid && { of: paid.key, amount: paid.amount >= back ? back : paid.amount };
}

interface ToCardProps extends Pick<WayProps, "onTake"> {
  readonly refund: Refund;
  readonly onByHand: () => void;
}

/** Until its outcome is known it is tried again, and nothing else: given back another way it would be paid twice. */
function ToCard({ refund, onTake, onByHand }: ToCardProps) {
  const { t } = useTranslation("register");
  const { basket } = useRegisterState();
  const money = useMoney();
  const { give, isRunning, problem } = useRefund(refund, onTake);
  const isOpen = basket.refunding != null;
  const amount = money(refund.amount);
  return (
    <>
      <button type="button" className={css.pay} disabled={isRunning} onClick={() => void give()}>
        {t(isOpen ? "terminal.giveBackAgain" : "terminal.giveBack", { amount })}
      </button>
      <p role="status" className={css.bad} dir="auto">
        {problem || (isOpen && !isRunning && t("terminal.refundUnclear"))}
      </p>
      {!isOpen && (
        <button type="button" className={css.plain} onClick={onByHand}>
          {t("terminal.byHand")}
        </button>
      )}
    </>
  );
}

function useRefund({ of, amount }: Refund, onTake: ToCardProps["onTake"]) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [problem, setProblem] = useState("");
  const [isRunning, setRunning] = useState(false);
  const give = async () => {
    const key = register.state.basket.charges?.[of] ?? deviceId();
    // Kept before it is asked: every try gives back under the same id.
    register.change((before) => ({
      ...before,
      charges: { ...before.charges, [of]: key },
      refunding: { key, of, amount },
    }));
    setProblem("");
    setRunning(true);
    try {
      const reported = await refundOutcome(register, { key: of, id: key, amount });
      if (reported.state === "paid")
        return await onTake({
          key,
          kind: "card",
          amount: -amount,
          ...(reported.card !== "" && { reference: reported.card }),
        });
      if (reported.state === "refused") register.change((before) => ({ ...before, refunding: null }));
      setProblem(
        reported.text || t(reported.state === "refused" ? "terminal.refundRefused" : "terminal.refundUnclear"),
      );
    } catch (error) {
      if (!(error instanceof HubAway || error instanceof SignedOut)) throw error;
      setProblem(t("terminal.refundUnclear"));
    } finally {
      setRunning(false);
    }
  };
  return { give, isRunning, problem };
}
