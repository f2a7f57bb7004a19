/** What the device has to say of itself, above every page of the register. */
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { Icon } from "./icons.tsx";
import { hasNewVersion, isUpdated as isUpdatedVersion, onNewVersion } from "./new-version.ts";
import css from "./register.module.css";
import { useRegister, useRegisterState } from "./use-register.ts";

/** That there was no room for what was just done. */
export function NoRoom() {
  const { t } = useTranslation("register");
  return (
    <p role="alert" className={css.bad}>
      {t("storage.full")}
    </p>
  );
}

const UPDATED_MS = 15_000;

export function DeviceNotices() {
  const { t } = useTranslation("register");
  const register = useRegister();
  const { basket, storage, restored } = useRegisterState();
  const isNew = useSyncExternalStore(onNewVersion, hasNewVersion);
  const [isUpdated, setUpdated] = useState(isUpdatedVersion);
  useEffect(() => {
    if (!isUpdated) return;
    const timer = setTimeout(() => setUpdated(false), UPDATED_MS);
    return () => clearTimeout(timer);
  }, [isUpdated]);
  return (
    <div className={css.notices}>
      {storage === "full" && (
        <Bar tone="bad">{t(basket.payments.length > 0 ? "storage.fullPaid" : "storage.full")}</Bar>
      )}
      {restored !== null && (
        <Bar tone="warn" onClose={register.dismissRestored}>
          {restored === 0 ? t("storage.restoredNone") : t("storage.restored", { count: restored })}
        </Bar>
      )}
      {isNew && basket.lines.length > 0 && <Bar tone="good">{t("state.newVersion")}</Bar>}
      {isUpdated && (
        <Bar tone="good" onClose={() => setUpdated(false)}>
          {t("state.updatedNow")}
        </Bar>
      )}
    </div>
  );
}

interface BarProps {
  readonly tone: "good" | "warn" | "bad";
  readonly children: ReactNode;
  readonly onClose?: () => void;
}

function Bar({ tone, children, onClose }: BarProps) {
  const { t } = useTranslation("register");
  return (
    <div role={tone === "good" ? "status" : "alert"} className={css.notice} data-tone={tone}>
      <span>{children}</span>
      {onClose !== undefined && (
        <button type="button" className={css.round} aria-label={t("close")} onClick={onClose}>
          <Icon name="x" size={18} />
        </button>
      )}
    </div>
  );
}
