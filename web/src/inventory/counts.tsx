import { Button, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconClipboardCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { categoriesQuery } from "../data/categories.ts";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { named, worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import { boundText } from "../ui/field.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Radios } from "../ui/radios.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { Frame } from "./frame.tsx";
import { useLocations } from "./queries.ts";

type Count = Shape<"StockCountHead">;
const MEANING: Record<Count["state"], Meaning> = {
  open: "information",
  closing: "waiting",
  closed: "good",
  cancelled: "neutral",
};

export function CountState({ state }: Pick<Count, "state">) {
  const { t } = useTranslation("inventory");
  return <Status meaning={MEANING[state]}>{t(`counts.states.${state}`)}</Status>;
}

export function Counts() {
  const { t } = useTranslation("inventory");
  const { may } = useSession();
  const locations = useLocations();
  const [isOpen, dialog] = useDisclosure();
  const columns: readonly Column<Count>[] = [
    column.title("number", t("counts.number"), (row) => <b className="code">{row.number}</b>),
    column.state("state", t("documents.state"), ({ state }) => <CountState state={state} />),
    column.fact("location", t("columns.location"), ({ locationName }) => locationName),
    column.fact("scope", t("counts.scope"), ({ scope }) => t(`counts.scopes.${scope}`)),
    column.when("created", t("counts.begun"), ({ createdAt }) => createdAt, { onCard: "fact" }),
    column.plain("by", t("columns.actor"), ({ createdBy }) => <Actor actor={createdBy} />),
    column.plain("note", t("columns.note"), ({ note }) => note),
  ];
  return (
    <Frame actions={may("edit_catalogue") && <Button onClick={dialog.open}>{t("counts.new")}</Button>}>
      <ListScreen
        path="/api/stock-counts"
        filters={[
          choice("state", t("documents.state"), ["open", "closing", "closed", "cancelled"], (value) =>
            t(`counts.states.${value}`),
          ),
          { name: "locationId", label: t("columns.location"), kind: "choice", options: named(locations) },
          ...days(t("counts.startedFrom"), t("counts.startedBefore")),
        ]}
        label={t("screens.counts")}
        columns={columns}
        nameOf="number"
        opens="/inventory/counts/$id"
        empty={<Empty icon={IconClipboardCheck} title={t("counts.empty.title")} text={t("counts.empty.text")} />}
      />
      {isOpen && <NewCount onClose={dialog.close} />}
    </Frame>
  );
}

const scopes = ["all", "never_counted", "category"] as const;

function NewCount({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("inventory");
  const navigate = useNavigate();
  const locations = useLocations();
  const [locationId, setLocation] = useState<string | null>(null);
  const [scope, setScope] = useState<(typeof scopes)[number]>("all");
  const [note, setNote] = useState("");
  const [categoryId, setCategory] = useState<string | null>(null);
  const categories = useQuery(categoriesQuery).data ?? [];
  const isOfCategory = scope === "category";
  const begin = useFormAction({
    run: () =>
      body(
        hub.POST("/api/stock-counts", {
          body: {
            scope,
            ...(locationId !== null && { locationId }),
            ...(isOfCategory && categoryId !== null && { categoryId }),
            ...(note.trim() !== "" && { note: note.trim() }),
          },
        }),
      ),
    done: ({ id }) => navigate({ to: "/inventory/counts/$id", params: { id } }),
  });
  return (
    <FormDialog
      help={<Help of="stock_count" />}
      title={t("counts.new")}
      label={t("counts.begin")}
      action={begin}
      isReady={!isOfCategory || categoryId !== null}
      onClose={onClose}
    >
      <OneOf
        label={t("columns.location")}
        options={named(locations)}
        value={locationId ?? locations.find(({ isDefault }) => isDefault)?.id ?? null}
        onChange={setLocation}
      />
      <Radios
        label={t("counts.scope")}
        options={worded(scopes, (value) => t(`counts.scopes.${value}`))}
        value={scope}
        onChange={setScope}
      />
      {isOfCategory && (
        <Select
          label={t("counts.category")}
          data={categories.map(({ id, path }) => ({ value: id, label: path.join(" › ") }))}
          value={categoryId}
          onChange={setCategory}
          required
          searchable
        />
      )}
      <TextInput label={t("columns.note")} {...boundText(note, setNote)} />
    </FormDialog>
  );
}
