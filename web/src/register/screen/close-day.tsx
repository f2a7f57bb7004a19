/** Ends the day: the drawer is counted before anybody sees what is expected, then the Z report. */
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { closeSession } from "../device/drawer.ts";
import { HubAway, SignedOut } from "../device/hub.ts";
import { NoRoom } from "./device-notices.tsx";
import { Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { useMoney, useRegister, useRegisterState, useSetup } from "./use-register.ts";

export function CloseDay({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { denominations } = useSetup();
  const { waiting } = useRegisterState();
  const money = useMoney();
  const [counts, setCounts] = useState<Readonly<Record<number, number>>>({});
  const [isFull, setFull] = useState(false);
  const total = denominations.reduce((sum, value) => sum + BigInt(value) * BigInt(counts[value] ?? 0), 0n);
  const close = async () => {
    const counted = denominations.map((value) => ({ value: BigInt(value), count: counts[value] ?? 0 }));
    setFull(
      !(await closeSession(
        register,
        counted.filter(({ count }) => count > 0),
      )),
    );
  };
  return (
    <Sheet title={t("session.count")} onClose={onClose} isWide>
      <p className={css.quiet}>{t("session.countHint")}</p>
      {waiting > 0 && <p className={css.bad}>{t("session.waiting", { count: waiting })}</p>}
      <div className={css.counts}>
        {denominations.map((value) => (
          <label key={value}>
            <span>{money(value)}</span>
            <input
              inputMode="numeric"
              value={counts[value] ?? ""}
              onChange={({ target }) => {
                const count = Math.min(1_000_000, Number(target.value.replace(/\D/g, "")));
                setCounts((before) => ({ ...before, [value]: count }));
              }}
            />
          </label>
        ))}
      </div>
      {isFull && <NoRoom />}
      <div className={css.row}>
        <button type="button" className={css.pay} onClick={() => void close()}>
          {t("session.closeNow", { amount: money(total) })}
        </button>
      </div>
    </Sheet>
  );
}

interface ZAnswer {
  readonly zNumber: number | null;
  readonly floatMinor: number;
  readonly expectedMinor: number | null;
  readonly countedMinor: number | null;
  readonly differenceMinor: number | null;
  readonly report: {
    readonly salesCount: number;
    readonly sales: number;
    readonly returns: number;
    readonly tax: number;
    readonly paidIn: number;
    readonly paidOut: number;
    readonly collected: number;
    readonly payments: readonly {
      readonly kind: "cash" | "card" | "gift_card" | "other" | "deposit";
      readonly taken: number;
      readonly returned: number;
      readonly tips: number;
    }[];
    readonly tips: readonly { readonly staffId: string; readonly staffName: string; readonly amount: number }[];
  };
}

/** Tips are in no sale: what there was, and whose where several took some. */
function Tips({ report: { payments, tips } }: Pick<ZAnswer, "report">) {
  const { t } = useTranslation("register");
  const money = useMoney();
  const all = payments.reduce((sum, { tips: own }) => sum + own, 0);
  if (all === 0) return null;
  return (
    <>
      <div>
        <dt>{t("payment.tip")}</dt>
        <dd>{money(all)}</dd>
      </div>
      {tips.length > 1 &&
        tips.map(({ staffId, staffName, amount }) => (
          <div key={staffId}>
            <dt>{t("session.tipsOf", { name: staffName })}</dt>
            <dd>{money(amount)}</dd>
          </div>
        ))}
    </>
  );
}

/** The Z report of the session that was closed last on this device, as soon as the hub has it. */
export function ClosedDay({ sessionId }: { readonly sessionId: string }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { network, waiting } = useRegisterState();
  const money = useMoney();
  const [answer, setAnswer] = useState<ZAnswer | null>(null);
  useEffect(() => {
    if (network !== "online" || waiting > 0) return;
    register
      .online<ZAnswer>("GET", `/api/pos/sessions/${sessionId}`)
      .then((answer) => answer.zNumber !== null && setAnswer(answer))
      .catch((error: unknown) => {
        // Asked again when the register is back.
        if (!(error instanceof HubAway) && !(error instanceof SignedOut)) throw error;
      });
  }, [register, sessionId, network, waiting]);
  const row = (word: string, amount: number | null, isStrong = false) => (
    <div className={isStrong ? css.total : undefined}>
      <dt>{word}</dt>
      <dd>{money(amount ?? 0)}</dd>
    </div>
  );
  return (
    <main className={css.gate}>
      <h1>{t("session.closed")}</h1>
      {answer === null ? (
        <p>{t("session.later")}</p>
      ) : (
        <article className={css.receipt} data-receipt aria-label={t("session.report", { number: answer.zNumber })}>
          <header>
            <strong>{t("session.report", { number: answer.zNumber })}</strong>
          </header>
          <dl>
            <div>
              <dt>{t("session.salesCount")}</dt>
              <dd>{answer.report.salesCount}</dd>
            </div>
            {row(t("session.sales"), answer.report.sales)}
            {row(t("session.returns"), answer.report.returns)}
            {row(t("tax"), answer.report.tax)}
            {answer.report.payments.map((sum) => (
              <div key={sum.kind}>
                <dt>{t(`payment.${sum.kind}`)}</dt>
                <dd>{money(sum.taken - Math.abs(sum.returned))}</dd>
              </div>
            ))}
            <Tips report={answer.report} />
            {answer.report.collected !== 0 && row(t("pickup.collected"), answer.report.collected)}
            {row(t("session.float_"), answer.floatMinor)}
            {row(t("session.in"), answer.report.paidIn)}
            {row(t("session.out"), answer.report.paidOut)}
            {row(t("session.expected"), answer.expectedMinor)}
            {row(t("session.counted"), answer.countedMinor)}
            {row(t("session.difference"), answer.differenceMinor, true)}
          </dl>
        </article>
      )}
      <div className={css.row}>
        {answer !== null && (
          <button type="button" className={css.plain} onClick={() => window.print()}>
            {t("session.print")}
          </button>
        )}
        <button type="button" className={css.primary} onClick={() => register.leaveClosed()}>
          {t("session.again")}
        </button>
      </div>
    </main>
  );
}
