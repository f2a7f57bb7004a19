import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Logo } from "../ui/logo.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { StoreState } from "../ui/store-state.tsx";
import { When } from "../ui/when.tsx";
import classes from "./home.module.css";
import type { HomeFigures } from "./query.ts";

type Store = HomeFigures["stores"][number];

const MOST_SHOWN = 6;

/** How far down a store stands: who needs a person comes first. */
function place({ state, health, throttledUntil, outboundWaiting }: Store): number {
  if (state === "needs_reauth" || state === "error") return 0;
  if (state !== "active") return 5;
  if (health === "failing") return 1;
  if (health === "degraded") return 2;
  return throttledUntil !== null || outboundWaiting > 0 ? 3 : 4;
}

/** How each store's sync does, those in trouble first. */
export function StoresCard({ stores }: { readonly stores: readonly Store[] }) {
  const { t } = useTranslation("home");
  const shown = stores.toSorted((a, b) => place(a) - place(b)).slice(0, MOST_SHOWN);
  const more = stores.length - shown.length;
  const toAll = (text: string) => (
    <Anchor component={Link} to="/channels" size="sm">
      {text}
    </Anchor>
  );
  return (
    <Card title={t("stores.title")} actions={stores.length > 0 && toAll(t("stores.all"))}>
      {stores.length === 0 ? (
        <Text size="sm">
          {t("stores.none")}{" "}
          <Anchor component={Link} to="/channels/add" size="sm">
            {t("first.button")}
          </Anchor>
        </Text>
      ) : (
        shown.map((store) => <Row key={store.storeId} store={store} />)
      )}
      {more > 0 && <div className={classes.row}>{toAll(t("stores.more", { count: more }))}</div>}
    </Card>
  );
}

function Row({ store }: { readonly store: Store }) {
  const { t } = useTranslation("home");
  const { number, time } = useFormat();
  const { name, successPercent, failed, outboundWaiting, inboundWaiting, lastSuccessAt, throttledUntil, lastError } =
    store;
  const waiting = outboundWaiting + inboundWaiting;
  const facts = [
    ...(successPercent === null ? [] : [t("stores.failed", { shown: number(failed) })]),
    ...(waiting > 0 ? [t("stores.waiting", { count: waiting, shown: number(waiting) })] : []),
  ];
  return (
    <Stack gap={2} className={classes.row ?? ""}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Group gap="xs" wrap="nowrap" miw={0}>
          <Logo provider={store.provider} />
          <Anchor component={Link} to={`/channels/${store.storeId}`} size="sm" truncate title={name} dir="auto">
            {name}
          </Anchor>
        </Group>
        <StoreState {...store} />
      </Group>
      <Group gap="xs" justify="space-between">
        <Quiet size="xs">{facts.join(" · ")}</Quiet>
        {lastSuccessAt && (
          <Quiet size="xs">
            {t("stores.lastSuccess")} <When at={lastSuccessAt} />
          </Quiet>
        )}
      </Group>
      {throttledUntil && <Quiet size="xs">{t("stores.throttled", { time: time(throttledUntil) })}</Quiet>}
      {lastError !== null && (store.health === "failing" || store.health === "degraded") && (
        <Text size="xs" className={`${classes.clamp} ${classes.breakable}`} title={lastError}>
          <HubText text={lastError} />
        </Text>
      )}
    </Stack>
  );
}
