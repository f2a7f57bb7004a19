/** Which register this device is, and what stands in the way of selling. */
import { Suspense, useEffect, useState } from "react";
import { languageShown } from "../../i18n/language.ts";
import { textOf } from "../../i18n/texts.ts";
import { LanguageShown, useLanguageShown, useTranslation } from "../../i18n/translation.ts";
import { Register } from "../device/register.ts";
import { ChooseRegister, chosenRegister } from "./choose-register.tsx";
import { ClosedDay } from "./close-day.tsx";
import { CustomerDisplay } from "./customer-display.tsx";
import { DeviceNotices } from "./device-notices.tsx";
import { Notice } from "./notice.tsx";
import { OpenSession } from "./open-session.tsx";
import css from "./register.module.css";
import { Sell } from "./sell.tsx";
import { SignIn } from "./sign-in.tsx";
import { StaffGate } from "./staff-gate.tsx";
import { useNewVersion } from "./use-new-version.ts";
import { RegisterGiven, useRegister, useRegisterState } from "./use-register.ts";

const said = (key: string) => textOf(languageShown(), "register", key) ?? "";

const makeRegister = (id: string) =>
  new Register(id, {
    language: languageShown,
    titles: () => ({ line: said("lineDiscount"), basket: said("basketDiscount") }),
  });

export function App() {
  const language = useLanguageShown();
  const isDisplay = new URLSearchParams(location.search).has("display");
  return (
    <LanguageShown value={language}>
      <Suspense>{isDisplay ? <CustomerDisplay /> : <Device />}</Suspense>
    </LanguageShown>
  );
}

function Device() {
  const [id, setId] = useState(chosenRegister);
  const [register, setRegister] = useState<Register | null>(null);
  useEffect(() => {
    if (id === null) return;
    const made = makeRegister(id);
    setRegister(made);
    void made.start();
  }, [id]);
  if (id === null) return <ChooseRegister onChosen={setId} />;
  if (register === null) return <Opening />;
  return (
    <RegisterGiven value={register}>
      <div className={css.work}>
        <DeviceNotices />
        <AtWork onOther={() => setId(null)} />
      </div>
    </RegisterGiven>
  );
}

function Opening() {
  const { t } = useTranslation("register");
  return <Notice title={t("start.loading")} isBusy />;
}

function AtWork({ onOther }: { readonly onOther: () => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { phase, staff, session, closedSession } = useRegisterState();
  useNewVersion();
  if (phase === "loading") return <Opening />;
  if (phase === "elsewhere")
    return (
      <Notice
        title={t("start.elsewhere")}
        text={t("start.elsewhereHint")}
        action={{ label: t("start.takeOver"), run: () => void register.start(true) }}
      />
    );
  if (phase === "unready")
    return (
      <Notice
        title={t("start.unready")}
        text={t("start.unreadyHint")}
        action={{ label: t("start.tryAgain"), run: () => void register.sync() }}
      />
    );
  if (phase === "signed_out") return <SignIn />;
  if (phase === "unknown")
    return (
      <Notice
        title={t("start.unknown")}
        text={t("start.unknownHint")}
        action={{ label: t("menu.register"), run: onOther }}
      />
    );
  if (closedSession !== null) return <ClosedDay sessionId={closedSession} />;
  if (staff === null) return <StaffGate />;
  return session === null ? <OpenSession /> : <Sell onOther={onOther} />;
}
