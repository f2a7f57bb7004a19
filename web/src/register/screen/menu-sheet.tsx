/** What is not needed for every sale. */
import { useState } from "react";
import { changeLanguage } from "../../i18n/language.ts";
import { languages } from "../../i18n/languages.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { openDisplayWindow } from "../device/display.ts";
import type { OverlayName } from "./overlay-name.ts";
import { Sheet } from "./pieces.tsx";
import css from "./register.module.css";
import { Segments } from "./segments.tsx";
import { chooseTheme, THEMES, themeChosen } from "./theme.ts";
import { useRegister, useRegisterState } from "./use-register.ts";

interface Props {
  readonly onClose: () => void;
  readonly onOpen: (name: OverlayName) => void;
  readonly onOther: () => void;
}

export function MenuSheet({ onClose, onOpen, onOther }: Props) {
  const { t, language } = useTranslation("register");
  const register = useRegister();
  const { basket } = useRegisterState();
  const [theme, setTheme] = useState(themeChosen);
  const [isBlocked, setBlocked] = useState(false);
  const openDisplay = async () => {
    const isOpen = await openDisplayWindow(register.id);
    if (isOpen) onClose();
    else setBlocked(true);
  };
  return (
    <Sheet title={t("menu.title")} onClose={onClose}>
      <div className={css.menu}>
        <button type="button" onClick={() => onOpen("pickups")}>
          {t("pickup.title")}
        </button>
        <button type="button" onClick={() => onOpen("returns")}>
          {t("menu.receipts")}
        </button>
        <button type="button" onClick={() => onOpen("no-receipt")}>
          {t("returns.withoutReceipt")}
        </button>
        <button type="button" onClick={() => onOpen("ship")} disabled={basket.lines.length === 0}>
          {t("ship.title")}
        </button>
        <button type="button" onClick={() => onOpen("parked")}>
          {t("aside.title")}
        </button>
        <button type="button" onClick={() => onOpen("put-aside")} disabled={basket.lines.length === 0}>
          {t("aside.put")}
        </button>
        <button type="button" onClick={() => onOpen("cash")}>
          {t("session.cashMove")}
        </button>
        <button type="button" onClick={() => onOpen("close")} disabled={basket.lines.length > 0}>
          {t("session.close")}
        </button>
        <button type="button" onClick={() => onOpen("printer")}>
          {t("printer.title")}
        </button>
        <button type="button" onClick={() => void openDisplay()}>
          {t("menu.display")}
        </button>
        <button type="button" onClick={() => register.enter(null)}>
          {t("staff.switch")}
        </button>
        <button type="button" onClick={onOther}>
          {t("menu.register")}
        </button>
        <a href="/">{t("menu.leave")}</a>
      </div>
      {isBlocked && (
        <p role="alert" className={css.bad}>
          {t("display.blocked")}
        </p>
      )}
      <fieldset className={css.segments} aria-label={t("menu.language")}>
        {languages.map(({ code, name }) => (
          <button key={code} type="button" aria-pressed={language === code} onClick={() => void changeLanguage(code)}>
            {name}
          </button>
        ))}
      </fieldset>
      <Segments
        label={t("menu.theme")}
        of={THEMES}
        chosen={theme}
        word={(name) => t(`menu.${name}`)}
        onChoose={(name) => {
          chooseTheme(name);
          setTheme(name);
        }}
      />
      <p className={css.quiet}>{t("menu.keys")}</p>
    </Sheet>
  );
}
