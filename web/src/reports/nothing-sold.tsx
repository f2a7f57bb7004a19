import { Button } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkButton } from "../ui/link.ts";
import { useListSearch } from "../ui/list/search-state.ts";
import { usePeriod } from "./report-query.ts";

/** These days are empty: the next step is another stretch of them, or the first store. */
export function NothingSold() {
  const { t } = useTranslation(["reports", "home"]);
  const { may } = useSession();
  const { data: stores } = useQuery(storesQuery);
  const state = useListSearch();
  const { name } = usePeriod();
  const isNew = stores?.length === 0;
  const more = name !== "90d" && <Button onClick={() => state.set({ period: "90d" })}>{t("empty.more")}</Button>;
  return (
    <Empty
      icon={IconChartBar}
      title={t("empty.title")}
      text={t(isNew ? "empty.new" : state.filter["storeId"] === undefined ? "empty.text" : "empty.narrowed")}
      action={isNew && may("connect") ? <LinkButton to="/channels/add">{t("home:first.button")}</LinkButton> : more}
    />
  );
}
