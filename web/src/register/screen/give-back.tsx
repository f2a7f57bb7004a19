/** Giving money back: in cash, by hand on another terminal, or to the card that paid at this register's. */
import { useState } from "react";
import { inCash } from "../../../../src/commerce/till/payments.ts";
import type { TillPayment, TillPaymentKind } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import type { Basket } from "../device/basket.ts";
import { HubAway, Refused } from "../device/hub.ts";
import { deviceId } from "../device/ids.ts";
import { cashRule } from "../device/setup.ts";
import { refundAtTerminal } from "../device/terminal.ts";
import css from "./register.module.css";
import type { WayProps } from "./taking.ts";
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
  const paid = cardFor(basket, back);
  if (kind === "card" && setup.register.hasTerminal && paid && !isByHand) {
    const isEnough = paid.amount >= back;
    const part = isEnough ? back : paid.amount;
    return <ToCard key={paid.key} of={paid.key} amount={part} onTake={onTake} onByHand={() => setByHand(true)} />;
  }
  return (
    <button type="button" className={css.pay} onClick={() => void onTake({ kind, amount: -back })}>
      {t(kind === "cash" ? "payment.giveCash" : "payment.giveCard", { amount: money(back) })}
    </button>
  );
}

/** The card that paid as much, or most of what it was: each is given back to once, the rest goes to the next. */
function cardFor(
  { returnCards = [], charges, payments }: Basket,
  back: bigint,
): Pick<TillPayment, "key" | "amount"> | undefined {
  const given = new Set(payments.map(({ key }) => key));
  const open = returnCards.filter(({ key }) => !given.has(charges?.[key] ?? ""));
  return open.find(({ amount }) => amount >= back) ?? open.toSorted((a, b) => (a.amount > b.amount ? -1 : 1))[0];
}

function ToCard({
  of,
  amount,
  onTake,
  onByHand,
}: {
  readonly of: string;
  readonly amount: bigint;
  readonly onByHand: () => void;
} & Pick<WayProps, "onTake">) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const money = useMoney();
  const [problem, setProblem] = useState("");
  const [isRunning, setRunning] = useState(false);
  const give = async () => {
    const key = register.state.basket.charges?.[of] ?? deviceId();
    // Kept before it is asked: every try gives back under the same id.
    register.change((before) => ({ ...before, charges: { ...before.charges, [of]: key } }));
    setRunning(true);
    try {
      const told = await refundAtTerminal(register, { key: of, id: key, amount });
      if (told.state === "paid")
        return await onTake({ key, kind: "card", amount: -amount, ...(told.card !== "" && { reference: told.card }) });
      setProblem(told.state === "waiting" ? t("terminal.refundUnclear") : t("terminal.refundRefused"));
    } catch (error) {
      if (!(error instanceof HubAway || error instanceof Refused)) throw error;
      setProblem(error instanceof Refused ? error.message : t("terminal.refundUnclear"));
    } finally {
      setRunning(false);
    }
  };
  return (
    <>
      <button type="button" className={css.pay} disabled={isRunning} onClick={() => void give()}>
        {t("terminal.giveBack", { amount: money(amount) })}
      </button>
      <p role="status" className={css.bad} dir="auto">
        {problem}
      </p>
      <button type="button" className={css.plain} onClick={onByHand}>
        {t("terminal.byHand")}
      </button>
    </>
  );
}
