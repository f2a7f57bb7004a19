import { Anchor, Button, FileButton, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { problemOf, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { DropZone } from "../ui/drop-zone.tsx";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { Frame } from "./frame.tsx";

type Row = Shape<"ImportSummary">;

/** Sent as it is: the hub looks into it, however large. Throws Problem. */
async function upload(file: File): Promise<Shape<"Import">> {
  const answer = await fetch(`/api/imports?${new URLSearchParams({ name: file.name })}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as Shape<"Import">;
}

export function Imports() {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { may } = useSession();
  const navigate = useNavigate();
  const begin = useAction({
    run: upload,
    done: ({ id }) => navigate({ to: "/products/imports/$id", params: { id } }),
  });
  const button = may("edit_catalogue") && (
    <FileButton accept=".csv,.tsv,.txt,.json,.jsonl" onChange={(file) => file && begin.start(file)}>
      {(props) => (
        <Button {...props} loading={begin.isRunning} leftSection={<IconFileUpload size={16} />}>
          {t("imports.upload")}
        </Button>
      )}
    </FileButton>
  );
  const columns: readonly Column<Row>[] = [
    column.title("name", t("imports.file"), ({ name }) => name),
    column.figure("rows", t("imports.rows"), ({ rows }) => number(rows)),
    column.state("state", t("columns.state"), (row) => <ImportState row={row} />),
    column.plain("by", t("imports.by"), ({ requestedBy }) => <Actor actor={requestedBy} />),
    column.when("created", t("fields.created"), ({ createdAt }) => createdAt, { onCard: "fact" }),
  ];
  return (
    <Frame actions={button}>
      {may("edit_catalogue") && (
        <DropZone isBusy={begin.isRunning} onFile={(file) => begin.start(file)}>
          <Text size="sm">{t("imports.drop")}</Text>
          <Anchor href="/api/imports/template?format=csv&bom=true" download size="sm">
            {t("imports.template")}
          </Anchor>
        </DropZone>
      )}
      <ListScreen
        path="/api/imports"
        label={t("screens.imports")}
        columns={columns}
        nameOf="name"
        filters={days(t("imports.uploadedFrom"), t("imports.uploadedBefore"))}
        opens="/products/imports/$id"
        empty={
          <Empty
            icon={IconFileUpload}
            title={t("imports.empty.title")}
            text={t("imports.empty.text")}
            action={button}
          />
        }
      />
    </Frame>
  );
}

function ImportState({ row }: { readonly row: Row }) {
  const { t } = useTranslation("products");
  const [meaning, word]: [Meaning, "uploaded" | "checked" | "running" | "done" | "failed"] =
    row.apply?.state === "done"
      ? ["good", "done"]
      : row.apply?.state === "failed" || row.check?.state === "failed"
        ? ["failed", "failed"]
        : row.apply !== null || row.check?.state === "running" || row.check?.state === "queued"
          ? ["information", "running"]
          : row.check?.state === "done"
            ? ["waiting", "checked"]
            : ["waiting", "uploaded"];
  return <Status meaning={meaning}>{t(`imports.states.${word}`)}</Status>;
}
