import { Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import classes from "./home.module.css";
import type { HomeFigures } from "./query.ts";

/** The order list's own views of what is to be sent, and of what lacks stock. */
const TO_SHIP = { toShip: "true", sort: "due", view: "toShip" };
const LATE = { late: "true", sort: "due", view: "late" };
const LABELLED = { state: "label_booked,label_printed", sort: "due", view: "labelled" };
const ON_HOLD = { state: "on_hold", sort: "oldest", view: "onHold" };
const SHORT = { isShort: "true", sort: "oldest", view: "short" };

/** Orders somebody has to pack, and orders there is not enough stock for. */
export function ToShipCard({ home }: { readonly home: HomeFigures }) {
  const { t } = useTranslation("home");
  const { counted } = useFormat();
  const { toShip, short, sales } = home;
  return (
    <Card title={t("ship.title")}>
      {toShip.count === 0 ? (
        <Group gap="xs" wrap="nowrap">
          <IconCircleCheck size={18} color="var(--mantine-color-green-7)" style={{ flex: "none" }} aria-hidden />
          <Text size="sm">{t(sales.month.total.orders > 0 ? "ship.none" : "ship.notYet")}</Text>
        </Group>
      ) : (
        <Stack gap="xs">
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <Group gap="sm" align="baseline">
              <span className={classes.figure}>{counted(toShip)}</span>
              {toShip.late > 0 && (
                <LinkAnchor to="/orders" search={LATE} title={t("ship.lateHint", { hours: toShip.lateAfterHours })}>
                  <Status meaning="attention">{t("ship.late", { count: toShip.late })}</Status>
                </LinkAnchor>
              )}
            </Group>
            <LinkButton to="/orders" search={TO_SHIP} size="xs" flex="none">
              {t("ship.button")}
            </LinkButton>
          </Group>
          {toShip.oldest && (
            <Quiet size="xs">
              {t("ship.oldest")}{" "}
              <LinkAnchor
                to="/orders/$id"
                params={{ id: toShip.oldest.orderId }}
                size="xs"
                className="code"
                underline="always"
              >
                {toShip.oldest.number}
              </LinkAnchor>
              , <When at={toShip.oldest.placedAt} />
            </Quiet>
          )}
        </Stack>
      )}
      {toShip.labelled.count > 0 && (
        <Text size="sm" mt="sm">
          <LinkAnchor to="/orders" search={LABELLED} size="sm">
            {t("ship.labelled", { count: toShip.labelled.count, shown: counted(toShip.labelled) })}
          </LinkAnchor>
        </Text>
      )}
      {toShip.onHold.count > 0 && (
        <Text size="sm" mt="sm">
          <LinkAnchor to="/orders" search={ON_HOLD} size="sm">
            {t("ship.onHold", { count: toShip.onHold.count, shown: counted(toShip.onHold) })}
          </LinkAnchor>
        </Text>
      )}
      {short.count > 0 && (
        <Text size="sm" mt="sm">
          <LinkAnchor to="/orders" search={SHORT} size="sm">
            {t("ship.short", { count: short.count, shown: counted(short) })}
          </LinkAnchor>
        </Text>
      )}
    </Card>
  );
}
