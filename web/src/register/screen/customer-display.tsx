/** The screen the customer sees: a second window of this device that follows the basket. */
import { useEffect, useState } from "react";
import { renderSVG } from "uqr";
import { showLanguage } from "../../i18n/language.ts";
import { languages } from "../../i18n/languages.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { jsonOf, saveJson } from "../../storage/choices.ts";
import {
  chooseTip,
  type DisplayAppearance,
  followRegister,
  type Shown,
  TIP_PERCENTS,
  type TipRequest,
} from "../device/display.ts";
import { chosenRegister } from "./choose-register.tsx";
import css from "./register.module.css";
import { showTheme, THEMES } from "./theme.ts";
import { moneyText } from "./use-register.ts";

export function CustomerDisplay() {
  const { t } = useTranslation("register");
  const [registerId] = useState(() => new URLSearchParams(location.search).get("display") || (chosenRegister() ?? ""));
  const [shown, setShown] = useState<Shown | null>(null);
  const [tip, setTip] = useState<TipRequest | null>(null);
  const { own, choose, follow } = useLook();
  useEffect(
    () =>
      followRegister(registerId, {
        shown: (reported, look) => {
          setShown(reported);
          follow(look);
        },
        tip: setTip,
      }),
    [registerId, follow],
  );
  return (
    <>
      <LookChoice own={own} onChoose={choose} />
      {tip !== null && shown?.kind === "basket" ? (
        <Tip tip={tip} onChoose={(percent) => chooseTip(registerId, percent)} />
      ) : shown === null || (shown.kind === "basket" && shown.lines.length === 0) ? (
        <main className={css.display}>
          <img src="/favicon.svg" alt="" width={72} height={72} />
          <h1>{t("display.welcome")}</h1>
        </main>
      ) : shown.kind === "done" ? (
        <Thanks shown={shown} />
      ) : (
        <BasketShown shown={shown} />
      )}
    </>
  );
}

const STORAGE_KEY = "argosy.display.look";
type Own = Partial<DisplayAppearance>;

/** What this screen chose for itself; the rest follows the register. */
function useLook() {
  const [own, setOwn] = useState<Own>(() => (jsonOf(STORAGE_KEY) ?? {}) as Own);
  const [look, setLook] = useState<DisplayAppearance | null>(null);
  const language = own.language ?? look?.language;
  const theme = own.theme ?? look?.theme;
  useEffect(() => {
    if (language !== undefined) void showLanguage(language);
    if (theme !== undefined) showTheme(THEMES.find((each) => each === theme) ?? "auto");
  }, [language, theme]);
  const choose = (change: Own) => {
    const next = { ...own, ...change };
    saveJson(STORAGE_KEY, next);
    setOwn(next);
  };
  return { own, choose, follow: setLook };
}

function LookChoice({ own, onChoose }: { readonly own: Own; readonly onChoose: (change: Own) => void }) {
  const { t, language } = useTranslation("register");
  return (
    <div className={css.displayLook}>
      {languages.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          className={css.lookChoice}
          aria-pressed={language === code}
          onClick={() => onChoose({ language: code })}
        >
          {name}
        </button>
      ))}
      {THEMES.filter((name) => name !== "auto").map((name) => (
        <button
          key={name}
          type="button"
          className={css.lookChoice}
          aria-pressed={own.theme === name}
          onClick={() => onChoose({ theme: name })}
        >
          {t(`menu.${name}`)}
        </button>
      ))}
    </div>
  );
}

function Tip({ tip, onChoose }: { readonly tip: TipRequest; readonly onChoose: (percent: bigint) => void }) {
  const { t, language } = useTranslation("register");
  const money = (amount: bigint) => moneyText(amount, tip.currency, language);
  const withTip = tip.amount + (tip.amount * tip.percent) / 100n;
  return (
    <main className={css.display}>
      <h1>{t("display.tip")}</h1>
      <output className={css.amount} data-testid="display-amount">
        {money(withTip)}
      </output>
      <div className={css.displayTips}>
        {TIP_PERCENTS.map((percent) => (
          <button
            key={String(percent)}
            type="button"
            className={css.choice}
            aria-pressed={tip.percent === percent}
            onClick={() => onChoose(percent)}
          >
            <strong>{percent === 0n ? t("payment.noTip") : `${percent}%`}</strong>
            <span>{percent === 0n ? " " : money((tip.amount * percent) / 100n)}</span>
          </button>
        ))}
      </div>
    </main>
  );
}

function Thanks({ shown }: { readonly shown: Extract<Shown, { kind: "done" }> }) {
  const { t, language } = useTranslation("register");
  const money = (amount: bigint) => moneyText(amount, shown.currency, language);
  return (
    <main className={css.display}>
      <h1>{t("display.thanks")}</h1>
      <p>{t(shown.change > 0n ? "receipt.change" : "receipt.none")}</p>
      <output className={css.amount} data-testid="display-amount">
        {money(shown.change > 0n ? shown.change : shown.total)}
      </output>
      <div
        className={css.displayCode}
        role="img"
        aria-label={t("receipt.number", { number: shown.number })}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn here from the receipt's number, no text of it is in it
        dangerouslySetInnerHTML={{ __html: renderSVG(shown.number, { border: 2 }) }}
      />
      <p className={css.quiet}>{t("receipt.number", { number: shown.number })}</p>
    </main>
  );
}

function BasketShown({ shown }: { readonly shown: Extract<Shown, { kind: "basket" }> }) {
  const { t, language } = useTranslation("register");
  const money = (amount: bigint) => moneyText(amount, shown.currency, language);
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
        <dd className={css.total} data-testid="display-total">
          {money(shown.total)}
        </dd>
        {shown.left !== null && shown.left !== shown.total && (
          <>
            <dt className={css.total}>{t(shown.left < 0n ? "payment.dueBack" : "payment.due")}</dt>
            <dd className={css.total}>{money(shown.left < 0n ? -shown.left : shown.left)}</dd>
          </>
        )}
      </dl>
    </main>
  );
}
