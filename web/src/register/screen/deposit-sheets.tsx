/** Deposits of layaways: taken in cash or by card, and given back the way they were paid. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { Refused } from "../device/hub.ts";
import { deviceId } from "../device/ids.ts";
import { type AsideBasket, depositsBack, giveUp, moveDeposit } from "../device/put-aside.ts";
import { refundAtTerminal } from "../device/terminal-refund.ts";
import { Sheet } from "./pieces.tsx";
import { AmountPad } from "./price-sheet.tsx";
import css from "./register.module.css";
import { Segments } from "./segments.tsx";
import { TerminalOr, useTerminal } from "./terminal-or.tsx";
import { useMoney, useRegister, useSetup } from "./use-register.ts";
import { useRequests } from "./use-requests.ts";

interface Props {
  readonly basket: AsideBasket;
  readonly onClose: () => void;
}

export function DepositSheet({ basket, onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { register: setup } = useSetup();
  const money = useMoney();
  const { said, ask } = useRequests();
  const [kind, setKind] = useState<"cash" | "card">("cash");
  // A lost answer and a second try are one deposit.
  const [id] = useState(deviceId);
  const terminal = useTerminal();
  const left = basket.totalMinor - basket.depositMinor;
  const save = (of: { readonly id: string; readonly amount: bigint; readonly reference?: string }) =>
    ask(() => moveDeposit(register, { ...of, basketId: basket.id, kind }).then(onClose));
  const take = (amount: bigint) => {
    const most = amount > BigInt(left) ? BigInt(left) : amount;
    if (kind === "card" && setup.hasTerminal) terminal.ask(most);
    else void save({ id, amount });
  };
  return (
    <Sheet title={t("aside.depositOf", { number: basket.number })} onClose={terminal.asking ? NOTHING : onClose}>
      <p>{t("aside.left", { amount: money(left) })}</p>
      <TerminalOr terminal={terminal} onPaid={(of) => void save(of)}>
        <Segments
          label={t("payment.title")}
          of={["cash", "card"] as const}
          chosen={kind}
          word={(name) => t(`payment.${name}`)}
          onChoose={setKind}
        />
        <AmountPad label={t("aside.takeDeposit")} onAmount={take} />
      </TerminalOr>
      <p role="status" className={css.bad}>
        {said}
      </p>
    </Sheet>
  );
}

// What the terminal asks for is waited for.
const NOTHING = () => undefined;

type Deposit = AsideBasket["deposits"][number];

/** Gives every deposit back the way it was paid, then lets the units go. */
export function GiveUpSheet({ basket, onClose }: Props) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { register: setup } = useSetup();
  const money = useMoney();
  const { said, ask } = useRequests();
  const [now, setNow] = useState(basket);
  const [isRunning, setRunning] = useState(false);
  // One id a deposit, whatever is tried again.
  const [ids] = useState(() => new Map(basket.deposits.map((deposit) => [deposit.id, deviceId()])));
  const [byHand, setByHand] = useState<ReadonlySet<string>>(new Set());
  const back = depositsBack(now.deposits);
  const isAtTerminal = ({ id, kind }: Deposit) => kind === "card" && setup.hasTerminal === true && !byHand.has(id);
  const give = async (deposit: Deposit): Promise<void> => {
    const id = ids.get(deposit.id) ?? deviceId();
    const amount = BigInt(deposit.amountMinor);
    if (isAtTerminal(deposit)) {
      try {
        const reported = await refundAtTerminal(register, { key: deposit.id, id, amount });
        if (reported.state === "waiting") throw new Refused(409, "", t("terminal.refundUnclear"));
        if (reported.state !== "paid") throw new Refused(409, "", t("terminal.refundRefused"));
      } catch (error) {
        // Paid at another terminal, by its slip.
        if (error instanceof Refused && error.code === "POS_TERMINAL_PAYMENT_NOT_FOUND")
          return setByHand(new Set([...byHand, deposit.id]));
        throw error;
      }
    }
    const after = await moveDeposit(register, { id, basketId: now.id, kind: deposit.kind, amount: -amount });
    setNow(after);
    if (depositsBack(after.deposits).length > 0) return;
    await giveUp(register, after);
    onClose();
  };
  const start = (deposit: Deposit) => {
    setRunning(true);
    void ask(() => give(deposit)).finally(() => setRunning(false));
  };
  const label = (deposit: Deposit) => {
    const amount = money(deposit.amountMinor);
    if (isAtTerminal(deposit)) return t("terminal.giveBack", { amount });
    return t(deposit.kind === "cash" ? "payment.giveCash" : "payment.giveCard", { amount });
  };
  return (
    <Sheet title={t("aside.endOf", { number: basket.number })} onClose={onClose}>
      <p>{t("aside.sameWay")}</p>
      <ul className={css.list}>
        {back.map((deposit) => (
          <li key={deposit.id}>
            <span>
              {t(`payment.${deposit.kind}`)} · {money(deposit.amountMinor)}
            </span>
            <button type="button" className={css.primary} disabled={isRunning} onClick={() => start(deposit)}>
              {label(deposit)}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className={css.bad}>
        {said}
      </p>
    </Sheet>
  );
}
