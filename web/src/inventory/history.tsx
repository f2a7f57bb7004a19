import { IconHistory } from "@tabler/icons-react";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { choice, days } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Frame } from "./frame.tsx";
import { causes, useMovementColumns } from "./movements.tsx";
import { useLocations } from "./queries.ts";

export function History() {
  const { t } = useTranslation("inventory");
  const locations = named(useLocations());
  return (
    <Frame>
      <ListScreen
        subject="stock-history"
        path="/api/inventory/history"
        label={t("screens.history")}
        viewSubject="movements"
        isFile
        columns={useMovementColumns()}
        rowKey={({ id, variantId, locationId }) => `${id} ${variantId} ${locationId}`}
        nameOf="sku"
        filters={[
          choice("cause", t("columns.cause"), causes, (value) => t(`causes.${value}`)),
          { name: "locationId", label: t("columns.location"), kind: "choice", options: locations },
          { name: "reference", label: t("columns.reference"), kind: "text" },
          ...days(t("filters.from"), t("filters.to")),
        ]}
        empty={<Empty icon={IconHistory} title={t("emptyHistory.title")} text={t("emptyHistory.text")} />}
      />
    </Frame>
  );
}
