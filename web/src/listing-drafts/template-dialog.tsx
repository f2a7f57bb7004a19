/** Reads a channel's file that a person filled in, and says what of it was read. */
import { FileInput, List, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import type { operations } from "../../../sdk/index.ts";
import { problemOf } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { languageShown } from "../i18n/language.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Sentence } from "../ui/sentence.tsx";
import { FileNames, FileOutcome } from "./file-outcome.tsx";
import { RENEWED } from "./queries.ts";

type Read = operations["postListingDraftsTemplate"]["responses"]["200"]["content"]["application/json"];

interface Props {
  readonly storeId: string;
  readonly categoryKey: string;
  onClose(): void;
}

async function readTemplate(
  { storeId, categoryKey }: Pick<Props, "storeId" | "categoryKey">,
  { file, create }: { readonly file: File; readonly create: boolean },
): Promise<Read> {
  const query = new URLSearchParams({ storeId, categoryKey, create: String(create), name: file.name });
  const answer = await fetch(`/api/listing-drafts/template?${query}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "accept-language": languageShown() },
    body: file,
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as Read;
}

export function TemplateDialog({ onClose, ...place }: Props) {
  const { t } = useTranslation("listing-drafts");
  const [file, setFile] = useState<File | null>(null);
  const [create, setCreate] = useState(false);
  const [found, setFound] = useState<Read | null>(null);
  const read = useFormAction({
    run: (input: { readonly file: File; readonly create: boolean }) => readTemplate(place, input),
    renews: RENEWED,
    done: setFound,
  });
  return (
    <FormDialog
      help={<Help of="listing_draft" />}
      size="lg"
      title={t("template.import")}
      label={t("template.submit")}
      {...(found && { closeLabel: t("template.close") })}
      isReady={file !== null}
      action={read}
      onSubmit={() => file && read.start({ file, create })}
      onClose={onClose}
    >
      <Text size="sm">{t("template.text")}</Text>
      <FileInput
        label={t("template.file")}
        placeholder={t("template.choose")}
        accept=".xlsx,.xlsm,.csv,.txt,.tsv,.zip"
        value={file}
        onChange={(next) => {
          setFile(next);
          setFound(null);
        }}
      />
      <Switch
        label={t("template.create")}
        checked={create}
        onChange={(event) => setCreate(event.currentTarget.checked)}
      />
      {found && <ReadResult of={found} />}
    </FormDialog>
  );
}

/** The column, and the field's name where it is another. */
const readAs = ({ column, field }: Read["columns"][number]): string =>
  column === field ? column : `${column} → ${field}`;

function ReadResult({ of }: { readonly of: Read }) {
  const { t } = useTranslation("listing-drafts");
  const { rowsTaken, created, changed, columns, unread, problems, problemCount } = of;
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" fw={500}>
        {t("template.rows", { count: rowsTaken })} · {t("sheet.changed", { count: changed })}
        {created > 0 && ` · ${t("template.created", { count: created })}`}
      </Text>
      <FileOutcome of={of} />
      {unread.length > 0 && <FileNames title={t("template.unread")} names={unread} />}
      {problems.length > 0 && <Problems {...{ problems, problemCount }} />}
      {columns.length > 0 && <FileNames title={t("template.columns")} names={columns.map(readAs)} />}
    </Stack>
  );
}

function Problems({ problems, problemCount }: Pick<Read, "problems" | "problemCount">) {
  const { t } = useTranslation("listing-drafts");
  const more = problemCount - problems.length;
  return (
    <>
      <Text size="sm">{t("template.rowsLeft")}</Text>
      <List size="sm">
        {problems.map(({ sheet, row, text }) => (
          <List.Item key={`${sheet} ${row} ${text}`}>
            {sheet !== undefined && <bdi>{sheet} · </bdi>}
            {t("sheet.row", { row })} <Sentence text={text} />
          </List.Item>
        ))}
      </List>
      {more > 0 && <Quiet>{t("moreProblems", { count: more })}</Quiet>}
    </>
  );
}
