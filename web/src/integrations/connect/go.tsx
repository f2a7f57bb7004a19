/** The first sync under way and what it came to. */
import { Group, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../../i18n/translation.ts";
import { NextLink } from "../../next-step/next-link.tsx";
import { isOver, runQuery } from "../../runs/data.ts";
import { Empty } from "../../ui/empty.tsx";
import { LinkButton } from "../../ui/link.ts";
import { type Connection, planQuery } from "../data.ts";
import { RunProgress } from "./run-progress.tsx";

interface Props {
  readonly store: Connection;
  readonly apply: string | undefined;
  readonly history: string | undefined;
}

export function Go({ store, apply, history }: Props) {
  const { t } = useTranslation("integrations");
  const applying = useQuery({ ...runQuery(apply ?? ""), enabled: apply !== undefined });
  const importing = useQuery({ ...runQuery(history ?? ""), enabled: history !== undefined });
  const isDone = [
    apply === undefined || applying.data?.status === "done",
    history === undefined || importing.data?.status === "done",
  ].every(Boolean);
  return (
    <Stack gap="md">
      {apply !== undefined && <RunProgress runId={apply} />}
      {apply !== undefined && applying.data && isOver(applying.data) && <Failures store={store} />}
      {history !== undefined && <RunProgress runId={history} />}
      {isDone && (
        <Empty
          icon={IconCircleCheck}
          title={t("go.done", { name: store.name })}
          text={t("go.doneText")}
          action={
            <Stack gap="xs" align="center">
              <Group gap="xs" justify="center">
                <LinkButton to="/orders">{t("go.orders")}</LinkButton>
                <LinkButton variant="default" to="/channels">
                  {t("go.another")}
                </LinkButton>
              </Group>
              <NextLink after="connect" otherwise="links" linksAt={`/channels/${store.id}?tab=links`} />
            </Stack>
          }
        />
      )}
    </Stack>
  );
}

function Failures({ store }: { readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  const { data } = useQuery(planQuery(store.id));
  const failed = data?.counts.reduce((sum, group) => sum + group.failed + group.skipped, 0) ?? 0;
  if (failed === 0) return null;
  return (
    <Group>
      <LinkButton
        variant="default"
        to="/channels/connect/$provider"
        params={{ provider: store.provider }}
        search={{ store: store.id, step: "plan", plan: data?.run.id }}
      >
        {t("go.failed", { count: failed })}
      </LinkButton>
    </Group>
  );
}
