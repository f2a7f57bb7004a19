/** Stock files: taken here, uploaded at the platform by a person, and confirmed here. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconDownload, IconFileExport } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { listQuery } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { Store } from "./data.ts";

type StockFile = Shape<"StockFile">;

export function StockFiles({ store, help }: { readonly store: Store; readonly help: string }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const list = useInfiniteQuery(
    listQuery("channel-files", "/api/stores/{id}/stock-files", { params: { id: store.id } }),
  );
  const take = useAction({
    run: () => body(hub.POST("/api/stores/{id}/stock-files", ofId(store.id))),
    renews: [["channel-files"]],
    said: t("files.taken"),
  });
  const files = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card
      help={<Help of="channel_files" />}
      title={t("files.stock")}
      actions={
        may("edit_catalogue") && (
          <Button size="compact-sm" leftSection={<IconFileExport size={14} aria-hidden />} {...starts(take)}>
            {t("files.take")}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Text size="sm" c="var(--quiet)" dir="auto">
          {help}
        </Text>
        {list.isError && <ProblemNotice error={list.error} />}
        {files.map((file) => (
          <Row key={file.id} storeId={store.id} file={file} />
        ))}
      </Stack>
    </Card>
  );
}

function Row({ storeId, file }: { readonly storeId: string; readonly file: StockFile }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const { may } = useSession();
  const confirm = useAction({
    run: () =>
      body(
        hub.POST("/api/stores/{id}/stock-files/{fileId}/confirm", {
          params: { path: { id: storeId, fileId: file.id } },
        }),
      ),
    renews: [["channel-files"], ["mappings"]],
    said: t("files.confirmed"),
  });
  return (
    <Group justify="space-between" gap="xs" className="ruled" py={6} data-stock-file>
      <Stack gap={0} miw={180} flex={1}>
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          <bdi>{file.name}</bdi>
        </Text>
        <Quiet size="xs" component="div">
          {t("files.lines", { count: file.lines, number: number(file.lines) })} · <When at={file.takenAt} />
        </Quiet>
      </Stack>
      <Group gap="xs">
        <Status meaning={file.confirmedAt === null ? "attention" : "good"}>
          {t(file.confirmedAt === null ? "files.notUploaded" : "files.isUploaded")}
        </Status>
        <Button
          size="compact-sm"
          variant="default"
          component="a"
          href={`/api/stores/${storeId}/stock-files/${file.id}/content`}
          download
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("files.download")}
        </Button>
        {file.confirmedAt === null && may("edit_catalogue") && (
          <Button size="compact-sm" leftSection={<IconCheck size={14} aria-hidden />} {...starts(confirm)}>
            {t("files.confirm")}
          </Button>
        )}
      </Group>
    </Group>
  );
}
