import { Button } from "@mantine/core";
import { type Icon, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconPower } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { starts } from "../ui/action.ts";
import { LinkButton } from "../ui/link.ts";
import { type Move, useMove } from "./actions.ts";
import { type Store, wizardOf } from "./data.ts";

const NEXT: Partial<Record<Store["state"], { readonly move: Exclude<Move, "deactivate">; readonly icon: Icon }>> = {
  active: { move: "pause", icon: IconPlayerPause },
  paused: { move: "resume", icon: IconPlayerPlay },
  inactive: { move: "activate", icon: IconPower },
  error: { move: "activate", icon: IconPower },
};

/** The one step from the state a store is in: connect again what lost its key, pause or go on, switch on. */
export function RowAction({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const move = useMove(store);
  if (store.state === "needs_reauth")
    return (
      <LinkButton
        {...wizardOf(store, "credentials")}
        size="compact-sm"
        leftSection={<IconPlugConnected size={14} aria-hidden />}
        aria-label={t("actions.reconnectStore", { name: store.name })}
      >
        {t("actions.reconnect")}
      </LinkButton>
    );
  const next = NEXT[store.state];
  if (!next) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<next.icon size={14} aria-hidden />}
      {...starts(move, next.move)}
      aria-label={t(`actions.${next.move}Store`, { name: store.name })}
    >
      {t(`actions.${next.move}`)}
    </Button>
  );
}
