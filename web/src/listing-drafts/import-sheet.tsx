/** Reads a filled file of drafts back. */
import { Button, FileButton, Group, List, Modal, Stack, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Sentence } from "../ui/sentence.tsx";
import { FileOutcome } from "./file-outcome.tsx";
import { RENEWED } from "./queries.ts";

const readFile = async (file: File, place: { readonly storeId: string; readonly categoryKey: string }) =>
  body(hub.POST("/api/listing-drafts/sheet", { body: { ...place, csv: await file.text() } }));
type Read = Awaited<ReturnType<typeof readFile>>;

export function ImportSheet(place: { readonly storeId: string; readonly categoryKey: string }) {
  const { t } = useTranslation("listing-drafts");
  const [read, setRead] = useState<Read | null>(null);
  const send = useAction({ run: (file: File) => readFile(file, place), renews: RENEWED, done: setRead });
  return (
    <>
      <FileButton accept=".csv,text/csv" onChange={(file) => file && send.start(file)}>
        {(props) => (
          <Button variant="default" leftSection={<IconFileUpload size={16} />} loading={send.isRunning} {...props}>
            {t("sheet.import")}
          </Button>
        )}
      </FileButton>
      {read && (
        <Modal opened onClose={() => setRead(null)} title={t("sheet.import")}>
          <Stack>
            <Text size="sm">{t("sheet.changed", { count: read.changed })}</Text>
            <FileOutcome of={read} />
            {read.problems.length > 0 && <Text size="sm">{t("template.rowsLeft")}</Text>}
            <List size="sm">
              {read.problems.map(({ row, text }) => (
                <List.Item key={`${row} ${text}`}>
                  {t("sheet.row", { row })} <Sentence text={text} />
                </List.Item>
              ))}
            </List>
            <Group justify="flex-end">
              <Button onClick={() => setRead(null)}>{t("template.close")}</Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}
