import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import classes from "./home.module.css";
import type { HomeFigures } from "./query.ts";

type Item = HomeFigures["runningOut"][number];

/** The first of what is low, what lasts the shortest ahead. */
export function RunningOutCard({ home }: { readonly home: HomeFigures }) {
  const { t } = useTranslation("home");
  const { number } = useFormat();
  const { runningOut, lowStock, sales } = home;
  return (
    <Card
      title={t("stock.title")}
      actions={
        runningOut.length > 0 && (
          <Anchor component={Link} to="/inventory/low-stock" size="sm">
            {t("stock.all", { shown: number(lowStock) })}
          </Anchor>
        )
      }
    >
      {runningOut.length === 0 ? (
        <Group gap="xs" wrap="nowrap">
          {sales.month.total.orders > 0 && (
            <IconCircleCheck size={18} color="var(--mantine-color-green-7)" style={{ flex: "none" }} aria-hidden />
          )}
          <Text size="sm">{t(sales.month.total.orders > 0 ? "stock.none" : "stock.notYet")}</Text>
        </Group>
      ) : (
        runningOut.map((item) => <Row key={`${item.variantId} ${item.locationName}`} item={item} />)
      )}
    </Card>
  );
}

function Row({ item }: { readonly item: Item }) {
  const { t } = useTranslation("home");
  const { number } = useFormat();
  const { variantId, sku, title, available, sold, daysOfCover, reorderPoint, locationName } = item;
  return (
    <Group className={classes.row ?? ""} justify="space-between" wrap="nowrap" gap="md">
      <Stack gap={2} miw={0}>
        <LinkAnchor
          to="/inventory/variants/$id"
          params={{ id: variantId }}
          size="sm"
          lineClamp={1}
          className={classes.breakable ?? ""}
          title={title}
          dir="auto"
        >
          {title}
        </LinkAnchor>
        <Quiet size="xs">
          <bdi className="code">{sku}</bdi>
          {sold !== null && ` · ${t("stock.sold", { count: sold, shown: number(sold) })}`}
          {locationName !== null && (
            <>
              {" · "}
              <bdi>{locationName}</bdi>
            </>
          )}
        </Quiet>
      </Stack>
      <Stack gap={2} align="flex-end" style={{ flex: "none" }}>
        {available <= 0 ? (
          <Status meaning="failed">{t("stock.out")}</Status>
        ) : (
          <Status meaning="attention">
            {daysOfCover === null
              ? t("stock.point", { shown: number(reorderPoint ?? 0) })
              : daysOfCover === 0
                ? t("stock.lessThanADay")
                : t("stock.days", { count: daysOfCover })}
          </Status>
        )}
        {available > 0 && <Quiet size="xs">{t("stock.left", { count: available, shown: number(available) })}</Quiet>}
      </Stack>
    </Group>
  );
}
