/** How much of what the platform allows is used at this moment. */
import { Group, Progress, Stack, Text } from "@mantine/core";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import type { Health } from "./data.ts";

type Limit = Health["limits"][number];

/** Platforms with a limit for every kind of call have dozens; those at rest are counted only. */
const MOST_SHOWN = 6;

const isBusy = ({ used, waiting, pausedUntil }: Limit) => used >= 1 || waiting > 0 || pausedUntil !== null;
const shareOf = ({ used, most }: Limit) => Math.min(1, used / most);

export function LimitsCard({ limits }: { readonly limits: readonly Limit[] }) {
  const { t } = useTranslation("stores");
  if (limits.length === 0) return null;
  const shown = limits
    .filter((limit) => limit.operations === null || isBusy(limit) || limits.length <= MOST_SHOWN)
    .toSorted((a, b) => shareOf(b) - shareOf(a))
    .slice(0, MOST_SHOWN);
  const rest = limits.length - shown.length;
  return (
    <Card help={<Help of="rate_limit" />} title={t("limits.title")}>
      <Stack gap="md">
        {shown.map((limit) => (
          <LimitLine key={limit.id} limit={limit} isOnly={limits.length === 1} />
        ))}
        {rest > 0 && <Quiet>{t("limits.rest", { count: rest })}</Quiet>}
      </Stack>
    </Card>
  );
}

function LimitLine({ limit, isOnly }: { readonly limit: Limit; readonly isOnly: boolean }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const pace = usePace(limit.perSecond);
  const { id, operations, most, freeAt, pausedUntil, waiting } = limit;
  const used = Math.ceil(limit.used);
  const isTight = pausedUntil !== null || waiting > 0 || shareOf(limit) >= 0.9;
  return (
    <div data-limit={id}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {operations !== null
            ? t("limits.kind", { name: id })
            : isOnly
              ? t("limits.all")
              : t("limits.allOf", { name: id })}
        </Text>
        <Text size="sm">{t("limits.used", { used: number(used), most: number(most) })}</Text>
      </Group>
      <Progress
        value={shareOf(limit) * 100}
        color={isTight ? "yellow" : "sea"}
        size="sm"
        my={4}
        aria-label={t("limits.meter", { name: id })}
      />
      <Quiet size="xs">
        {pace}
        {pausedUntil !== null && (
          <>
            {" · "}
            {t("limits.paused")} <When at={pausedUntil} isDue />
          </>
        )}
        {pausedUntil === null && used > 0 && freeAt !== null && (
          <>
            {" · "}
            {t("limits.free")} <When at={freeAt} />
          </>
        )}
        {waiting > 0 && ` · ${t("limits.waiting", { count: waiting, number: number(waiting) })}`}
      </Quiet>
    </div>
  );
}

/** "2 a second", "1 a minute": in the unit that makes it a number people read. */
function usePace(perSecond: number): string {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const [unit, factor] =
    perSecond >= 1
      ? (["second", 1] as const)
      : perSecond * 60 >= 1
        ? (["minute", 60] as const)
        : (["hour", 3_600] as const);
  return t(`limits.pace.${unit}`, { number: number(Math.round(perSecond * factor * 10) / 10) });
}
