/** Asks before a page is left with something typed that is not kept yet. */
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "../i18n/translation.ts";
import { Confirm } from "./confirm.tsx";

export function LeaveGuard({ isChanged }: { readonly isChanged: boolean }) {
  const { t } = useTranslation("ui");
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged,
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  return (
    <Confirm
      isOpen={blocker.status === "blocked"}
      title={t("saveBar.leaveTitle")}
      text={t("saveBar.leaveText")}
      label={t("saveBar.leave")}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    />
  );
}
