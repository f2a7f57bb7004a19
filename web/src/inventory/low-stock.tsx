import { IconCircleCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { ItemCell } from "../ui/list/cells.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Frame } from "./frame.tsx";
import { useLocations } from "./queries.ts";

type Low = Shape<"LowLevel">;

export function LowStock() {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  const navigate = useNavigate();
  const locations = named(useLocations());
  const columns: readonly Column<Low>[] = [
    {
      id: "item",
      header: t("columns.item"),
      onCard: "title",
      cell: (level) => <ItemCell title={level.title} sku={level.sku} />,
    },
    { id: "location", header: t("columns.location"), onCard: "fact", cell: ({ locationName }) => locationName },
    {
      id: "available",
      header: t("columns.available"),
      isEnd: true,
      sort: "leastScarce",
      sortUp: "scarcest",
      isUpFirst: true,
      onCard: "state",
      cell: ({ available }) => <b>{number(available)}</b>,
    },
    {
      id: "reorderPoint",
      header: t("columns.reorderPoint"),
      isEnd: true,
      onCard: "fact",
      cell: ({ reorderPoint }) => (reorderPoint === null ? "–" : number(reorderPoint)),
    },
    { id: "waiting", header: t("columns.waiting"), isEnd: true, cell: ({ waiting }) => number(waiting) },
    {
      id: "incoming",
      header: t("columns.incoming"),
      isEnd: true,
      cell: ({ incoming }) => (incoming === 0 ? "–" : number(incoming)),
    },
    {
      id: "suggested",
      header: t("columns.suggested"),
      isEnd: true,
      onCard: "fact",
      cell: ({ suggestedQuantity }) => number(suggestedQuantity),
    },
  ];
  return (
    <Frame>
      <ListScreen
        path="/api/inventory/low-stock"
        label={t("screens.lowStock")}
        isFile
        columns={columns}
        rowKey={({ variantId, locationId }) => `${variantId} ${locationId}`}
        nameOf="sku"
        onOpen={({ variantId }) => void navigate({ to: "/inventory/variants/$id", params: { id: variantId } })}
        searchLabel={t("search")}
        filters={[{ name: "locationId", label: t("columns.location"), kind: "choice", options: locations }]}
        empty={<Empty icon={IconCircleCheck} title={t("emptyLow.title")} text={t("emptyLow.text")} />}
      />
    </Frame>
  );
}
