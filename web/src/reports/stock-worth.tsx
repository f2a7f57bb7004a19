import { Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";
import { aroundProductsQuery, type ReportQuery } from "./queries.ts";
import classes from "./reports.module.css";

const UNMAPPED = { hasUnmapped: "true" };

/** What all stock is worth now, and what was sold that no product is known for. */
export function StockWorth({ asked }: { readonly asked: ReportQuery }) {
  const { t } = useTranslation("reports");
  const { number, money, list } = useFormat();
  const { data } = useQuery(aroundProductsQuery(asked));
  if (data === undefined) return null;
  const { stock, unlinked, currency } = data;
  if (stock === null || (stock.units === 0 && unlinked.units === 0)) return null;
  const foreign = unlinked.apart.map((each) => money(each.netMinor, each.currency));
  const isOnlyForeign = unlinked.netMinor === 0 && foreign.length > 0;
  const amounts = list([...(isOnlyForeign ? [] : [money(unlinked.netMinor, currency)]), ...foreign]);
  const isWithoutCost = stock.units > 0 && stock.unitsWithoutCost === stock.units;
  return (
    <Paper p="sm" component="section" aria-label={t("stock.title")}>
      <Stack gap={4}>
        <div className={classes.stock}>
          <Text size="sm" component="span">
            {t("stock.title")}
          </Text>
          <Text fw={600} size="lg" component="span">
            {isWithoutCost ? t("products.noCost") : <Amount minor={stock.valueMinor} currency={currency} />}
          </Text>
          <Quiet size="xs" component="span">
            {t("stock.units", { count: stock.units, shown: number(stock.units) })}
          </Quiet>
          {stock.unitsWithoutCost > 0 && !isWithoutCost && (
            <Quiet size="xs" component="span">
              {t("stock.withoutCost", { count: stock.unitsWithoutCost, shown: number(stock.unitsWithoutCost) })}
            </Quiet>
          )}
        </div>
        {unlinked.units > 0 && (
          <Quiet size="xs">
            {t("unlinked.text", { count: unlinked.units, shown: number(unlinked.units), amounts })}{" "}
            <LinkAnchor to="/orders" search={UNMAPPED} size="xs" underline="always">
              {t("unlinked.link")}
            </LinkAnchor>
          </Quiet>
        )}
      </Stack>
    </Paper>
  );
}
