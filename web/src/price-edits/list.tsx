import { IconCoin } from "@tabler/icons-react";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Frame } from "../products/frame.tsx";
import { saveProducts } from "../products/priced.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkButton } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import type { PriceEdit } from "./queries.ts";
import { EditState, useChangeText } from "./state.tsx";

export function PriceEditList() {
  const { t } = useTranslation("price-edits");
  const { may } = useSession();
  const change = useChangeText();
  return (
    <Frame
      actions={
        may("edit_catalogue") && (
          <LinkButton to="/products/prices" onClick={() => saveProducts([])}>
            {t("title")}
          </LinkButton>
        )
      }
    >
      <ListScreen
        path="/api/price-edits"
        label={t("list")}
        columns={useColumns()}
        nameOf={change}
        opens="/products/price-edits/$id"
        empty={<Empty icon={IconCoin} title={t("empty.title")} text={t("empty.text")} />}
      />
    </Frame>
  );
}

function useColumns(): readonly Column<PriceEdit>[] {
  const { t } = useTranslation("price-edits");
  const { number } = useFormat();
  const change = useChangeText();
  return [
    column.title("change", t("columns.change"), (edit) => <b>{change(edit)}</b>),
    column.state("state", t("columns.state"), ({ state }) => <EditState state={state} />),
    column.figure("changed", t("columns.changed"), ({ changed }) => number(changed)),
    column.moment("applyAt", t("columns.applyAt"), ({ applyAt }) => applyAt, { onCard: "fact" }),
    column.moment("created", t("columns.created"), ({ createdAt }) => createdAt),
    column.plain("by", t("columns.by"), ({ createdBy }) => <Actor actor={createdBy} />),
  ];
}
