import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconFileInvoice } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { Frame } from "./frame.tsx";
import { useLocations } from "./queries.ts";

type Document = Shape<"StockDocumentSummary">;
const kinds = ["purchase_invoice", "sales_invoice", "adjustment"] as const;
const states = ["draft", "posted", "reversed"] as const;
const MEANING: Record<Document["state"], Meaning> = { draft: "waiting", posted: "good", reversed: "neutral" };

export function DocumentState({ state }: Pick<Document, "state">) {
  const { t } = useTranslation("inventory");
  return <Status meaning={MEANING[state]}>{t(`documents.states.${state}`)}</Status>;
}

export function Documents() {
  const { t } = useTranslation("inventory");
  const { may } = useSession();
  const { number, day } = useFormat();
  const locations = named(useLocations());
  const columns: readonly Column<Document>[] = [
    column.title("number", t("documents.number"), (row) => <b className="code">{row.number}</b>, {
      sort: "newest",
      sortUp: "oldest",
    }),
    column.fact("kind", t("documents.kind"), ({ kind }) => t(`documents.kinds.${kind}`)),
    column.state("state", t("documents.state"), ({ state }) => <DocumentState state={state} />),
    column.fact("date", t("documents.date"), (row) => day(row.date, true), { sort: "latest", sortUp: "earliest" }),
    column.fact("partner", t("documents.partner"), ({ partner }) => (partner === "" ? "–" : partner)),
    column.plain("location", t("columns.location"), ({ locationName }) => locationName),
    column.plain("lines", t("documents.lines"), ({ lineCount }) => number(lineCount), { isEnd: true }),
    column.plain("units", t("documents.units"), ({ units }) => number(units), { isEnd: true }),
  ];
  return (
    <Frame actions={may("edit_catalogue") && <NewDocument />}>
      <ListScreen
        path="/api/stock-documents"
        label={t("screens.documents")}
        viewSubject="documents"
        isFile
        columns={columns}
        nameOf="number"
        opens="/inventory/documents/$id"
        searchLabel={t("documents.search")}
        filters={[
          choice("kind", t("documents.kind"), kinds, (value) => t(`documents.kinds.${value}`)),
          choice("state", t("documents.state"), states, (value) => t(`documents.states.${value}`)),
          { name: "locationId", label: t("columns.location"), kind: "choice", options: locations },
          ...days(t("filters.createdFrom"), t("filters.createdBefore")),
        ]}
        empty={<Empty icon={IconFileInvoice} title={t("documents.empty.title")} text={t("documents.empty.text")} />}
      />
    </Frame>
  );
}

/** A draft is made at once and filled on its own page; nothing moves before it is posted. */
function NewDocument() {
  const { t } = useTranslation("inventory");
  const navigate = useNavigate();
  const create = useAction({
    run: (kind: Document["kind"]) => body(hub.POST("/api/stock-documents", { body: { kind, lines: [] } })),
    done: ({ id }) => navigate({ to: "/inventory/documents/$id", params: { id } }),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={16} />} loading={create.isRunning}>
          {t("documents.new")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => create.start(kind)}>
            {t(`documents.kinds.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
