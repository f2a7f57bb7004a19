import { Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Frame } from "../inventory/frame.tsx";
import { useLocations } from "../inventory/queries.ts";
import { Empty } from "../ui/empty.tsx";
import type { BulkStep } from "../ui/list/bulk-action.ts";
import { ItemCell } from "../ui/list/cells.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { LowItem } from "./order-low-stock.tsx";

type Low = Shape<"LowLevel">;

/** Days that what is ordered by pace lasts once it has come. */
const AFTER_IT = 30;

/** Loaded when something is ordered. */
const OrderLowStock = lazy(async () => ({
  default: (await import("./order-low-stock.tsx")).OrderLowStock,
}));

const keyOf = ({ variantId, locationId }: Pick<Low, "variantId" | "locationId">) => `${variantId} ${locationId ?? ""}`;

function itemOf(key: string): LowItem {
  const [variantId = "", locationId = ""] = key.split(" ");
  return { variantId, locationId: locationId === "" ? null : locationId };
}

/** How fast it sells, and what that leaves of time. */
function Pace({ level: { sold, daysOfCover, coverDays } }: { readonly level: Low }) {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  if (sold === null) return "–";
  return (
    <Stack gap={0}>
      <span>{t("pace.sold", { count: sold, number: number(sold) })}</span>
      {daysOfCover !== null && coverDays !== null && (
        <Quiet size="xs">{t("pace.lasts", { days: number(daysOfCover), wanted: number(coverDays) })}</Quiet>
      )}
    </Stack>
  );
}

export function LowStock() {
  const { t } = useTranslation(["inventory", "purchasing"]);
  const { may } = useSession();
  const { number } = useFormat();
  const navigate = useNavigate();
  const locations = named(useLocations());
  const [ordered, setOrdered] = useState<readonly LowItem[]>([]);
  const steps: readonly BulkStep[] = [
    {
      id: "order",
      label: (count) =>
        count === null
          ? t("purchasing:lowStock.actionAll")
          : t("purchasing:lowStock.action", { count, number: number(count) }),
      lead: (ids) => setOrdered(ids.map(itemOf)),
    },
  ];
  return (
    <Frame>
      <ListScreen
        path="/api/inventory/low-stock"
        label={t("screens.lowStock")}
        isFile
        columns={useLowColumns()}
        rowKey={keyOf}
        nameOf="sku"
        onOpen={({ variantId }) => void navigate({ to: "/inventory/variants/$id", params: { id: variantId } })}
        searchLabel={t("search")}
        filters={[{ name: "locationId", label: t("columns.location"), kind: "choice", options: locations }]}
        {...(may("edit_catalogue") && { steps })}
        empty={<Empty icon={IconCircleCheck} title={t("emptyLow.title")} text={t("emptyLow.text")} />}
      />
      {ordered.length > 0 && (
        <Suspense>
          <OrderLowStock items={ordered} onClose={() => setOrdered([])} />
        </Suspense>
      )}
    </Frame>
  );
}

function useLowColumns(): readonly Column<Low>[] {
  const { t } = useTranslation("inventory");
  const { number } = useFormat();
  return [
    column.title("item", t("columns.item"), (level) => <ItemCell title={level.title} sku={level.sku} />),
    column.fact("location", t("columns.location"), ({ locationName }) => locationName ?? t("allPlaces")),
    column.figure("available", t("columns.available"), ({ available }) => <b>{number(available)}</b>, {
      sort: "leastScarce",
      sortUp: "scarcest",
      isUpFirst: true,
      onCard: "state",
    }),
    column.figure("reorderPoint", t("columns.reorderPoint"), ({ reorderPoint }) =>
      reorderPoint === null ? "–" : number(reorderPoint),
    ),
    column.plain("pace", t("columns.pace"), (level) => <Pace level={level} />),
    column.plain("waiting", t("columns.waiting"), ({ waiting }) => number(waiting), { isEnd: true }),
    column.plain("incoming", t("columns.incoming"), ({ incoming }) => (incoming === 0 ? "–" : number(incoming)), {
      isEnd: true,
    }),
    column.figure("suggested", t("columns.suggested"), ({ suggestedQuantity, coverDays }) => (
      <Stack gap={0} align="flex-end">
        {number(suggestedQuantity)}
        {coverDays !== null && suggestedQuantity > 0 && (
          <Quiet size="xs">{t("pace.enough", { days: number(coverDays + AFTER_IT) })}</Quiet>
        )}
      </Stack>
    )),
  ];
}
