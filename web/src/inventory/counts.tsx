import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconClipboardCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import { boundText } from "../ui/field.ts";
import type { Column } from "../ui/list/columns.ts";
import { choice } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { whenColumn } from "../ui/list/when-column.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { submitting } from "../ui/submitting.ts";
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
    { id: "number", header: t("counts.number"), onCard: "title", cell: (row) => <b className="code">{row.number}</b> },
    { id: "state", header: t("documents.state"), onCard: "state", cell: ({ state }) => <CountState state={state} /> },
    { id: "location", header: t("columns.location"), onCard: "fact", cell: ({ locationName }) => locationName },
    { id: "scope", header: t("counts.scope"), onCard: "fact", cell: ({ scope }) => t(`counts.scopes.${scope}`) },
    whenColumn("created", t("counts.begun"), ({ createdAt }) => createdAt, { onCard: "fact" }),
    { id: "by", header: t("columns.actor"), cell: ({ createdBy }) => <Actor actor={createdBy} /> },
    { id: "note", header: t("columns.note"), cell: ({ note }) => note },
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

const scopes = ["all", "never_counted"] as const;

function NewCount({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("inventory");
  const navigate = useNavigate();
  const locations = useLocations();
  const [locationId, setLocation] = useState<string | null>(null);
  const [scope, setScope] = useState<(typeof scopes)[number]>("all");
  const [note, setNote] = useState("");
  const begin = useFormAction({
    run: () =>
      body(
        hub.POST("/api/stock-counts", {
          body: { scope, ...(locationId !== null && { locationId }), ...(note.trim() !== "" && { note: note.trim() }) },
        }),
      ),
    done: ({ id }) => navigate({ to: "/inventory/counts/$id", params: { id } }),
  });
  return (
    <Modal opened onClose={onClose} title={t("counts.new")}>
      <form onSubmit={submitting(() => begin.start())}>
        <Stack gap="sm">
          {begin.error !== null && <ProblemNotice error={begin.error} />}
          <OneOf
            label={t("columns.location")}
            options={named(locations)}
            value={locationId ?? locations.find(({ isDefault }) => isDefault)?.id ?? null}
            onChange={setLocation}
          />
          <Radio.Group
            label={t("counts.scope")}
            value={scope}
            onChange={(value) => setScope(scopes.find((each) => each === value) ?? "all")}
          >
            <Stack gap="xs" mt="xs">
              {scopes.map((value) => (
                <Radio key={value} value={value} label={t(`counts.scopes.${value}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <TextInput label={t("columns.note")} {...boundText(note, setNote)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={begin.isRunning}>
              {t("counts.begin")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
