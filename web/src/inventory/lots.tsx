/** Lots, those that expire first first. */
import { IconPackages } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { ItemCell } from "../ui/list/cells.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Frame } from "./frame.tsx";
import { LOT_STATES, LotState } from "./lot-state.tsx";

type Lot = Shape<"Lot">;

export function Lots() {
  const { t } = useTranslation("inventory");
  const { number, day } = useFormat();
  const navigate = useNavigate();
  const columns: readonly Column<Lot>[] = [
    column.title("lot", t("lots.lot"), ({ lot }) => <b className="code">{lot}</b>),
    column.fact("item", t("columns.item"), ({ title, sku }) => <ItemCell title={title} sku={sku} />),
    column.fact("expires", t("lots.expires"), ({ expiresOn }) => (expiresOn === null ? "–" : day(expiresOn, true)), {
      sort: "latest",
      sortUp: "soonest",
      isUpFirst: true,
    }),
    column.state("state", t("lots.state"), ({ state }) => <LotState state={state} />),
    column.plain("units", t("lots.units"), ({ units }) => number(units), { isEnd: true }),
    column.plain("orders", t("lots.orders"), ({ orders }) => number(orders), { isEnd: true }),
  ];
  return (
    <Frame>
      <ListScreen
        path="/api/lots"
        label={t("screens.lots")}
        isFile
        columns={columns}
        rowKey={({ variantId, lot }) => `${variantId} ${lot}`}
        nameOf="lot"
        onOpen={({ variantId, lot }) =>
          void navigate({ to: "/inventory/lots/$variantId/$lot", params: { variantId, lot } })
        }
        searchLabel={t("lots.search")}
        filters={[
          choice("state", t("lots.state"), LOT_STATES, (value) => t(`lots.states.${value}`)),
          { name: "expiresBefore", label: t("lots.expiresBefore"), kind: "day" },
        ]}
        empty={<Empty icon={IconPackages} title={t("lots.empty.title")} text={t("lots.empty.text")} />}
      />
    </Frame>
  );
}
