/** Where one is, who sells, and how the device stands with the hub. */
import { useTranslation } from "../../i18n/translation.ts";
import { Icon } from "./icons.tsx";
import type { OverlayName } from "./overlay-name.ts";
import css from "./register.module.css";
import { useRegister, useRegisterState, useSetup } from "./use-register.ts";

export function TopBar({ onOpen }: { readonly onOpen: (name: OverlayName) => void }) {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { staff } = useRegisterState();
  const setup = useSetup();
  return (
    <header className={css.top}>
      <h1 dir="auto">{setup.register.name}</h1>
      <StateButton onOpen={() => onOpen("state")} />
      <button type="button" className={css.plain} onClick={() => register.enter(null)} title={t("staff.switch")}>
        <Icon name="user" />
        <span dir="auto">{staff?.name}</span>
      </button>
      <button type="button" className={css.plain} onClick={() => onOpen("menu")} aria-label={t("menu.title")}>
        <Icon name="menu" />
      </button>
    </header>
  );
}

function StateButton({ onOpen }: { readonly onOpen: () => void }) {
  const { t } = useTranslation("register");
  const { network, waiting, refused } = useRegisterState();
  const text = useStateText();
  const tone = refused.length > 0 || network === "signed_out" ? "bad" : network === "offline" ? "warn" : "good";
  return (
    <button
      type="button"
      className={css.state}
      data-tone={tone}
      onClick={onOpen}
      aria-label={`${text}. ${t("state.details")}`}
    >
      <Icon name={network === "online" ? "online" : "offline"} size={18} />
      <span role="status">{text}</span>
      {waiting > 0 && <b aria-hidden>{waiting}</b>}
    </button>
  );
}

/** "Offline · 3 sales wait here". */
function useStateText(): string {
  const { t } = useTranslation("register");
  const { network, waiting, refused } = useRegisterState();
  if (network === "signed_out")
    return waiting > 0 ? t("state.signedOutWaiting", { count: waiting }) : t("state.signedOut");
  if (network === "offline") return waiting > 0 ? t("state.offlineWaiting", { count: waiting }) : t("state.offline");
  if (refused.length > 0) return t("state.refused", { count: refused.length });
  return waiting > 0 ? t("state.uploading", { count: waiting }) : t("state.online");
}
