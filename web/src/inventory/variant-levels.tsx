/** Where a variant lies: a row a location, also of those where none of it has ever been. */

import { Group, Text } from "@mantine/core";
import { IconBellCog, IconPencil } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Shape } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { IconAction } from "../ui/icon-action.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { BinCell } from "./bin-cell.tsx";
import { componentsOf } from "./bundle.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { levelsOf } from "./queries.ts";
import { ReorderDialog } from "./reorder-dialog.tsx";

type Level = Shape<"Level">;
type Variant = Shape<"Variant">;

/** Nothing has been at this location yet: the first change makes its level. */
function emptyLevel(variant: Variant, location: Shape<"Location">, asksLot: boolean): Level {
  return {
    variantId: variant.id,
    productId: variant.productId,
    sku: variant.sku,
    title: variant.title,
    locationId: location.id,
    locationName: location.name,
    onHand: 0,
    reserved: 0,
    available: 0,
    incoming: 0,
    isLow: false,
    asksLot,
    reorderPoint: null,
    reorderQuantity: null,
    bin: null,
    countedAt: null,
    updatedAt: variant.updatedAt,
  };
}

export function LevelsCard({ variant }: { readonly variant: Variant }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const { data: levels } = useSuspenseQuery(levelsOf(variant.id));
  const { data: locations } = useSuspenseQuery(locationsQuery);
  const { data: components } = useSuspenseQuery(componentsOf(variant.id));
  const others = locations.filter(({ id, active }) => active && levels.every(({ locationId }) => locationId !== id));
  if (components.length > 0 && levels.every(({ onHand, reserved }) => onHand === 0 && reserved === 0))
    return (
      <Card title={t("screens.levels")}>
        <Text size="sm">{t("bundle.stock", { available: number(variant.available) })}</Text>
      </Card>
    );
  const asksLot = levels.some((level) => level.asksLot);
  return <Levels known={levels} empty={others.map((location) => emptyLevel(variant, location, asksLot))} />;
}

function Levels({ known, empty }: { readonly known: readonly Level[]; readonly empty: readonly Level[] }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const { may } = useSession();
  const [changed, setChanged] = useState<Level | null>(null);
  const [reordered, setReordered] = useState<Level | null>(null);
  const canEdit = may("edit_catalogue");
  const counted = (
    id: "onHand" | "reserved" | "available" | "reorderPoint",
    cell: Column<Level>["cell"],
  ): Column<Level> => ({ id, header: t(`columns.${id}`), isEnd: true, onCard: "fact", cell });
  return (
    <Card title={t("screens.levels")} isFlush>
      <PlainList
        label={t("screens.levels")}
        rows={[...known, ...empty]}
        rowKey={({ locationId }) => locationId}
        columns={(column) => [
          column.title("location", t("columns.location"), ({ locationName }) => locationName),
          column.fact("bin", t("columns.bin"), (level) =>
            canEdit && known.includes(level) ? <BinCell level={level} /> : <bdi>{level.bin ?? "–"}</bdi>,
          ),
          counted("onHand", ({ onHand }) => number(onHand)),
          counted("reserved", ({ reserved }) => number(reserved)),
          counted("available", ({ available }) => <b>{number(available)}</b>),
          counted("reorderPoint", ({ reorderPoint }) => (reorderPoint === null ? "–" : number(reorderPoint))),
        ]}
        {...(canEdit && {
          actions: (level: Level) => (
            <Group gap={4} justify="flex-end" wrap="nowrap">
              {known.includes(level) && (
                <IconAction
                  icon={IconBellCog}
                  label={t("reorder.at", { location: level.locationName })}
                  title={t("reorder.title")}
                  onClick={() => setReordered(level)}
                />
              )}
              <IconAction
                icon={IconPencil}
                label={t("change.at", { location: level.locationName })}
                title={t("change.title")}
                onClick={() => setChanged(level)}
              />
            </Group>
          ),
        })}
      />
      {changed && <ChangeDialog level={changed} onClose={() => setChanged(null)} />}
      {reordered && <ReorderDialog level={reordered} onClose={() => setReordered(null)} />}
    </Card>
  );
}
