import { Button } from "@mantine/core";
import { IconPlayerStop, IconRotate } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { isOver } from "./data.ts";
import type { Run } from "./state.tsx";

/** Stops a run under way, or goes on with one that failed or was stopped. */
export function RunActions({ run, size = "sm" }: { readonly run: Run; readonly size?: "sm" | "compact-sm" }) {
  const { t } = useTranslation("runs");
  const { may } = useSession();
  const client = useQueryClient();
  const path = ofId(run.id);
  const done = () => client.invalidateQueries({ queryKey: ["runs"] });
  const cancel = useAction({ run: () => body(hub.POST("/api/runs/{id}/cancel", path)), done, said: t("said.cancel") });
  const retry = useAction({ run: () => body(hub.POST("/api/runs/{id}/retry", path)), done, said: t("said.retry") });
  if (!may("edit_catalogue") || run.status === "done") return null;
  if (isOver(run))
    return (
      <Button
        size={size}
        variant={size === "sm" && run.status === "failed" ? "filled" : "default"}
        leftSection={<IconRotate size={14} aria-hidden />}
        {...starts(retry)}
      >
        {t("retry")}
      </Button>
    );
  return (
    <Button
      size={size}
      variant="default"
      leftSection={<IconPlayerStop size={14} aria-hidden />}
      {...starts(cancel)}
      disabled={run.cancelRequested}
    >
      {t(run.cancelRequested ? "stopping" : "cancel")}
    </Button>
  );
}
