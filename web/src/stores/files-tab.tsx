/** For stores that work by files: reports carried to the hub, and stock files carried back. */
import { Button, FileButton, Group, Modal, Select, Stack, Table, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemOf, type Shape } from "../data/hub.ts";
import { listQuery } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { languageShown } from "../i18n/language.ts";
import { useTranslation } from "../i18n/translation.ts";
import { RunState } from "../runs/state.tsx";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { fileKindsQuery, type Store } from "./data.ts";
import { StockFiles } from "./stock-files.tsx";

type ChannelFile = Shape<"ChannelFile">;

export function FilesTab({ store }: { readonly store: Store }) {
  const kinds = useQuery(fileKindsQuery(store.id));
  if (kinds.error !== null) return <ProblemNotice error={kinds.error} />;
  if (!kinds.data) return <RowsSkeleton />;
  return (
    <Stack gap="md">
      {kinds.data.stock && <StockFiles store={store} help={kinds.data.stock.help} />}
      {kinds.data.imports.length > 0 && <Reports store={store} kinds={kinds.data.imports} />}
    </Stack>
  );
}

interface Kind {
  readonly kind: string;
  readonly label: string;
  readonly help: string;
}

function Reports({ store, kinds }: { readonly store: Store; readonly kinds: readonly Kind[] }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const [kind, setKind] = useState<string | null>(null);
  const [opened, setOpened] = useState<ChannelFile | null>(null);
  const upload = useUpload(store.id, kind);
  const list = useInfiniteQuery(listQuery("channel-files", "/api/stores/{id}/files", { params: { id: store.id } }));
  const files = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const help = kinds.find((each) => each.kind === kind)?.help;
  return (
    <Card help={<Help of="channel_files" />} title={t("files.reports")}>
      <Stack gap="sm">
        {may("edit_catalogue") && (
          <Group gap="sm" align="flex-end">
            <Select
              label={t("files.kind")}
              placeholder={t("files.anyKind")}
              clearable
              value={kind}
              onChange={setKind}
              data={kinds.map((each) => ({ value: each.kind, label: each.label }))}
            />
            <FileButton onChange={(file) => file && upload.start(file)} accept=".csv,.txt,.tsv,.xlsx,.zip">
              {(props) => (
                <Button {...props} loading={upload.isRunning} leftSection={<IconFileUpload size={16} aria-hidden />}>
                  {t("files.upload")}
                </Button>
              )}
            </FileButton>
          </Group>
        )}
        <Text size="sm" c="var(--quiet)" dir="auto">
          {help ?? t("files.uploadText", { kinds: kinds.map(({ label }) => label).join(", ") })}
        </Text>
        {upload.error !== null && <ProblemNotice error={upload.error} />}
        {list.isError && <ProblemNotice error={list.error} />}
        {files.map((file) => (
          <FileRow
            key={file.id}
            file={file}
            label={kinds.find((each) => each.kind === file.kind)?.label ?? file.kind}
            onIssues={() => setOpened(file)}
          />
        ))}
        {list.hasNextPage && (
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("files.more")}
          </Button>
        )}
      </Stack>
      {opened && <Issues storeId={store.id} file={opened} onClose={() => setOpened(null)} />}
    </Card>
  );
}

interface RowProps {
  readonly file: ChannelFile;
  readonly label: string;
  onIssues(): void;
}

function FileRow({ file, label, onIssues }: RowProps) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const counts = file.run?.counts ?? {};
  const errors = (counts["errors"] ?? 0) + (counts["warnings"] ?? 0);
  const orders = counts["orders"] ?? 0;
  return (
    <Group justify="space-between" gap="xs" className="ruled" py={6} data-file={file.name}>
      <Stack gap={0} miw={180} flex={1}>
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          <bdi>{file.name}</bdi>
        </Text>
        <Quiet size="xs" component="div">
          <bdi>{label}</bdi> · <When at={file.createdAt} />
          {orders > 0 && ` · ${t("files.orders", { count: orders, number: number(orders) })}`}
        </Quiet>
        {file.run?.error && (
          <Text size="xs" c="var(--mantine-color-error)">
            <HubText text={file.run.error} />
          </Text>
        )}
      </Stack>
      <Group gap="xs">
        {errors > 0 && (
          <Button size="compact-sm" variant="default" onClick={onIssues}>
            {t("files.issues", { count: errors })}
          </Button>
        )}
        {file.run && <RunState status={file.run.state} />}
      </Group>
    </Group>
  );
}

function useUpload(storeId: string, kind: string | null) {
  const { t } = useTranslation("stores");
  return useFormAction({
    async run(file: File) {
      const query = new URLSearchParams({ name: file.name, ...(kind !== null && { kind }) });
      const answer = await fetch(`/api/stores/${storeId}/files?${query}`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "accept-language": languageShown() },
        body: file,
      });
      if (!answer.ok) throw await problemOf(answer);
      return (await answer.json()) as { readonly isKnown: boolean };
    },
    renews: [["channel-files"]],
    said: ({ isKnown }) => t(isKnown ? "files.known" : "files.uploaded"),
  });
}

function Issues(props: { readonly storeId: string; readonly file: ChannelFile; onClose(): void }) {
  const { t } = useTranslation("stores");
  const { storeId, file } = props;
  const list = useInfiniteQuery(
    listQuery("channel-files", "/api/stores/{id}/files/{fileId}/issues", { params: { id: storeId, fileId: file.id } }),
  );
  const issues = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Modal opened onClose={props.onClose} title={file.name} size="xl">
      {list.isError && <ProblemNotice error={list.error} />}
      <Table>
        <Table.Tbody>
          {issues.map((issue) => (
            <Table.Tr key={issue.number}>
              <Table.Td className="nowrap">{t("files.row", { row: issue.row })}</Table.Td>
              <Table.Td>
                <Status meaning={issue.severity === "error" ? "failed" : "attention"}>
                  {t(`files.severity.${issue.severity}`)}
                </Status>
              </Table.Td>
              <Table.Td>
                <HubText text={issue.message} />
                {issue.value !== null && (
                  <Text size="xs" c="var(--quiet)" className="code">
                    {issue.column} {issue.value}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {list.hasNextPage && (
        <Group justify="center" mt="sm">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("files.more")}
          </Button>
        </Group>
      )}
    </Modal>
  );
}
