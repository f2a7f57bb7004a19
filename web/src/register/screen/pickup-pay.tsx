/** Taking what a web order still costs, in as many parts as wanted. */
import { useState } from "react";
import { inCash } from "../../../../src/commerce/till/payments.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { deviceId } from "../device/ids.ts";
import { PICKUP_KINDS, type PickupKind, type PickupWhole, payPickup } from "../device/pickups.ts";
import { cashRule } from "../device/setup.ts";
import { AmountPad } from "./price-sheet.tsx";
import css from "./register.module.css";
import { Segments } from "./segments.tsx";
import { TerminalOr, useTerminal } from "./terminal-or.tsx";
import { useMoney, useRegister, useSetup } from "./use-register.ts";
import { useRequests } from "./use-requests.ts";

interface Props {
  readonly order: PickupWhole;
  readonly onPaid: (after: PickupWhole) => void;
}

export function PickupPay({ order, onPaid }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const setup = useSetup();
  const money = useMoney();
  const { said, ask } = useRequests();
  const [kind, setKind] = useState<PickupKind>("cash");
  // A lost answer and a second try are one payment.
  const [id, setId] = useState(deviceId);
  const terminal = useTerminal();
  const [change, setChange] = useState(0n);
  const left = BigInt(order.dueMinor ?? 0);
  const due = kind === "cash" ? inCash(left, cashRule(setup)) : left;
  const kinds = PICKUP_KINDS.filter((name) => setup.register.paymentKinds.includes(name));
  const save = (of: { readonly id: string; readonly amount: bigint; readonly reference?: string }) =>
    ask(async () => {
      const after = await payPickup(register, { ...of, orderId: order.orderId, kind });
      setId(deviceId());
      terminal.leave();
      onPaid(after);
    });
  const take = (typed: bigint) => {
    const isWhole = typed >= due;
    const amount = isWhole ? left : typed;
    if (kind === "card" && setup.register.hasTerminal) return terminal.ask(amount);
    setChange(kind === "cash" && isWhole ? typed - due : 0n);
    void save({ id, amount });
  };
  if (order.currency !== setup.register.currency) return <p className={css.bad}>{t("pickup.currency")}</p>;
  return (
    <>
      <p>{t("pickup.due", { amount: money(due) })}</p>
      {change > 0n && <p>{t("payment.change", { amount: money(change) })}</p>}
      <TerminalOr terminal={terminal} onPaid={(of) => void save(of)}>
        <Segments
          label={t("payment.title")}
          of={kinds}
          chosen={kind}
          word={(name) => t(`payment.${name}`)}
          onChoose={setKind}
        />
        <button type="button" className={css.primary} onClick={() => take(due)}>
          {t("pickup.take", { amount: money(due) })}
        </button>
        <AmountPad label={t("pickup.takePart")} onAmount={take} />
      </TerminalOr>
      <p role="status" className={css.bad} dir="auto">
        {said}
      </p>
    </>
  );
}
