/** Taking the money: cash with what was handed over, card and others by hand, in as many parts as wanted. */
import { useState } from "react";
import { cashOffers, changeOf, inCash } from "../../../../src/commerce/till/payments.ts";
import type { TillPayment, TillPaymentKind } from "../../../../src/commerce/till/types.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { awaitedOf, withPayments } from "../device/awaited.ts";
import { TIP_PERCENTS } from "../device/display.ts";
import { deviceId } from "../device/ids.ts";
import { settledBy } from "../device/sale.ts";
import { cashRule } from "../device/setup.ts";
import { CardTerminal } from "./card-terminal.tsx";
import { useRemove } from "./gift-card-back.ts";
import { GiftCardPay } from "./gift-card-pay.tsx";
import { GiveBack } from "./give-back.tsx";
import { Icon } from "./icons.tsx";
import type { PaymentInput, WayProps } from "./payment-input.ts";
import { Field, Keypad, typed, untyped, useDigits } from "./pieces.tsx";
import css from "./register.module.css";
import { Segments } from "./segments.tsx";
import { SplitWays } from "./split-ways.tsx";
import { useCounted, useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";
import { useTipOnDisplay } from "./use-tip-on-display.ts";

export function Pay({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const setup = useSetup();
  const { basket } = useRegisterState();
  const { totals } = useCounted();
  const kinds = setup.register.paymentKinds.filter((kind) => KINDS.includes(kind));
  const [kind, setKind] = useState<TillPaymentKind>(kinds[0] ?? "cash");
  const [isByHand, setByHand] = useState(false);
  const awaited = awaitedOf(basket);
  const isAwaiting = awaited !== null;
  const settled = settledBy(setup, totals.total, basket.payments);
  const left = settled.left;
  // A reload comes back to what is waited for.
  const shown = awaited === null ? kind : WAY_OF[awaited];
  const take = async (claiming: PaymentInput) => {
    const payments = [...register.state.basket.payments, { key: deviceId(), ...claiming }];
    // Nothing is left to pay: the sale is over, and kept, before anything else can happen.
    if (settledBy(setup, totals.total, payments).left === 0n) await register.finish(payments);
    else register.change((before) => withPayments(before, payments));
  };
  return (
    <main className={css.payPage}>
      <header className={css.top}>
        <button type="button" className={css.plain} disabled={isAwaiting} onClick={onBack}>
          <span className={css.directed}>
            <Icon name="back" />
          </span>{" "}
          {t("back")}
        </button>
        <h1>{t("payment.title")}</h1>
      </header>
      <Taken left={left} />
      <section className={css.payWay}>
        <div className={css.ways}>
          {kinds
            .filter((name) => left >= 0n || name !== "gift_card" || awaited === "gift_card")
            .map((name) => (
              <button
                key={name}
                type="button"
                disabled={isAwaiting}
                aria-pressed={shown === name}
                onClick={() => setKind(name)}
              >
                <Icon name={SIGNS[name]} size={26} />
                {t(`payment.${name}`)}
              </button>
            ))}
        </div>
        {left === 0n && !isAwaiting ? (
          <button type="button" className={css.pay} onClick={() => void register.finish(basket.payments)}>
            {t("payment.finish")}
          </button>
        ) : awaited === "refund" || (left < 0n && !isAwaiting) ? (
          <GiveBack kind={kind} amount={-left} onTake={take} />
        ) : shown === "card" && setup.register.hasTerminal && !isByHand ? (
          <CardTerminal left={left} onTake={take} onByHand={() => setByHand(true)} />
        ) : shown === "gift_card" ? (
          <GiftCardPay left={left} onTake={take} />
        ) : kind === "cash" ? (
          <Cash left={left} onTake={take} key={String(left)} />
        ) : (
          <ByHand kind={kind} left={left} onTake={take} key={`${kind}${left}`} />
        )}
      </section>
    </main>
  );
}

const KINDS: readonly TillPaymentKind[] = ["cash", "card", "gift_card", "other"];
const WAY_OF = { terminal: "card", refund: "card", gift_card: "gift_card" } as const;
const SIGNS = { cash: "cash", card: "card", gift_card: "gift", other: "check", deposit: "check" } as const;

function Taken({ left }: { readonly left: bigint }) {
  const { t } = useTranslation("register");
  const { basket } = useRegisterState();
  const { totals } = useCounted();
  const money = useMoney();
  const { remove, problem } = useRemove();
  // What went back to a card stays there.
  const isGone = ({ key }: TillPayment) => Object.values(basket.charges ?? {}).includes(key);
  return (
    <section className={css.payDue}>
      <p>{t(left < 0n ? "payment.dueBack" : "payment.due")}</p>
      {problem !== "" && (
        <p role="alert" className={css.bad} dir="auto">
          {problem}
        </p>
      )}
      <output className={css.amount} data-testid="left">
        {money(left < 0n ? -left : left)}
      </output>
      <dl className={css.totals}>
        <dt>{t("total")}</dt>
        <dd>{money(totals.total)}</dd>
        {basket.payments.map((payment) => (
          <div key={payment.key}>
            <dt>
              {t(`payment.${payment.kind}`)}
              {!isGone(payment) && (
                <button
                  type="button"
                  className={css.round}
                  aria-label={t("payment.remove", { kind: t(`payment.${payment.kind}`) })}
                  onClick={() => void remove(payment)}
                >
                  <Icon name="x" size={16} />
                </button>
              )}
            </dt>
            <dd>{money(payment.amount)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const LEAST_SHARE = 20n;

function Cash({ left, onTake }: WayProps) {
  const { t } = useTranslation("register");
  const setup = useSetup();
  const { basket } = useRegisterState();
  const money = useMoney();
  const [given, setGiven] = useState(0n);
  // Cash taken before is rounded with what comes now.
  const due = basket.payments.some(({ kind }) => kind === "cash") ? left : inCash(left, cashRule(setup));
  // Small change on top of the sum is nobody's way to pay.
  const notes = setup.denominations.map(BigInt).filter((value) => value * LEAST_SHARE >= due);
  const offers = cashOffers(due, notes);
  const digit = (digits: string) => setGiven((before) => typed(before, digits));
  const remove = () => setGiven(untyped);
  const take = (cash: bigint) => {
    const change = changeOf(cash, due);
    // Less than is due pays a part.
    void onTake({ kind: "cash", amount: change === null ? cash : due, given: cash, change: change ?? 0n });
  };
  const enter = () => take(given === 0n ? due : given);
  useDigits(digit, remove, enter);
  const change = given === 0n ? 0n : changeOf(given, due);
  return (
    <>
      <div className={css.quick} data-large>
        {offers.map((offer) => (
          <button key={String(offer)} type="button" onClick={() => take(offer)}>
            {offer === due && <small>{t("payment.exact")}</small>}
            {money(offer)}
          </button>
        ))}
      </div>
      <output className={css.amount}>{money(given)}</output>
      <p role="status" className={css.quiet}>
        {given === 0n
          ? t("payment.received")
          : change !== null
            ? t("payment.change", { amount: money(change) })
            : t("payment.partOf")}
      </p>
      <Keypad onDigit={digit} onDelete={remove} />
      <button type="button" className={css.pay} onClick={enter}>
        {t("payment.takeCash", { amount: money(given === 0n ? due : given) })}
      </button>
    </>
  );
}

function ByHand({ kind, left, onTake }: WayProps & { readonly kind: TillPaymentKind }) {
  const { t } = useTranslation("register");
  const money = useMoney();
  const [part, setPart] = useState(0n);
  const [ways, setWays] = useState(1);
  const [percent, setPercent] = useState(0n);
  const [reference, setReference] = useState("");
  useTipOnDisplay(kind === "card" && left > 0n ? { amount: left, percent } : null, setPercent);
  const share = ways === 1 ? left : left / BigInt(ways);
  const requested = part === 0n ? share : part;
  const amount = requested > left ? left : requested;
  const tip = kind === "card" ? (amount * percent) / 100n : 0n;
  const digit = (digits: string) => setPart((before) => typed(before, digits));
  const remove = () => setPart(untyped);
  const take = () =>
    void onTake({
      kind,
      amount,
      ...(tip > 0n && { tip }),
      ...(reference.trim() !== "" && { reference: reference.trim() }),
    });
  useDigits(digit, remove, take);
  return (
    <>
      <p className={css.quiet}>{kind === "card" ? t("payment.cardHint") : " "}</p>
      <output className={css.amount}>{money(amount + tip)}</output>
      <SplitWays
        ways={part === 0n ? ways : null}
        onChoose={(count) => {
          setWays(count);
          setPart(0n);
        }}
      />
      {kind === "card" && (
        <Segments
          label={t("payment.tip")}
          of={TIP_PERCENTS}
          chosen={percent}
          word={(each) => (each === 0n ? t("payment.noTip") : `${each}%`)}
          onChoose={setPercent}
        />
      )}
      <Keypad onDigit={digit} onDelete={remove} />
      <Field label={t("payment.reference")} value={reference} onChange={setReference} />
      <button type="button" className={css.pay} onClick={take}>
        {t(kind === "card" ? "payment.takeCard" : "payment.takeOther", { amount: money(amount + tip) })}
      </button>
    </>
  );
}
