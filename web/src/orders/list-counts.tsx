/** How many orders stand in each status; a click narrows the list to it. */
import { Group, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ORDER_STATUSES } from "../../../src/commerce/statuses.ts";
import { useIsDrawn } from "../data/drawn.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useListSearch } from "../ui/list/search-state.ts";
import classes from "./orders.module.css";
import { countsQuery } from "./queries.ts";

export function StatusCounts() {
  const { t } = useTranslation("orders");
  const { number } = useFormat();
  const { filter, set } = useListSearch();
  const { data: counts } = useQuery({ ...countsQuery(filter), enabled: useIsDrawn() });
  // Its room is kept free: the rows beneath must not move when it comes.
  if (counts === undefined) return <div className={classes["counts"]} />;
  const asked = filter["status"] ?? "";
  const shown = ORDER_STATUSES.filter((status) => (counts[status]?.count ?? 0) > 0 || asked === status);
  if (shown.length === 0) return null;
  return (
    <Group gap="md" role="group" className={classes["counts"]} aria-label={t("countsLabel")}>
      {shown.map((status) => {
        const { count = 0, more = false } = counts[status] ?? {};
        return (
          <UnstyledButton
            key={status}
            className={classes.count ?? ""}
            aria-pressed={asked === status}
            onClick={() => set({ status: asked === status ? "" : status })}
          >
            {t(`status.${status}`)} <b>{`${number(count)}${more ? "+" : ""}`}</b>
          </UnstyledButton>
        );
      })}
    </Group>
  );
}
