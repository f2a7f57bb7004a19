/** Asks before a page is left with something typed that is not kept yet. */
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Confirm } from "./confirm.tsx";

interface Props {
  readonly isChanged: boolean;
  /** What was typed is being kept: whoever leaves meanwhile waits for how that ends, and is asked only where it failed. */
  readonly isSaving?: boolean;
}

export function LeaveGuard({ isChanged, isSaving = false }: Props) {
  const { t } = useTranslation("ui");
  const mayLeave = useAfterSaving({ isChanged, isSaving });
  const blocker = useBlocker({
    shouldBlockFn: async () => !(await mayLeave()),
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

/** Tells, once nothing is being saved any more, whether all that was typed is kept. */
function useAfterSaving({ isChanged, isSaving }: Required<Props>): () => Promise<boolean> {
  const state = useRef({ isChanged, isSaving });
  const waiting = useRef<(() => void)[]>([]);
  useEffect(() => {
    state.current = { isChanged, isSaving };
    if (!isSaving) goOn(waiting.current);
  }, [isChanged, isSaving]);
  // The form may be gone with its save.
  useEffect(() => {
    const ones = waiting.current;
    return () => {
      state.current = { isChanged: false, isSaving: false };
      goOn(ones);
    };
  }, []);
  return async () => {
    if (state.current.isSaving) await new Promise<void>((go) => void waiting.current.push(go));
    return !state.current.isChanged;
  };
}

function goOn(waiting: (() => void)[]): void {
  for (const go of waiting.splice(0)) go();
}
