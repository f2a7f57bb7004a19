/** Paying by card at the register's terminal: what it asks for, waiting for the card, and what became of it. */
import { useEffect, useRef, useState } from "react";
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { HubAway, Refused, SignedOut } from "../device/hub.ts";
import {
  askTerminal,
  cancelAtTerminal,
  saveCharge,
  saveTerminalRequest,
  type TerminalAsk,
  takenBy,
} from "../device/terminal.ts";
import { checkTerminal, type TerminalPayment } from "../device/terminal-refund.ts";
import { Keypad, typed, untyped, useDigits } from "./pieces.tsx";
import css from "./register.module.css";
import { SplitWays } from "./split-ways.tsx";
import { useMoney, useRegister, useRegisterState } from "./use-register.ts";

const POLL_MS = 2_000;
const REASONS = ["declined", "at_terminal", "at_register", "busy", "away", "gone"] as const;

interface Props {
  readonly left: bigint;
  readonly onTake: (claiming: TillPayment) => Promise<void>;
  /** Cards are taken at another terminal, and its slip is entered. */
  readonly onByHand: () => void;
}

export function CardTerminal(props: Props) {
  const { t } = useTranslation("register");
  const { network, basket } = useRegisterState();
  const [ended, setEnded] = useState<TerminalPayment | null>(null);
  const register = useRegister();
  const { asking } = basket;
  if (asking) {
    const paid = (reported: TerminalPayment) => {
      saveCharge(register, asking.key);
      if (!register.state.basket.payments.some(({ key }) => key === asking.key))
        void props.onTake(takenBy(asking.key, reported));
    };
    const over = (reported: TerminalPayment) => {
      setEnded(reported);
      register.change((before) => ({ ...before, asking: null }));
    };
    return <TerminalWait asking={asking} onPaid={paid} onEnded={over} />;
  }
  return (
    <>
      {ended !== null && <TerminalEnded ended={ended} />}
      {network === "online" ? (
        <Ask left={props.left} key={String(props.left)} />
      ) : (
        <p className={css.bad}>{t("terminal.offline")}</p>
      )}
      <button type="button" className={css.plain} onClick={props.onByHand}>
        {t("terminal.byHand")}
      </button>
    </>
  );
}

function Ask({ left }: Pick<Props, "left">) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const money = useMoney();
  const [part, setPart] = useState(0n);
  const [ways, setWays] = useState(1);
  const requested = part === 0n ? left / BigInt(ways) : part;
  const amount = requested > left ? left : requested;
  const digit = (digits: string) => setPart((before) => typed(before, digits));
  const remove = () => setPart(untyped);
  const start = () => void saveTerminalRequest(register, amount);
  useDigits(digit, remove, start);
  return (
    <>
      <output className={css.amount}>{money(amount)}</output>
      <SplitWays
        ways={part === 0n ? ways : null}
        onChoose={(count) => {
          setWays(count);
          setPart(0n);
        }}
      />
      <Keypad onDigit={digit} onDelete={remove} />
      <button type="button" className={css.pay} onClick={start}>
        {t("terminal.ask", { amount: money(amount) })}
      </button>
    </>
  );
}

/** Asks again with the same key until the payment has ended, whatever happens to the network meanwhile. */
export function TerminalWait({
  asking,
  ...reported
}: {
  readonly asking: TerminalAsk;
  readonly onPaid: (answer: TerminalPayment) => void;
  readonly onEnded: (answer: TerminalPayment) => void;
}) {
  const { t } = useTranslation("register");
  const money = useMoney();
  const { problem, isCancelling, cancel } = useTerminal(asking, reported);
  return (
    <>
      <output className={css.amount}>{money(asking.amount)}</output>
      <p role="status" className={problem === "" ? css.quiet : css.bad} dir="auto">
        {problem || t(isCancelling ? "terminal.cancelling" : "terminal.waiting")}
      </p>
      <button type="button" className={css.danger} disabled={isCancelling} onClick={cancel}>
        {t("terminal.cancel")}
      </button>
    </>
  );
}

function useTerminal(
  request: TerminalAsk,
  answer: { readonly onPaid: (answer: TerminalPayment) => void; readonly onEnded: (answer: TerminalPayment) => void },
) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const [problem, setProblem] = useState("");
  const [isCancelling, setCancelling] = useState(false);
  const after = useRef({ ...answer, t });
  after.current = { ...answer, t };
  const isStopping = useRef(false);
  useEffect(() => {
    let timer = 0;
    let isGone = false;
    const again = (isFirst: boolean) => {
      timer = window.setTimeout(() => run(isFirst), POLL_MS);
    };
    const received = (payment: TerminalPayment): void => {
      if (isGone) return;
      setProblem("");
      if (payment.state === "waiting") again(false);
      else if (payment.state === "paid") after.current.onPaid(payment);
      else after.current.onEnded(payment);
    };
    const failed = (error: unknown, isFirst: boolean): void => {
      if (isGone) return;
      const isRefused = error instanceof Refused;
      if (!isRefused && !(error instanceof HubAway || error instanceof SignedOut)) throw error;
      // Refused before it was noted, or not known there: nobody was asked for anything.
      const isUnknown = isRefused && error.code === "POS_TERMINAL_PAYMENT_NOT_FOUND";
      if (isRefused && (isFirst || isUnknown)) {
        after.current.onEnded({ ...NOTHING, id: request.key, text: isUnknown ? "" : error.message });
        return;
      }
      setProblem(isRefused ? error.message : after.current.t("terminal.noAnswer"));
      again(isFirst);
    };
    const run = (isFirst: boolean) => {
      const step = isStopping.current ? cancelAtTerminal : isFirst ? askTerminal : checkTerminal;
      step(register, request).then(received, (error: unknown) => failed(error, isFirst));
    };
    run(true);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [register, request]);
  const cancel = () => {
    isStopping.current = true;
    setCancelling(true);
  };
  return { problem, isCancelling, cancel };
}

const NOTHING = { state: "cancelled", paidMinor: null, tipMinor: 0, card: "", reason: "refused" } as const;

/** Reasons of which the provider may know more than our words say. */
const EXPLAINED: readonly (string | undefined)[] = ["declined", undefined];

/** Why a terminal took nothing: once, in the register's language; the provider's own words open beneath. */
export function TerminalEnded({ ended }: { readonly ended: TerminalPayment }) {
  const { t } = useTranslation("register");
  const reason = REASONS.find((name) => name === ended.reason);
  // Refused by the hub, in its own words.
  const isOurs = ended.reason === NOTHING.reason && ended.text !== "";
  const hasMore = !isOurs && ended.text !== "" && EXPLAINED.includes(reason);
  return (
    <div>
      <p role="alert" className={css.bad} dir="auto">
        {isOurs ? ended.text : t(reason === undefined ? "terminal.refused" : `terminal.reasons.${reason}`)}
      </p>
      {hasMore && (
        <details>
          <summary>{t("terminal.details")}</summary>
          <p lang="en" dir="ltr">
            {ended.text}
          </p>
        </details>
      )}
    </div>
  );
}
