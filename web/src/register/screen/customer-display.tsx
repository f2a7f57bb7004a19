/** The screen the customer sees: a second window of this device that follows the basket. */
import { useEffect, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import css from "./register.module.css";
import { moneyText } from "./use-register.ts";

export type Shown =
  | {
      readonly kind: "basket";
      readonly currency: string;
      readonly total: bigint;
      readonly discount: bigint;
      readonly lines: readonly {
        readonly key: string;
        readonly title: string;
        readonly quantity: number;
        readonly amount: bigint;
      }[];
    }
  | { readonly kind: "done"; readonly currency: string; readonly total: bigint; readonly change: bigint };

const channel = new BroadcastChannel("argosy-register-display");
let latest: Shown | null = null;

/** For the register: what the customer sees from now on. */
export function showOnDisplay(shown: Shown): void {
  latest = shown;
  channel.postMessage(shown);
}

// A display that opens later asks for what is shown.
channel.addEventListener("message", ({ data }) => {
  if (data === "ask" && latest !== null) channel.postMessage(latest);
});

export function CustomerDisplay() {
  const { t, language } = useTranslation("register");
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    const hear = ({ data }: MessageEvent<Shown | "ask">) => data !== "ask" && setShown(data);
    channel.addEventListener("message", hear);
    channel.postMessage("ask");
    return () => channel.removeEventListener("message", hear);
  }, []);
  const money = (amount: bigint) => moneyText(amount, shown?.currency ?? "USD", language);
  if (shown === null || (shown.kind === "basket" && shown.lines.length === 0))
    return (
      <main className={css.display}>
        <img src="/favicon.svg" alt="" width={72} height={72} />
        <h1>{t("display.welcome")}</h1>
      </main>
    );
  if (shown.kind === "done")
    return (
      <main className={css.display}>
        <h1>{t("display.thanks")}</h1>
        <p>{t("receipt.change")}</p>
        <output className={css.amount}>{money(shown.change)}</output>
      </main>
    );
  return (
    <main className={css.display} data-basket>
      <ul className={css.lines}>
        {shown.lines.map(({ key, title, quantity, amount }) => (
          <li key={key}>
            <span dir="auto">
              {quantity !== 1 && `${quantity} × `}
              {title}
            </span>
            <strong>{money(amount)}</strong>
          </li>
        ))}
      </ul>
      <dl className={css.totals}>
        {shown.discount > 0n && (
          <>
            <dt>{t("discount")}</dt>
            <dd className={css.off}>−{money(shown.discount)}</dd>
          </>
        )}
        <dt className={css.total}>{t("total")}</dt>
        <dd className={css.total}>{money(shown.total)}</dd>
      </dl>
    </main>
  );
}
