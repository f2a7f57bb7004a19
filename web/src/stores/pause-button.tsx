import { Button } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { useMove } from "./actions.ts";
import type { Store } from "./data.ts";

/** Pauses what goes out, or goes on. */
export function PauseButton({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const move = useMove(store);
  if (store.state !== "active" && store.state !== "paused") return null;
  const wanted = store.state === "active" ? "pause" : "resume";
  const Icon = wanted === "pause" ? IconPlayerPause : IconPlayerPlay;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      loading={move.isRunning}
      aria-label={t(`actions.${wanted}Store`, { name: store.name })}
      onClick={() => move.start(wanted)}
    >
      {t(`actions.${wanted}`)}
    </Button>
  );
}
