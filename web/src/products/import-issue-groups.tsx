/** What is wrong in the same way with several rows: shown by itself, or taken away as a file to be mended. */
import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { hub, type Shape } from "../data/hub.ts";
import { readingItems } from "../data/reading.ts";
import { codeText, useHubMessages } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import type { SearchState } from "../ui/list/search-state.ts";
import { Status } from "../ui/status.tsx";

type IssueGroup = Shape<"ImportIssueGroup">;

interface Props {
  readonly importId: string;
  readonly phase: "check" | "apply";
  readonly state: SearchState;
}

export function IssueGroups({ importId, phase, state }: Props) {
  const { t } = useTranslation("products");
  const wording = useHubMessages();
  const { data: groups = [] } = useQuery(
    readingItems(["imports", importId, "groups", phase], () =>
      hub.GET("/api/imports/{id}/issues/groups", { params: { path: { id: importId }, query: { phase } } }),
    ),
  );
  if (groups.length === 0) return null;
  const { code, column } = state.filter;
  const isChosen = (group: IssueGroup) => group.code === code && (group.column ?? undefined) === column;
  const show = (group: IssueGroup) =>
    state.set(isChosen(group) ? { code: "", column: "" } : { code: group.code, column: group.column ?? "" });
  const fileOf = (group: IssueGroup) =>
    `/api/imports/${importId}/issues/export?${new URLSearchParams({ phase, format: "csv", code: group.code, column: group.column ?? "" })}`;
  return (
    <Card title={t("imports.groups")}>
      <Stack gap="xs">
        {groups.map((group) => {
          const rows = t("imports.groupRows", { count: group.rows });
          const where = group.column ?? t("imports.wholeRow");
          return (
            <Group
              key={`${group.severity} ${group.code} ${group.column}`}
              justify="space-between"
              wrap="nowrap"
              gap="sm"
            >
              <Stack gap={0} miw={0}>
                <Group gap="xs">
                  <Status meaning={group.severity === "error" ? "failed" : "attention"}>{rows}</Status>
                  <Text size="sm" fw={500}>
                    <bdi>{where}</bdi>
                  </Text>
                </Group>
                <Text size="sm" c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>
                  {group.said === null
                    ? codeText(group.code, group.message, group.value)
                    : wording.message(group.said, group.message)}
                </Text>
              </Stack>
              <Group gap={4} wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant={isChosen(group) ? "light" : "default"}
                  aria-pressed={isChosen(group)}
                  aria-label={`${t("imports.groupShow")}: ${rows}, ${where}`}
                  onClick={() => show(group)}
                >
                  {t("imports.groupShow")}
                </Button>
                <ActionIcon
                  component="a"
                  href={fileOf(group)}
                  download
                  variant="default"
                  size={26}
                  aria-label={`${t("imports.groupFile")}: ${rows}, ${where}`}
                  title={t("imports.groupFile")}
                >
                  <IconDownload size={14} />
                </ActionIcon>
              </Group>
            </Group>
          );
        })}
      </Stack>
    </Card>
  );
}
