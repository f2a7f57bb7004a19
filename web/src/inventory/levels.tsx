import { Group } from "@mantine/core";
import { IconBuildingWarehouse, IconPencil } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import { ItemCell } from "../ui/list/cells.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { BinCell } from "./bin-cell.tsx";
import { levelKey, useStockBulk } from "./bulk-stock.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { Frame } from "./frame.tsx";
import { OnHandCell } from "./on-hand-cell.tsx";
import { useLocations } from "./queries.ts";

type Level = Shape<"Level">;

export function Levels() {
  const { t } = useTranslation("inventory");
  const { may } = useSession();
  const navigate = useNavigate();
  const [changed, setChanged] = useState<Level | null>(null);
  const bulk = useStockBulk();
  return (
    <Frame>
      <ListScreen
        path="/api/inventory/levels"
        label={t("screens.levels")}
        columns={useLevelColumns()}
        rowKey={levelKey}
        nameOf={({ sku, locationName }) => `${sku}, ${locationName}`}
        onOpen={({ variantId }) => void navigate({ to: "/inventory/variants/$id", params: { id: variantId } })}
        searchLabel={t("search")}
        filters={useLevelFilters()}
        views={[
          { id: "low", label: t("views.low"), filter: { low: "true" } },
          { id: "out", label: t("views.out"), filter: { out: "true" } },
          { id: "undecided", label: t("views.undecided"), filter: { undecided: "true" } },
        ]}
        viewSubject="levels"
        exportHref={(filter) => `/api/inventory/levels/export?${new URLSearchParams(filter)}`}
        empty={<Empty icon={IconBuildingWarehouse} title={t("empty.title")} text={t("empty.text")} />}
        {...(may("edit_catalogue") && {
          bulk,
          rowKeys: { e: { word: "stock", run: setChanged } },
          rowActions: (level: Level) => (
            <IconAction
              icon={IconPencil}
              label={t("change.of", { sku: level.sku })}
              title={t("change.title")}
              onClick={() => setChanged(level)}
            />
          ),
        })}
      />
      {changed && <ChangeDialog level={changed} onClose={() => setChanged(null)} />}
    </Frame>
  );
}

function useLevelColumns(): readonly Column<Level>[] {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const canEdit = useSession().may("edit_catalogue");
  return [
    column.title("item", t("columns.item"), (level) => <ItemCell title={level.title} sku={level.sku} />, {
      sort: "lastSku",
      sortUp: "sku",
      isUpFirst: true,
    }),
    column.fact("location", t("columns.location"), ({ locationName }) => locationName),
    column.fact("bin", t("columns.bin"), (level) =>
      canEdit ? <BinCell level={level} /> : <bdi>{level.bin ?? "–"}</bdi>,
    ),
    column.figure("onHand", t("columns.onHand"), (level) =>
      canEdit ? <OnHandCell level={level} /> : number(level.onHand),
    ),
    column.figure("reserved", t("columns.reserved"), ({ reserved }) => number(reserved)),
    column.figure("available", t("columns.available"), (level) => (
      <Group gap={6} justify="flex-end" wrap="nowrap" display="inline-flex">
        <LevelState level={level} />
        <b>{number(level.available)}</b>
      </Group>
    )),
    column.figure("incoming", t("columns.incoming"), ({ incoming }) => (incoming === 0 ? "–" : number(incoming))),
    column.plain(
      "reorderPoint",
      t("columns.reorderPoint"),
      ({ reorderPoint }) => (reorderPoint === null ? "–" : number(reorderPoint)),
      { isEnd: true },
    ),
    column.moment("updated", t("columns.updated"), ({ updatedAt }) => updatedAt, { isExtra: true }),
    column.plain(
      "counted",
      t("columns.counted"),
      ({ countedAt }) => (countedAt === null ? t("never") : <When at={countedAt} />),
      { isExtra: true },
    ),
  ];
}

function LevelState({ level }: { readonly level: Level }) {
  const { t } = useTranslation("inventory");
  if (level.available <= 0) return <Status meaning="failed">{t("out")}</Status>;
  if (level.isLow) return <Status meaning="attention">{t("low")}</Status>;
  return null;
}

function useLevelFilters(): readonly FilterField[] {
  const { t } = useTranslation("inventory");
  const locations = named(useLocations());
  return [
    { name: "locationId", label: t("columns.location"), kind: "choice", options: locations },
    { name: "productId", label: t("ofProduct"), kind: "flag", isOnlyLinked: true },
    { name: "low", label: t("views.low"), kind: "flag" },
    { name: "out", label: t("views.out"), kind: "flag" },
    { name: "undecided", label: t("views.undecided"), kind: "flag" },
  ];
}
